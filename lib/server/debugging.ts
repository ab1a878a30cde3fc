/** Whether `LIGHTAPI_DEBUG` asks for more to be told. */
export function isDebugging(): boolean {
  return /^(?:1|true|yes|on)$/i.test(process.env.LIGHTAPI_DEBUG ?? '');
}

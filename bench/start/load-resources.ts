/** The classes of the resources that the runner asks this process to serve. */
export async function loadResources<Resource>(): Promise<Resource[]> {
  const list = (await import(process.env.BENCH_RESOURCES ?? '')) as { default: Resource[] };
  return list.default;
}

/** A text that may be or hold a URL, without the name and the password in it: for messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/\/\/\S*@/g, '//…@');
}

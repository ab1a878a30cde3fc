const FENCE = /^(```|~~~)/;
const LINK = /(!?\[(?:[^\]\\]|\\.|\](?=\())*?\]\()([^()\s]+)(\))/g;

/** The anchor of a heading, as GitHub makes it. */
export function slugOf(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** The text of the first heading. */
export function titleOf(markdown) {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? 'Untitled';
}

/** The anchors of a page; a heading that comes again is numbered. */
export function anchorsOf(markdown) {
  const seen = new Map();
  const anchors = new Set();
  for (const line of proseLines(markdown)) {
    const heading = /^#{1,6} (.+)$/.exec(line.text)?.[1];
    if (line.isCode || heading === undefined) continue;
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/** The page with each link's target replaced; code is left alone. */
export function mapLinks(markdown, replace) {
  return proseLines(markdown)
    .map(({ text, isCode }) =>
      isCode ? text : text.replace(LINK, (_, before, to, after) => before + replace(to) + after),
    )
    .join('\n');
}

function proseLines(markdown) {
  let isCode = false;
  return markdown.split('\n').map((text) => {
    const isFence = FENCE.test(text.trimStart());
    if (isFence) isCode = !isCode;
    return { text, isCode: isCode || isFence };
  });
}

/** What is read first; pages that are not named here follow, by their names. */
const ORDER = {
  tutorial: ['README'],
  guide: [
    'endpoints',
    'fields',
    'validation',
    'hooks',
    'services',
    'errors',
    'locking',
    'filtering',
    'pagination',
    'serializers',
    'authentication',
    'caching',
    'middleware',
    'transactions',
    'background-work',
    'reflection',
    'configuration-file',
    'command-line',
    'nest-applications',
    'openapi',
    'typed-client',
    'testing',
    'schematics',
    'migrations',
    'deployment',
    'production',
    'observability',
  ],
};

const SECTIONS = [
  { text: 'Tutorial', folder: 'tutorial' },
  { text: 'Guide', folder: 'guide' },
  { text: 'How to', folder: 'how-to' },
  { text: 'Reference', folder: 'reference' },
  { text: 'Contributing', folder: 'contributing' },
  { text: 'Samples', folder: 'samples' },
  { text: 'Decisions', folder: 'decisions', collapsed: true },
];

/**
 * The side bar, of the pages that are there.
 *
 * @param titles - page of the site, its title
 */
export function navigationOf(titles) {
  const item = (page) => ({ text: titles.get(page), link: `/${page.replace(/\.md$/, '')}` });
  const alone = ['quickstart.md', 'alternatives.md', 'architecture.md', 'changelog.md'];
  const [first, ...more] = alone.filter((page) => titles.has(page)).map(item);
  const sections = SECTIONS.map(({ folder, ...section }) => ({
    ...section,
    collapsed: section.collapsed ?? false,
    items: pagesIn(folder, titles).map(item),
  }));
  const reference = sections.find(({ text }) => text === 'Reference');
  reference.items.push({ text: 'API', link: '/api/' });
  return [
    { text: 'Start', items: first === undefined ? [] : [first] },
    ...sections.filter(({ items }) => items.length > 0),
    { text: 'More', items: more },
  ];
}

function pagesIn(folder, titles) {
  const order = ORDER[folder] ?? [];
  const rank = (page) => {
    const at = order.indexOf(page.slice(folder.length + 1, -'.md'.length));
    return at === -1 ? order.length : at;
  };
  return [...titles.keys()]
    .filter((page) => page.startsWith(`${folder}/`) && !page.endsWith('/index.md'))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

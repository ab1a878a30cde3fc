/** What MikroORM 7 and better-sqlite3 13 need; on an older Node the latter crashes without a word. */
const REQUIRED = [22, 17] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1]))
  throw new Error(
    `nestjs-lightapi needs Node ${REQUIRED.join('.')} or newer, and this is ${process.versions.node}. Install a newer one, or add the package 'node' to devDependencies and start by an npm script.`,
  );

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { installCommand } from './install-command.js';

const MANIFEST = join(import.meta.dirname, '..', '..', 'package.json');

describe('what installs a package', () => {
  it('takes the newest that fits', () => {
    expect(installCommand('keyv')).toBe('npm install keyv');
  });

  it('takes the version of MikroORM that is there, and no newer one later', () => {
    const { devDependencies } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as {
      devDependencies: Record<string, string>;
    };

    expect(installCommand('@mikro-orm/postgresql')).toBe(
      `npm install --save-exact @mikro-orm/postgresql@${devDependencies['@mikro-orm/core']}`,
    );
  });
});

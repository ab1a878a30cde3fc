import { existsSync } from 'node:fs';

import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const path = PATHS.find((known) => existsSync(known));

/** Why there is no browser here; `undefined` where there is, and where all tests are required. */
export const NO_CHROMIUM =
  path !== undefined || process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1'
    ? undefined
    : 'no Chromium: apt-get install chromium';

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: path ?? PATHS[0]!, args: ARGUMENTS });
}

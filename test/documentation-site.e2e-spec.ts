import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { NO_CHROMIUM, startChromium } from './support/chromium.js';
import { serveFolder } from './support/static-site.js';

const ROOT = join(import.meta.dirname, '..');
const SITE = join(ROOT, 'docs', '.vitepress', 'dist');
const BUILD_LIMIT_MS = 300_000;

const reason = NO_CHROMIUM === undefined ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(NO_CHROMIUM !== undefined)(`the site of the documents${reason}`, () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const isBuilt = process.env.LIGHTAPI_DIST_READY === '1' && existsSync(join(SITE, 'index.html'));
    if (!isBuilt) await promisify(execFile)(process.execPath, ['scripts/docs.js'], { cwd: ROOT });
    ({ server, url } = await serveFolder(SITE));
    browser = await startChromium();
  }, BUILD_LIMIT_MS);
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  const open = async (path: string, width = 1280): Promise<{ page: Page; errors: string[] }> => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('response', (answer) => {
      if (answer.status() >= 400) errors.push(`${answer.status()} ${answer.url()}`);
    });
    await page.goto(url + path, { waitUntil: 'networkidle' });
    return { page, errors };
  };

  it('begins with the sentence, and leads to the quickstart', async () => {
    const { page, errors } = await open('/');

    await page.getByRole('link', { name: 'Quickstart' }).last().click();
    await page.waitForURL(/quickstart/);
    // The address changes before the page does.
    await page.getByRole('heading', { level: 1, name: 'Quickstart' }).waitFor();

    expect(errors).toEqual([]);
  });

  it.each([
    ['/', 390],
    ['/', 1280],
    ['/guide/filtering.html', 390],
    ['/guide/filtering.html', 1280],
    ['/reference/errors.html', 390],
  ])('fits %s into %i pixels', async (path, width) => {
    const { page, errors } = await open(path, width);

    const shown = await page.evaluate('document.documentElement.scrollWidth');

    expect(shown).toBeLessThanOrEqual(width);
    expect(errors).toEqual([]);
  });

  it('has every guide in its side bar', async () => {
    const { page } = await open('/guide/filtering.html');

    const links = await page.locator('.VPSidebar a').allTextContents();

    expect(links).toEqual(expect.arrayContaining(['Filtering', 'Pagination', 'Errors', 'API']));
  });

  it('finds a word', async () => {
    const { page } = await open('/guide/filtering.html');

    // Nobody listens to the keys before the page has come to life.
    const input = page.locator('#localsearch-input');
    await vi.waitUntil(
      async () => {
        await page.keyboard.press('Control+k');
        return input.isVisible();
      },
      { timeout: 10_000, interval: 200 },
    );
    await input.fill('nullsfirst');
    await page.locator('.VPLocalSearchBox .result').first().waitFor();

    const found = await page.locator('.VPLocalSearchBox .results').textContent();
    expect(found).toContain('Filtering');
  });

  it('shows the docstrings of an export', async () => {
    const { page, errors } = await open('/api/classes/Transactions.html');

    expect(await page.locator('main').textContent()).toContain('Does all that generated services');
    expect(errors).toEqual([]);
  });
});

import helmet from '@fastify/helmet';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { Endpoint, Field, LightApi, RestEndpoint } from '../lib/index.js';
import { NO_CHROMIUM, startChromium } from './support/chromium.js';

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field({ minLength: 1 })
  title!: string;
}

const reason = NO_CHROMIUM === undefined ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(NO_CHROMIUM !== undefined)(`the page of the document${reason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  }, 60_000);
  afterAll(() => browser.close());

  /** The page, and whatever goes wrong on it. */
  async function open(withHelmet: boolean): Promise<{ page: Page; errors: string[] }> {
    const options = { database: 'sqlite::memory:', endpoints: [Book], openapi: { title: 'Shop' } };
    const app = await LightApi.create(options).buildApp();
    onTestFinished(() => app.close());
    if (withHelmet) await app.register(helmet);
    await app.listen(0, '127.0.0.1');
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (line) => {
      if (line.type() === 'error') errors.push(line.text());
    });
    page.on('requestfailed', (request) => errors.push(`failed: ${request.url()}`));
    await page.goto(`${await app.getUrl()}/docs`, { waitUntil: 'networkidle' });
    return { page, errors };
  }

  it.each([
    ['', false],
    [' under @fastify/helmet', true],
  ])('lists operations, and tries them%s', { timeout: 60_000 }, async (_where, withHelmet) => {
    const { page, errors } = await open(withHelmet);
    const operation = page.locator('#operations-Book-listBooks');

    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response');
    await answer.waitFor();

    expect(await page.title()).toBe('Shop');
    expect(await page.locator('.opblock-summary-path').allTextContents()).toHaveLength(8);
    expect(await answer.locator('.response-col_status').textContent()).toContain('200');
    expect(await answer.locator('.microlight').first().textContent()).toContain('"results": []');
    expect(errors).toEqual([]);
  });
});

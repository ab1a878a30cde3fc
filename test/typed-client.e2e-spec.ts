import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { NO_CHROMIUM, startChromium } from './support/chromium.js';
import { SampleProcess, START_LIMIT_MS } from './support/sample-process.js';
import { SERVERS, type TestDatabase } from './support/servers.js';

const ROOT = join(import.meta.dirname, '..');
const GENERATOR = join(ROOT, 'node_modules', 'openapi-typescript', 'bin', 'cli.js');

/** Several tabs start in a test. */
const LIMIT = { timeout: 60_000 };

interface Book {
  readonly id: number;
  readonly title: string;
  readonly price: string | null;
  readonly version: number;
}

const reason = NO_CHROMIUM === undefined ? '' : ` (${NO_CHROMIUM})`;

let database: TestDatabase;
let sample: SampleProcess;
beforeAll(async () => {
  database = await SERVERS[0]!.create();
  sample = await SampleProcess.start('05-client', database.url);
}, START_LIMIT_MS);
afterAll(async () => {
  await sample.stop();
  await database.drop();
});

describe('the types of the client', () => {
  it('are those that openapi-typescript makes of the document served now', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lightapi-types-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const made = join(directory, 'api.d.ts');

    const command = [GENERATOR, `${sample.url}/openapi.json`, '-o', made];
    await promisify(execFile)(process.execPath, command, { cwd: ROOT });

    const committed = await readFile(join(ROOT, 'sample/05-client/web/api.d.ts'), 'utf8');
    expect(committed).toBe(await readFile(made, 'utf8'));
  });
});

describe.skipIf(NO_CHROMIUM !== undefined)(`the page of the client${reason}`, LIMIT, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  /** Two tabs of one browser, and what went wrong in either: a 409 is shown, not an error. */
  const openTabs = async (): Promise<{ mine: Page; theirs: Page; errors: string[] }> => {
    const context = await browser.newContext({ viewport: { width: 1100, height: 700 } });
    onTestFinished(() => context.close());
    const errors: string[] = [];
    const tab = async () => {
      const page = await context.newPage();
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('response', (answer) => {
        if (answer.status() >= 500) errors.push(`${answer.status()} ${answer.url()}`);
      });
      await page.goto(sample.url);
      return page;
    };
    return { mine: await tab(), theirs: await tab(), errors };
  };

  it('lists books, and finds some', async () => {
    await addBook({ title: 'Silas Marner', author: 'George Eliot', price: '6.5' });
    await addBook({ title: 'Villette', author: 'Charlotte Brontë' });

    const { mine, errors } = await openTabs();

    await shown(mine, ['Silas Marner', 'George Eliot', '6.50', '1']);
    await mine.getByLabel('Search').fill('brontë');
    await mine.getByText('1 book', { exact: true }).waitFor();
    await shown(mine, ['Villette', 'Charlotte Brontë', '–', '1']);
    expect(await mine.getByText('Silas Marner').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('creates a book, after it has told what is wrong with it', async () => {
    const { mine, errors } = await openTabs();

    await write(mine, { Title: 'Middlemarch', Price: '-1' });
    await mine.getByText('String should have at least 1 character').waitFor();
    await mine.getByText('Input should be greater than or equal to 0').waitFor();
    await write(mine, { Author: 'George Eliot', Price: '9' });
    await saved(mine);

    await shown(mine, ['Middlemarch', 'George Eliot', '9.00', '1']);
    expect(errors).toEqual([]);
  });

  it('edits a book, which the other tab has when it is loaded again', async () => {
    await addBook({ title: 'Shirly', author: 'Charlotte Brontë' });
    const { mine, theirs, errors } = await openTabs();

    await edit(mine, 'Shirly', { Title: 'Shirley' });

    await theirs.reload();
    await shown(theirs, ['Shirley', 'Charlotte Brontë', '–', '2']);
    expect(errors).toEqual([]);
  });

  it.each([
    { choice: 'Reload theirs', price: '8.00', version: '2' },
    { choice: 'Keep mine', price: '7.50', version: '3' },
  ])('shows the conflict of two tabs, and does as told: $choice', async (expected) => {
    const title = `Emma (${expected.choice})`;
    await addBook({ title, author: 'Jane Austen', price: '5' });
    const { mine, theirs, errors } = await openTabs();
    await mine.getByRole('button', { name: title }).click();
    await edit(theirs, title, { Author: 'J. Austen', Price: '8' });

    await write(mine, { Price: '7.50' });
    const dialog = mine.getByRole('dialog', { name: 'Somebody else has changed this book' });
    expect(await dialog.getByRole('row', { name: 'price' }).innerText()).toMatch(/8\.00\s+7\.50/);
    expect(await stored(title)).toMatchObject({ price: '8.00', version: 2 });
    await dialog.getByRole('button', { name: expected.choice }).click();

    await shown(mine, [title, 'J. Austen', expected.price, expected.version]);
    expect(await mine.getByLabel('Price').inputValue()).toBe(expected.price);
    expect(await stored(title)).toMatchObject({ price: expected.price });
    expect(errors).toEqual([]);
  });

  it('asks again where a third one saves while the question is open', async () => {
    await addBook({ title: 'Persuasion', author: 'Jane Austen', price: '5' });
    const { mine, theirs } = await openTabs();
    await mine.getByRole('button', { name: 'Persuasion' }).click();
    await edit(theirs, 'Persuasion', { Price: '8' });
    await write(mine, { Price: '7' });
    const dialog = mine.getByRole('dialog');
    await dialog.getByText('8.00').waitFor();

    await edit(theirs, 'Persuasion', { Price: '9' });
    await dialog.getByRole('button', { name: 'Keep mine' }).click();

    await dialog.getByText('9.00').waitFor();
    expect(await stored('Persuasion')).toMatchObject({ price: '9.00', version: 3 });
  });

  it('says that a book is gone', async () => {
    await addBook({ title: 'Sanditon', author: 'Jane Austen' });
    const { mine } = await openTabs();
    await mine.getByRole('button', { name: 'Sanditon' }).click();
    const { id } = await stored('Sanditon');
    await fetch(`${sample.url}/books/${id}`, { method: 'DELETE' });

    await write(mine, { Price: '7' });

    await mine.getByText('Somebody has deleted this book.').waitFor();
    await mine.getByRole('button', { name: 'Sanditon' }).waitFor({ state: 'detached' });
  });
});

async function addBook(book: Record<string, string>): Promise<void> {
  const answer = await fetch(`${sample.url}/books`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(book),
  });
  expect(answer.status).toBe(201);
}

async function stored(title: string): Promise<Book> {
  const answer = await fetch(`${sample.url}/books`);
  const { results } = (await answer.json()) as { results: Book[] };
  return results.find((book) => book.title === title)!;
}

/** Waits for the row with these cells. */
async function shown(page: Page, cells: readonly string[]): Promise<void> {
  await page.getByRole('row', { name: cells.join(' '), exact: true }).waitFor();
}

async function saved(page: Page): Promise<void> {
  await page.getByRole('status').getByText('Saved').waitFor();
}

async function write(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value);
  await page.getByRole('button', { name: 'Save' }).click();
}

async function edit(page: Page, title: string, values: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: title }).click();
  await write(page, values);
  await saved(page);
}

import SqliteDatabase from 'better-sqlite3';
import { Client } from 'pg';
import { sqliteFile } from '../database/database-url.js';
import { resourceName, resourceNumbers } from './resources.js';

/** Adds the tables of that many resources to a database, each as `books` is, with the same rows. */
export async function createResourceTables(databaseUrl: string, count: number): Promise<void> {
  const names = resourceNumbers(count).map(resourceName);
  const file = sqliteFile(databaseUrl);
  if (file === undefined) await createInPostgres(databaseUrl, names);
  else createInSqlite(file, names);
}

async function createInPostgres(connectionString: string, names: string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    for (const name of names)
      await client.query(
        `create table ${name} (like books including all); insert into ${name} select * from books`,
      );
  } finally {
    await client.end();
  }
}

function createInSqlite(file: string, names: string[]): void {
  const db = new SqliteDatabase(file);
  try {
    const schema = db.prepare("select sql from sqlite_master where name = 'books'").pluck();
    const text = schema.get() as string;
    db.transaction(() => {
      for (const name of names) {
        db.exec(text.replace('books', name));
        db.exec(`insert into ${name} select * from books`);
      }
    })();
  } finally {
    db.close();
  }
}

import type { LightApiModuleOptions } from '../options/module-options.interface.js';
import type {
  CreatedMigration,
  CreateMigrationOptions,
  MigrateDownOptions,
  MigrateUpOptions,
  MigrationCheck,
  MigrationsOptions,
} from './migration-options.interface.js';
import type { Migrations } from './migrations.js';

/**
 * Brings a database to what the classes declare, by files that are written, read by people, and run:
 * what `schema: 'none'` is served on. Only tables of endpoints are looked at, and only what classes
 * have declared is ever changed in them.
 *
 * @publicApi
 */
export class LightApiMigrations {
  private readonly directory: string;

  constructor(
    private readonly options: LightApiModuleOptions,
    { directory = 'migrations' }: MigrationsOptions = {},
  ) {
    this.directory = directory;
  }

  /**
   * Writes what is between the database and the classes.
   *
   * @throws {@link ConfigurationError} where migrations are pending, or rows that are there would
   *   not fit what is declared
   */
  async create(create: CreateMigrationOptions = {}): Promise<CreatedMigration> {
    return (await this.loaded()).create(create);
  }

  /**
   * Runs what is pending, in one transaction. Of several processes that do so at once one does it,
   * and the others wait for it.
   *
   * @returns the names of those that were run
   */
  async up(up: MigrateUpOptions = {}): Promise<readonly string[]> {
    return (await this.loaded()).up(up);
  }

  /**
   * Takes migrations back, with what is in the tables and columns that they have made.
   *
   * @returns the names of those that were taken back
   */
  async down(down: MigrateDownOptions = {}): Promise<readonly string[]> {
    return (await this.loaded()).down(down);
  }

  /** Compares the database with the classes and the files. Nothing is changed. */
  async check(): Promise<MigrationCheck> {
    return (await this.loaded()).check();
  }

  /** Servers don't need it, and every one of them would load it. */
  private async loaded(): Promise<Migrations> {
    const { Migrations } = await import('./migrations.js');
    return new Migrations(this.options, this.directory);
  }
}

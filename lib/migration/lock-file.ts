import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs';

/** Beside the file of the database: a lock of that one itself would keep the work out. */
const LOCK_FILE = '-migrating';

const PERMISSIONS = 0o777;

/** Where the file is that locks migrations of a database, whatever names lead to it. */
export function lockFileOf(database: string): string {
  return `${realpathSync(database)}${LOCK_FILE}`;
}

/**
 * Makes the file where it is not yet, for all who may write to the database. One that is there is not opened: its end
 * would take the locks with it that others of this process have.
 *
 * @throws where it can't be made, or only be read: a lock that can't be written to is none
 */
export function makeLockFile(path: string, database: string): void {
  try {
    const file = openSync(path, 'wx');
    try {
      allowAsIn(file, database);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  accessSync(path, constants.R_OK | constants.W_OK);
}

/** Who may not give a file away keeps it. */
function allowAsIn(file: number, database: string): void {
  const { mode, uid, gid } = statSync(database);
  try {
    fchownSync(file, uid, gid);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error;
  }
  fchmodSync(file, mode & PERMISSIONS);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

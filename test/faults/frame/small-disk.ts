import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

/** Why no disk can be mounted here; where all tests are required, it is missed aloud. */
export const NO_MOUNT = whyNoMount();

/** A disk of 8 MiB, gone when the test ends. */
export function mountSmallDisk(directory: string): string {
  const disk = join(directory, 'disk');
  mkdirSync(disk);
  mount(disk);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', disk]);
  });
  return disk;
}

function mount(at: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', at], { stdio: 'pipe' });
}

function whyNoMount(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'lightapi-mount-'));
  try {
    mount(directory);
    execFileSync('umount', [directory]);
    return undefined;
  } catch (error) {
    if (process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1') throw error;
    return 'no disk can be mounted: run as root on Linux';
  } finally {
    rmdirSync(directory);
  }
}

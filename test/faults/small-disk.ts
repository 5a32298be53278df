import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory, that a test fills up. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @returns undefined where this user may not mount one */
  static mount(megabytes: number): SmallDisk | undefined {
    const folder = join(tmpdir(), `scout-disk-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    const options = `size=${megabytes}m,mode=0755`;
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    if (status === 0) return new SmallDisk(folder);
    rmdirSync(folder);
    return undefined;
  }

  /** Leaves not one byte to anybody. */
  async fill(): Promise<void> {
    const file = await open(this.filler, 'a');
    try {
      for (;;) await file.write(Buffer.alloc(1 << 16));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  async clear(): Promise<void> {
    await rm(this.filler, { force: true });
  }

  /** Of the whole, in bytes. */
  async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  unmount(): void {
    spawnSync('umount', [this.folder]);
    rmdirSync(this.folder);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}

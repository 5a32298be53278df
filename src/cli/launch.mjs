#!/usr/bin/env node
// Starts the compiled command line under the project's own Node; builds it first when it is missing or older than the sources.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const entry = join(root, 'dist', 'src', 'cli.js');
const ownNode = join(root, 'node_modules', 'node', 'bin', 'node');
const node = existsSync(ownNode) ? ownNode : process.execPath;

function newest(folder) {
  let latest = 0;
  for (const item of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (item.isFile() && item.name.endsWith('.ts') && !item.name.endsWith('.spec.ts')) {
      latest = Math.max(latest, statSync(join(item.parentPath, item.name)).mtimeMs);
    }
  }
  return latest;
}

const sources = ['src', 'migrations'].map((folder) => join(root, folder));
if (sources.every(existsSync)) {
  const stamp = join(root, 'dist', '.built');
  const built = existsSync(entry) && existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if (built < Math.max(...sources.map(newest))) {
    process.stderr.write('scout: building, once …\n');
    const build = spawnSync(node, [join(root, 'src', 'cli', 'build.mjs')], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (build.status !== 0) {
      process.stderr.write('scout: the build failed\n');
      process.exit(1);
    }
  }
}

// Asynchronously, so that a signal to this process reaches the one that works.
const child = spawn(node, ['--enable-source-maps', entry, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));

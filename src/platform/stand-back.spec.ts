import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../config/project-root.js';

const PRIORITIES = `
  const { existsSync, readdirSync } = await import('node:fs');
  const { getPriority } = await import('node:os');
  const { standBack } = await import('./src/platform/stand-back.ts');
  const tasks = '/proc/self/task';
  const told = STANDS.map((nice) => {
    standBack(nice);
    return [...new Set((existsSync(tasks) ? readdirSync(tasks) : [0]).map((id) => getPriority(Number(id))))];
  });
  process.stdout.write(JSON.stringify(told));
`;

/** The priorities of all threads of a process of its own, after each call. */
function prioritiesAfter(...stands: number[]): unknown {
  const code = PRIORITIES.replace('STANDS', JSON.stringify(stands));
  const loader = join(projectRoot(), 'test', 'support', 'typescript.mjs');
  const output = execFileSync(process.execPath, ['--import', loader, '--input-type=module', '-e', code], {
    cwd: projectRoot(),
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

describe('standing back', () => {
  it('takes every thread of the process', () => {
    expect(prioritiesAfter(19)).toEqual([[19]]);
  });

  it('never comes forward', () => {
    expect(prioritiesAfter(19, 5)).toEqual([[19], [19]]);
  });
});

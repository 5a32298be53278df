/**
 * A worker process of its own for queue.contract.spec.ts. Prints a line when it stands and one for each job; a job with a
 * ref of 1 hangs for ever, any other ends after a second. Argument: ProbeOptions as JSON.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Probe, type ProbeOptions, startProbe } from './queue-probe.js';

const probe = new Probe();
probe.handle = async ({ payload }) => {
  console.log('job');
  const [ref] = (payload as { refs?: number[] }).refs ?? [];
  if (ref === 1) await new Promise(() => undefined);
  await wait(1000);
  console.log('done');
};
await startProbe(JSON.parse(process.argv[2]!) as ProbeOptions, probe);
console.log('ready');

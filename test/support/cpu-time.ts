const ATTEMPTS = 3;

/**
 * What `work` returns, where it takes at most `ms` milliseconds of this thread's processor time in one of three attempts.
 *
 * For work that must stay bounded whatever it is given, where a mistake costs minutes: choose `ms` ten times what the work
 * takes, since the same work takes a machine with slow memory several times as long. What else runs on the machine, and the
 * collector's own threads, do not count.
 *
 * @throws Error where each attempt took longer
 */
export function withinCpu<T>(ms: number, work: () => T): T {
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const started = cpuMs();
    const result = work();
    least = Math.min(least, cpuMs() - started);
    if (least <= ms) return result;
  }
  throw new Error(`took ${Math.round(least)} ms of processor time, ${ms} at most, in ${ATTEMPTS} attempts`);
}

/** Milliseconds of processor time of this thread, or of the whole process before Node 24 (Jest's workers are processes). */
function cpuMs(): number {
  const { threadCpuUsage = process.cpuUsage.bind(process) } = process as Partial<
    Pick<NodeJS.Process, 'threadCpuUsage'>
  >;
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}

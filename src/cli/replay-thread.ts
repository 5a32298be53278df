import { replayHeldOut } from '../tuning/replay-held-out.js';
import type { ReplayEvent, ReplayReport } from '../tuning/replay-log.js';
import { replayPrequential } from '../tuning/replay-prequential.js';
import { replaySampled } from '../tuning/replay-sampled.js';

const PROTOCOLS = { p1: replaySampled, p2: replayPrequential, p3: replayHeldOut } as const;

/** One protocol of behaviour beside the event loop; each takes a minute or more. */
export default function replayThread({
  protocol,
  events,
}: {
  readonly protocol: ReplayReport['protocol'];
  readonly events: readonly ReplayEvent[];
}): ReplayReport {
  return PROTOCOLS[protocol](events, {});
}

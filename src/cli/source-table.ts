import { errorRateOf, type Source } from '../catalog/sources/source.js';
import { table } from './output.js';

const MINUTE = 60_000;
const UNITS = [
  ['d', 24 * 60 * MINUTE],
  ['h', 60 * MINUTE],
  ['min', MINUTE],
] as const;

/** Sources for the terminal, in the order given, under one line that counts them. */
export function sourceTable(sources: readonly Source[], now: Date): string {
  const fed = sources.filter((source) => source.feedUrl !== null);
  const active = fed.filter((source) => source.status === 'active');
  const failing = active.filter((source) => source.failures > 0);
  const counts = [
    `${active.length - failing.length} well`,
    `${failing.length} failing`,
    `${fed.filter((source) => source.status === 'paused').length} paused`,
    `${fed.filter((source) => source.status === 'retired').length} retired`,
    `${sources.length - fed.length} without a feed`,
  ];
  const heading = `${sources.length} sources: ${counts.join(', ')}`;
  if (sources.length === 0) return heading;
  const head = ['source', 'state', 'last success', 'errors', 'items/day', 'interval', 'next', 'why'];
  return `${heading}\n\n${table([head, ...sources.map((source) => rowOf(source, now))])}`;
}

function rowOf(source: Source, now: Date): string[] {
  if (source.feedUrl === null) return [source.id, 'no feed', '', '', '', '', '', ''];
  const failing = source.status === 'active' && source.failures > 0;
  const errors = errorRateOf(source);
  const why =
    source.statusReason ??
    (failing
      ? `${source.lastErrorCode ?? ''}: ${source.lastErrorDetail ?? ''} (${source.failures} in a row)`
      : '');
  return [
    source.id,
    failing ? 'failing' : source.status,
    source.lastSuccessAt === null ? 'never' : `${span(now, source.lastSuccessAt)} ago`,
    errors === null ? '' : `${Math.round(100 * errors)} %`,
    source.itemsPerDay.toFixed(1),
    span(new Date((source.currentIntervalSeconds ?? source.fetchIntervalSeconds) * 1_000), new Date(0)),
    next(source, now),
    oneLine(why),
  ];
}

function next({ status, nextFetchAt }: Source, now: Date): string {
  if (status !== 'active' || nextFetchAt === null) return '';
  return nextFetchAt <= now ? 'now' : `in ${span(nextFetchAt, now)}`;
}

/** `3 d`, `5 h`, `20 min`: the time from the earlier moment to the later, rounded down, a minute at least. */
function span(later: Date, earlier: Date): string {
  const ms = Math.max(MINUTE, later.getTime() - earlier.getTime());
  const [unit, size] = UNITS.find(([, each]) => ms >= 2 * each) ?? UNITS[2];
  return `${Math.floor(ms / size)} ${unit}`;
}

/** What a server said may hold anything; a terminal gets plain text of one line. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return plain.length > 160 ? `${plain.slice(0, 159)}…` : plain;
}

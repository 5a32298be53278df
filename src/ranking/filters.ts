import type { CandidatePool } from './candidate-pool.js';
import type { CodedValues } from './compiled-reader.js';
import type { Filter } from './stages.js';

const HOUR = 3_600_000;

/** Dated after the moment of ranking: not yet known. */
export const future: Filter = {
  name: 'future',
  apply(keep, { pool }) {
    let removed = 0;
    // Rows stand newest first.
    for (let row = 0; row < pool.size && pool.publishedAt[row]! > pool.asOf; row++)
      removed += clear(keep, row);
    return removed;
  },
};

/** Older than the window of the ranking profile. */
export const tooOld: Filter = {
  name: 'tooOld',
  apply(keep, { pool, profile }) {
    const oldest = pool.asOf - profile.rules.windowHours * HOUR;
    let removed = 0;
    for (let row = pool.size - 1; row >= 0 && pool.publishedAt[row]! < oldest; row--)
      removed += clear(keep, row);
    return removed;
  },
};

/** Any of its topics is muted by the reader. */
export const mutedTopic: Filter = {
  name: 'mutedTopic',
  apply(keep, { pool, reader }) {
    const { postStart, postStory } = pool.topics;
    let removed = 0;
    for (const code of reader.mutedTopics) {
      const end = postStart[code + 1]!;
      for (let k = postStart[code]!; k < end; k++) removed += clear(keep, postStory[k]!);
    }
    return removed;
  },
};

/** Its source is muted by the reader. */
export const mutedSource: Filter = {
  name: 'mutedSource',
  apply(keep, { pool, reader }) {
    const { start, rows } = pool.sourceRows;
    let removed = 0;
    for (const code of reader.mutedSources) {
      const end = start[code + 1]!;
      for (let k = start[code]!; k < end; k++) removed += clear(keep, rows[k]!);
    }
    return removed;
  },
};

/** Reports an event of which the reader has hidden a report: less like it is not the same news from another source. */
export const hidden: Filter = {
  name: 'hidden',
  apply(keep, { pool, reader }) {
    const { start, rows } = pool.eventRows;
    let removed = 0;
    for (const code of reader.hidden) {
      const end = start[code + 1]!;
      for (let k = start[code]!; k < end; k++) removed += clear(keep, rows[k]!);
    }
    return removed;
  },
};

/** Reports an event that the reader has read of, and nothing that was new after. */
export const alreadyRead: Filter = {
  name: 'alreadyRead',
  apply: (keep, { pool, reader }) => clearKnownEvents(keep, pool, reader.readEvents, pool.newsAt),
};

/** Reports an event that an earlier briefing told, and nothing that came after. */
export const alreadyDelivered: Filter = {
  name: 'alreadyDelivered',
  apply: (keep, { pool, reader }) => clearKnownEvents(keep, pool, reader.delivered, pool.publishedAt),
};

/** @param at by row: up to when its event must be known for the row to go */
function clearKnownEvents(
  keep: Uint8Array,
  pool: CandidatePool,
  { codes, values }: CodedValues,
  at: Float64Array,
): number {
  const { start, rows } = pool.eventRows;
  let removed = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const end = start[code + 1]!;
    for (let k = start[code]!; k < end; k++) {
      if (at[rows[k]!]! <= values[i]!) removed += clear(keep, rows[k]!);
    }
  }
  return removed;
}

/** @returns 1 for a bit that was set until now */
function clear(keep: Uint8Array, row: number): number {
  const was = keep[row]!;
  keep[row] = 0;
  return was;
}

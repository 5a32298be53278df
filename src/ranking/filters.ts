import type { CandidatePool, TagColumn } from './candidate-pool.js';
import type { Filter } from './stages.js';

const HOUR = 3_600_000;

/** Dated after the moment of ranking: not yet known. */
export const future: Filter = {
  name: 'future',
  apply(keep, { pool }) {
    // Rows stand newest first.
    for (let row = 0; row < pool.size && pool.publishedAt[row]! > pool.asOf; row++) keep[row] = 0;
  },
};

/** Older than the window of the ranking profile. */
export const tooOld: Filter = {
  name: 'tooOld',
  apply(keep, { pool, profile }) {
    const oldest = pool.asOf - profile.rules.windowHours * HOUR;
    for (let row = pool.size - 1; row >= 0 && pool.publishedAt[row]! < oldest; row--) keep[row] = 0;
  },
};

/** Any of its topics is muted by the reader. */
export const mutedTopic: Filter = {
  name: 'mutedTopic',
  apply(keep, { pool, reader }) {
    for (const topic of reader.reader.stated.mutedTopics) clearPostings(keep, pool.topics, topic);
  },
};

/** Its source is muted by the reader. */
export const mutedSource: Filter = {
  name: 'mutedSource',
  apply(keep, { pool, reader }) {
    const muted = reader.reader.stated.mutedSources;
    if (muted.length === 0) return;
    const codes = new Set(muted.map((id) => pool.sourceIds.indexOf(id)));
    for (let row = 0; row < pool.size; row++) if (codes.has(pool.source[row]!)) keep[row] = 0;
  },
};

/** The reader asked for less like it. */
export const hidden: Filter = {
  name: 'hidden',
  apply(keep, { pool, reader }) {
    for (const story of reader.reader.behaviour.hiddenStories) clearStory(keep, pool, story);
  },
};

/** Reports an event that the reader has read of, and nothing that came after. */
export const alreadyRead: Filter = {
  name: 'alreadyRead',
  apply(keep, { pool, reader }) {
    clearKnownEvents(keep, pool, reader.reader.behaviour.readEvents);
  },
};

/** Reports an event that an earlier briefing told, and nothing that came after. */
export const alreadyDelivered: Filter = {
  name: 'alreadyDelivered',
  apply(keep, { pool, reader }) {
    clearKnownEvents(keep, pool, reader.reader.delivered);
  },
};

function clearPostings(keep: Uint8Array, column: TagColumn, id: string): void {
  const code = column.index.get(id);
  if (code === undefined) return;
  for (let k = column.postStart[code]!; k < column.postStart[code + 1]!; k++) keep[column.postStory[k]!] = 0;
}

function clearStory(keep: Uint8Array, pool: CandidatePool, story: string): void {
  const row = pool.rowOf.get(story);
  if (row !== undefined) keep[row] = 0;
}

function clearKnownEvents(keep: Uint8Array, pool: CandidatePool, knownAt: ReadonlyMap<string, number>): void {
  if (knownAt.size === 0) return;
  const byCode = new Float64Array(pool.eventIds.length).fill(-Infinity);
  for (const [id, at] of knownAt) {
    const code = pool.eventIndex.get(id);
    if (code !== undefined) byCode[code] = at;
  }
  for (let row = 0; row < pool.size; row++) {
    if (pool.publishedAt[row]! <= byCode[pool.event[row]!]!) keep[row] = 0;
  }
}

import type { CandidatePool } from './candidate-pool.js';
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
    const { index, postStart, postStory } = pool.topics;
    for (const topic of reader.reader.stated.mutedTopics) {
      const code = index.get(topic);
      if (code === undefined) continue;
      for (let k = postStart[code]!; k < postStart[code + 1]!; k++) keep[postStory[k]!] = 0;
    }
  },
};

/** Its source is muted by the reader. */
export const mutedSource: Filter = {
  name: 'mutedSource',
  apply(keep, { pool, reader }) {
    const { start, rows } = pool.sourceRows;
    for (const source of reader.reader.stated.mutedSources) {
      const code = pool.sourceIndex.get(source);
      if (code === undefined) continue;
      for (let k = start[code]!; k < start[code + 1]!; k++) keep[rows[k]!] = 0;
    }
  },
};

/** The reader asked for less like it. */
export const hidden: Filter = {
  name: 'hidden',
  apply(keep, { pool, reader }) {
    for (const story of reader.reader.behaviour.hiddenStories) {
      const row = pool.rowOf.get(story);
      if (row !== undefined) keep[row] = 0;
    }
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

function clearKnownEvents(keep: Uint8Array, pool: CandidatePool, knownAt: ReadonlyMap<string, number>): void {
  const { start, rows } = pool.eventRows;
  for (const [id, at] of knownAt) {
    const code = pool.eventIndex.get(id);
    if (code === undefined) continue;
    for (let k = start[code]!; k < start[code + 1]!; k++) {
      if (pool.publishedAt[rows[k]!]! <= at) keep[rows[k]!] = 0;
    }
  }
}

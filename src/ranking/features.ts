import type { CandidatePool } from './candidate-pool.js';
import type { TagColumn } from './tag-column.js';
import { affinities } from './compiled-reader.js';
import { perPool } from './per-pool.js';
import { ofSteps, relevanceColumn, roleColumn, rowDot, type CodedPrior } from './relevance.js';
import { squash } from './squash.js';
import type { Evidence, Feature, RankingContext } from './stages.js';
import { termCosines } from './term-cosines.js';

/** Follows, the line about oneself and learned topics · the story's topics, through tanh. */
export const topicAffinity: Feature = {
  group: 'topicAffinity',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    squashedDots(column, rows, pool.topics, affinities(pool, reader).topics);
  },
  evidence: (row, { pool, reader }) =>
    new Strongest().tags('topic', pool.topics, row, affinities(pool, reader).topics).evidence,
};

/** Followed or often-read companies, products and people · the story's entities, through tanh. */
export const entityAffinity: Feature = {
  group: 'entityAffinity',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    squashedDots(column, rows, pool.entities, affinities(pool, reader).entities);
  },
  evidence: (row, { pool, reader }) =>
    new Strongest().tags('entity', pool.entities, row, affinities(pool, reader).entities).evidence,
};

/** Half the largest and half the weighted mean cosine of the story's terms with those of what was read. */
export const contentSimilarity: Feature = {
  group: 'contentSimilarity',
  range: [0, 1],
  write(column, rows, { pool, reader: { reads } }) {
    if (reads.length === 0) column.fill(0, 0, rows.length);
    else termCosines(pool).with(reads).write(column, rows);
  },
  evidence(row, { pool, reader: { reads } }) {
    const strongest = new Strongest();
    const values = termCosines(pool).with(reads).of(row);
    reads.forEach(({ story }, i) => {
      strongest.put('story', story, values[i]!);
    });
    return strongest.evidence;
  },
};

/** Prior of the role for the story's topics, kinds of fact and entities, through tanh. */
export const roleRelevance: Feature = {
  group: 'roleRelevance',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    const steps = roleColumn(pool, reader.role);
    for (let k = 0; k < rows.length; k++) column[k] = ofSteps(steps[rows[k]!]!);
  },
  evidence: (row, { pool, reader }) => priorEvidence(pool, row, reader.role),
};

/** Prior of the industry for topics, entities (its companies) and kinds of fact, through tanh. */
export const industryRelevance: Feature = {
  group: 'industryRelevance',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    gather(column, rows, relevanceColumn(pool, reader.industry));
  },
  evidence: (row, { pool, reader }) => priorEvidence(pool, row, reader.industry),
};

/** Decayed engagement of the reader's cohort; 0 where it has taken no more than an even share. */
export const livePopularity: Feature = {
  group: 'livePopularity',
  range: [0, 1],
  write(column, rows, { reader, popularity }) {
    const { role, industry } = reader.cohort;
    gather(column, rows, popularity.of(role, industry));
  },
  evidence(row, { reader, popularity }) {
    const { role, industry } = reader.cohort;
    return [{ type: 'cohort', id: popularity.whose(row, role, industry) }];
  },
};

/** Share of the last hour in the last day of everybody's engagement. */
export const momentum: Feature = {
  group: 'momentum',
  range: [0, 1],
  write(column, rows, { popularity }) {
    gather(column, rows, popularity.momentum);
  },
  evidence: eventEvidence,
};

/** What everybody must know: the pool's importance column. */
export const importance: Feature = {
  group: 'importance',
  range: [0, 1],
  write(column, rows, { pool }) {
    gather(column, rows, pool.importance);
  },
  evidence: eventEvidence,
};

/** `2^(−age/halfLife(topic))` at the pool's moment. */
export const freshness: Feature = {
  group: 'freshness',
  range: [0, 1],
  write(column, rows, { pool }) {
    gather(column, rows, pool.freshness);
  },
  evidence: eventEvidence,
};

/** Authority of a source of which nobody has said anything: in a list it may stand out, but not for itself. */
const NO_STANDING = 0.5;

/** Authority of the source moved by the reader's own history with it. */
export const sourceQuality: Feature = {
  group: 'sourceQuality',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    const own = ofSources(pool);
    const { codes, values } = reader.sources;
    for (let i = 0; i < codes.length; i++) own[codes[i]!] = values[i]!;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      column[k] = Math.max(-1, Math.min(1, pool.authority[row]! + own[pool.source[row]!]!));
    }
    for (const code of codes) own[code] = 0;
  },
  evidence(row, { pool, reader: { sources } }) {
    const source = pool.source[row]!;
    const i = sources.codes.indexOf(source);
    const quality = pool.authority[row]! + (i < 0 ? 0 : sources.values[i]!);
    return quality > NO_STANDING ? [{ type: 'source', id: pool.sourceIds[source]! }] : [];
  },
};

/** Shown n times without a click: `2^−n − 1`; news of an event of which the reader has read: +1 instead. */
export const seenPenalty: Feature = {
  group: 'seenPenalty',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    const { shown, readEvents } = reader;
    column.fill(0, 0, rows.length);
    for (let i = 0; i < shown.codes.length; i++) {
      const k = placeOf(rows, shown.codes[i]!);
      if (k >= 0) column[k] = 2 ** -shown.values[i]! - 1;
    }
    const { start, rows: reports } = pool.eventRows;
    for (let i = 0; i < readEvents.codes.length; i++) {
      const event = readEvents.codes[i]!;
      for (let at = start[event]!; at < start[event + 1]!; at++) {
        const report = reports[at]!;
        if (pool.newsAt[report]! <= readEvents.values[i]!) continue;
        const k = placeOf(rows, report);
        if (k >= 0) column[k] = 1;
      }
    }
  },
  evidence: eventEvidence,
};

/** Sum of the boosts of the profile's rules that match, cut to −1 … 1. */
export const editorialBoost: Feature = {
  group: 'editorialBoost',
  range: [-1, 1],
  write(column, rows, { pool, profile }) {
    column.fill(0, 0, rows.length);
    if (profile.rules.editorial.length === 0) return;
    for (const rule of profile.rules.editorial) {
      const matches = ruleMatcher(pool, rule);
      for (let k = 0; k < rows.length; k++) if (matches(rows[k]!)) column[k]! += rule.boost;
    }
    for (let k = 0; k < rows.length; k++) column[k] = Math.max(-1, Math.min(1, column[k]!));
  },
  evidence: (row, { pool }) => [{ type: 'story', id: pool.ids[row]! }],
};

function gather(column: Float64Array, rows: Int32Array, values: Float64Array): void {
  for (let k = 0; k < rows.length; k++) column[k] = values[rows[k]!]!;
}

function squashedDots(column: Float64Array, rows: Int32Array, tags: TagColumn, weights: Float64Array): void {
  for (let k = 0; k < rows.length; k++) {
    column[k] = squash(rowDot(tags, rows[k]!, weights));
  }
}

/** The place of a row among ascending rows, −1 where it is not. */
function placeOf(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle - 1;
  }
  return rows[low] === row ? low : -1;
}

/** By source code; 0 between calls. */
const ofSources = perPool((pool) => new Float64Array(pool.sourceIds.length));

/** Evidence as it is found, what raises a value most first; among equals what was found first. What raises nothing is left out. */
class Strongest {
  readonly evidence: Evidence[] = [];
  private readonly values: number[] = [];

  put(type: Evidence['type'], id: string, value: number): void {
    if (!(value > 0)) return;
    let at = this.values.length;
    for (; at > 0 && this.values[at - 1]! < value; at--) {
      this.values[at] = this.values[at - 1]!;
      this.evidence[at] = this.evidence[at - 1]!;
    }
    this.values[at] = value;
    this.evidence[at] = { type, id };
  }

  /** The tags of a row, each worth its value times its weight. */
  tags(type: 'topic' | 'entity' | 'kind', column: TagColumn, row: number, weights: Float64Array): this {
    const { ids, rowStart, rowTag, rowValue } = column;
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
      const code = rowTag[k]!;
      this.put(type, ids[code]!, rowValue[k]! * weights[code]!);
    }
    return this;
  }
}

function priorEvidence(pool: CandidatePool, row: number, prior: CodedPrior): readonly Evidence[] {
  return new Strongest()
    .tags('topic', pool.topics, row, prior.topics)
    .tags('entity', pool.entities, row, prior.entities)
    .tags('kind', pool.kinds, row, prior.kinds).evidence;
}

function eventEvidence(row: number, { pool }: RankingContext): readonly Evidence[] {
  return [{ type: 'event', id: pool.eventIds[pool.event[row]!]! }];
}

function ruleMatcher(
  pool: CandidatePool,
  rule: { story?: string; source?: string; topic?: string; entity?: string },
): (row: number) => boolean {
  const has = (column: TagColumn, id: string) => {
    const code = column.index.get(id);
    return (row: number): boolean =>
      code !== undefined &&
      column.rowTag.subarray(column.rowStart[row], column.rowStart[row + 1]).includes(code);
  };
  if (rule.topic !== undefined) return has(pool.topics, rule.topic);
  if (rule.entity !== undefined) return has(pool.entities, rule.entity);
  return (row) => pool.ids[row] === rule.story || pool.sourceIds[pool.source[row]!] === rule.source;
}

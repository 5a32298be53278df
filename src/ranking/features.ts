import { termBucket, type CandidatePool, type TagColumn } from './candidate-pool.js';
import { rowDot, type PriorColumn } from './compiled-reader.js';
import type { SparseVector } from './reader.js';
import type { Evidence, Feature, RankingContext } from './stages.js';

/** Follows, the line about oneself and learned topics · the story's topics, through tanh. */
export const topicAffinity: Feature = {
  group: 'topicAffinity',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    each(column, rows, (row) => Math.tanh(rowDot(pool.topics, row, reader.topicAffinity)));
  },
  evidence: (row, { pool, reader }) =>
    strongest(tagParts('topic', pool.topics, row, (code) => reader.topicAffinity[code]!)),
};

/** Followed or often-read companies, products and people · the story's entities, through tanh. */
export const entityAffinity: Feature = {
  group: 'entityAffinity',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    each(column, rows, (row) => Math.tanh(rowDot(pool.entities, row, reader.entityAffinity)));
  },
  evidence: (row, { pool, reader }) =>
    strongest(tagParts('entity', pool.entities, row, (code) => reader.entityAffinity[code]!)),
};

/** Half the largest and half the weighted mean cosine of the story's terms with those of what was read. */
export const contentSimilarity: Feature = {
  group: 'contentSimilarity',
  range: [0, 1],
  write(column, rows, { pool, reader }) {
    const reads = reader.reader.behaviour.readTerms;
    const total = reads.reduce((sum, read) => sum + read.weight, 0);
    const best = new Float64Array(rows.length);
    const cosines = new TermCosines(pool);
    column.fill(0, 0, rows.length);
    for (const read of reads) {
      const cosine = cosines.to(read.terms);
      for (let k = 0; k < rows.length; k++) {
        const value = cosine(rows[k]!);
        column[k]! += (0.5 * value * read.weight) / total;
        best[k] = Math.max(best[k]!, value);
      }
    }
    for (let k = 0; k < rows.length; k++) column[k]! += 0.5 * best[k]!;
  },
  evidence(row, { pool, reader }) {
    const cosines = new TermCosines(pool);
    return strongest(
      reader.reader.behaviour.readTerms.map((read) => [
        { type: 'story', id: read.story },
        cosines.to(read.terms)(row),
      ]),
    );
  },
};

/** Prior of the role for the story's topics, kinds of fact and entities, through tanh. */
export const roleRelevance: Feature = {
  group: 'roleRelevance',
  range: [-1, 1],
  write(column, rows, { reader }) {
    each(column, rows, (row) => reader.role.relevance[row]!);
  },
  evidence: (row, { pool, reader }) => priorEvidence(pool, row, reader.role),
};

/** Prior of the industry for topics, entities (its companies) and kinds of fact, through tanh. */
export const industryRelevance: Feature = {
  group: 'industryRelevance',
  range: [-1, 1],
  write(column, rows, { reader }) {
    each(column, rows, (row) => reader.industry.relevance[row]!);
  },
  evidence: (row, { pool, reader }) => priorEvidence(pool, row, reader.industry),
};

/** Decayed engagement of the reader's cohort; 0 where nobody has acted yet. */
export const livePopularity: Feature = {
  group: 'livePopularity',
  range: [-1, 1],
  write(column, rows, { reader, popularity }) {
    const { role, industry } = reader.reader.stated.cohort;
    const cohort = popularity.of(role, industry);
    each(column, rows, (row) => cohort[row]!);
  },
  evidence(_row, { reader }) {
    const { role, industry } = reader.reader.stated.cohort;
    return [{ type: 'cohort', id: `${role}/${industry}` }];
  },
};

/** Share of the last hour in the last day of everybody's engagement. */
export const momentum: Feature = {
  group: 'momentum',
  range: [0, 1],
  write(column, rows, { popularity }) {
    each(column, rows, (row) => popularity.momentum[row]!);
  },
  evidence: eventEvidence,
};

/** What everybody must know: the pool's importance column. */
export const importance: Feature = {
  group: 'importance',
  range: [0, 1],
  write(column, rows, { pool }) {
    each(column, rows, (row) => pool.importance[row]!);
  },
  evidence: eventEvidence,
};

/** `2^(−age/halfLife(topic))` at the pool's moment. */
export const freshness: Feature = {
  group: 'freshness',
  range: [0, 1],
  write(column, rows, { pool }) {
    each(column, rows, (row) => pool.freshness[row]!);
  },
  evidence: eventEvidence,
};

/** Authority of the source moved by the reader's own history with it. */
export const sourceQuality: Feature = {
  group: 'sourceQuality',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    const history: SparseVector = reader.reader.behaviour.sources;
    each(column, rows, (row) => {
      const own = history[pool.sourceIds[pool.source[row]!]!] ?? 0;
      return Math.max(-1, Math.min(1, pool.authority[row]! + own));
    });
  },
  evidence: (row, { pool }) => [{ type: 'source', id: pool.sourceIds[pool.source[row]!]! }],
};

/** Shown n times without a click: `2^−n − 1`; a development of an event the reader has read of: +1 instead. */
export const seenPenalty: Feature = {
  group: 'seenPenalty',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    const { shown, readEvents } = reader.reader.behaviour;
    each(column, rows, (row) => {
      if (readEvents.has(pool.eventIds[pool.event[row]!]!)) return 1;
      return 2 ** -(shown.get(pool.ids[row]!) ?? 0) - 1;
    });
  },
  evidence: eventEvidence,
};

/** Sum of the boosts of the profile's rules that match, cut to −1 … 1. */
export const editorialBoost: Feature = {
  group: 'editorialBoost',
  range: [-1, 1],
  write(column, rows, { pool, profile }) {
    column.fill(0, 0, rows.length);
    for (const rule of profile.rules.editorial) {
      const matches = ruleMatcher(pool, rule);
      for (let k = 0; k < rows.length; k++) if (matches(rows[k]!)) column[k]! += rule.boost;
    }
    for (let k = 0; k < rows.length; k++) column[k] = Math.max(-1, Math.min(1, column[k]!));
  },
  evidence: (row, { pool }) => [{ type: 'story', id: pool.ids[row]! }],
};

function each(column: Float64Array, rows: Int32Array, value: (row: number) => number): void {
  for (let k = 0; k < rows.length; k++) column[k] = value(rows[k]!);
}

type Part = readonly [evidence: Evidence, value: number];

function strongest(parts: readonly Part[]): readonly Evidence[] {
  return parts
    .filter(([, value]) => value > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([evidence]) => evidence);
}

function tagParts(
  type: 'topic' | 'entity' | 'kind',
  column: TagColumn,
  row: number,
  weightOf: (code: number) => number,
): Part[] {
  const parts: Part[] = [];
  for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
    const code = column.rowTag[k]!;
    parts.push([{ type, id: column.ids[code]! }, column.rowValue[k]! * weightOf(code)]);
  }
  return parts;
}

function priorEvidence(pool: CandidatePool, row: number, { prior }: PriorColumn): readonly Evidence[] {
  const weightIn = (vector: SparseVector, column: TagColumn) => (code: number) =>
    vector[column.ids[code]!] ?? 0;
  return strongest([
    ...tagParts('topic', pool.topics, row, weightIn(prior.topics, pool.topics)),
    ...tagParts('entity', pool.entities, row, weightIn(prior.entities, pool.entities)),
    ...tagParts('kind', pool.kinds, row, weightIn(prior.kinds, pool.kinds)),
  ]);
}

function eventEvidence(row: number, { pool }: RankingContext): readonly Evidence[] {
  return [{ type: 'event', id: pool.eventIds[pool.event[row]!]! }];
}

/** Cosines of lists of terms with the rows of the pool, in the pool's hashed space; one list at a time. */
class TermCosines {
  private readonly weights: Float64Array;
  private codes: number[] = [];

  constructor(private readonly pool: CandidatePool) {
    this.weights = new Float64Array(pool.terms.ids.length);
  }

  /** The function holds until the next call. */
  to(terms: readonly string[]): (row: number) => number {
    for (const code of this.codes) this.weights[code] = 0;
    this.codes = [];
    let squares = 0;
    for (const [bucket, occurrences] of Map.groupBy(terms, termBucket)) {
      const weight = 1 + Math.log(occurrences.length);
      squares += weight * weight;
      const code = this.pool.terms.index.get(bucket);
      if (code === undefined) continue;
      this.weights[code] = weight;
      this.codes.push(code);
    }
    const length = Math.sqrt(squares) || 1;
    return (row) => Math.min(1, rowDot(this.pool.terms, row, this.weights) / length);
  }
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

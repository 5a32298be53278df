import type { SlotKind } from '../ranking/assembler.js';
import type { Evidence } from '../ranking/stages.js';
import { EVERYBODY } from '../ranking/popularity.js';
import { hash32 } from '../ranking/random.js';
import type { FeatureGroup, WeightName } from '../ranking/ranking-profile.js';

/**
 * A briefing as it is stored: references, scores and reason codes, some hundreds of bytes; texts are looked up when it is read.
 * Numbers are in thousandths of a logit, so contributions add up to the score exactly as stored.
 */
export interface StoredBriefing {
  readonly items: readonly StoredItem[];
  readonly trace: StoredTrace;
}

export interface StoredItem {
  readonly storyRef: number;
  readonly kind: SlotKind;
  /** Logits, to a thousandth: the sum of the contributions. */
  readonly score: number;
  /** Summands that are not zero, logits to a thousandth. */
  readonly contributions: Readonly<Record<string, number>>;
  readonly reasons: readonly StoredReason[];
}

export interface StoredReason {
  readonly group: FeatureGroup;
  readonly evidence: StoredEvidence;
}

/** Evidence by number: the 32-bit hash of a tag's id, or the ref of a story. */
export interface StoredEvidence {
  readonly type: Evidence['type'];
  readonly key: number;
}

export interface StoredTrace {
  readonly candidates: number;
  readonly removed: number;
  readonly scored: number;
  readonly aboveThreshold: number;
  /** Hexadecimal, 64 bits. */
  readonly profileHash: string;
  readonly seed: number;
  /** Of the exploring slot; 0 without one. */
  readonly propensity: number;
  readonly explored: number;
  /** Version of what was learned; 0: nothing was. */
  readonly learned: number;
}

/** 2 added what was learned to the trace. */
const VERSION = 2;
/** Order is part of the format: append only. */
const KINDS: readonly SlotKind[] = ['ranked', 'must-know', 'exploring', 'fill'];
const EVIDENCE: readonly Evidence['type'][] = [
  'topic',
  'entity',
  'kind',
  'story',
  'source',
  'event',
  'cohort',
];
/** The place of a summand is its number in the format, whatever the order of the weights; one that is missing does not compile. */
const SUMMANDS: readonly string[] = Object.keys({
  bias: 0,
  roleRelevance: 1,
  industryRelevance: 2,
  topicAffinity: 3,
  entityAffinity: 4,
  contentSimilarity: 5,
  importance: 6,
  livePopularity: 7,
  momentum: 8,
  freshness: 9,
  sourceQuality: 10,
  seenPenalty: 11,
  editorialBoost: 12,
  residual: 13,
} satisfies Record<WeightName | 'residual', number>);

/** For {@link quantise}, which runs for every item of every briefing. */
const whole = new Float64Array(SUMMANDS.length);
const rest = new Float64Array(SUMMANDS.length);

/** What a piece of evidence is stored as. Events need no key, they are those of the story; of a cohort it says how wide it is. */
export function evidenceKey(
  evidence: Evidence,
  refOf: (story: string) => number | undefined,
): StoredEvidence {
  const { type, id } = evidence;
  if (type === 'event') return { type, key: 0 };
  if (type === 'cohort') return { type, key: id === EVERYBODY ? 1 : id.includes('/') ? 0 : 2 };
  return { type, key: type === 'story' ? (refOf(id) ?? 0) : hash32(id) };
}

/** The cohort of a key as {@link evidenceKey} makes one: of the reader's role and industry, of everybody, of the industry. */
export function cohortOfKey(key: number, { role, industry }: { role: string; industry: string }): string {
  return key === 1 ? EVERYBODY : key === 2 ? industry : `${role}/${industry}`;
}

/**
 * Leaves the thousandths of a logit in `whole`. The score is rounded, and the summands so that they add up to it: down at first,
 * then those with the largest remainder up.
 */
function quantise(contributions: Readonly<Record<string, number>>): void {
  let sum = 0;
  let rounded = 0;
  for (let i = 0; i < SUMMANDS.length; i++) {
    const exact = (contributions[SUMMANDS[i]!] ?? 0) * 1000;
    sum += exact;
    whole[i] = Math.floor(exact);
    rest[i] = exact - whole[i]!;
    rounded += whole[i]!;
  }
  for (let missing = Math.round(sum) - rounded; missing > 0; missing--) {
    let largest = 0;
    for (let i = 1; i < SUMMANDS.length; i++) if (rest[i]! > rest[largest]!) largest = i;
    whole[largest]!++;
    rest[largest] = -1;
  }
}

/** A briefing as it was made: what an item is scored by in logits, as exactly as it was reckoned. */
export interface MadeBriefing {
  readonly items: readonly Omit<StoredItem, 'score'>[];
  readonly trace: StoredTrace;
}

/**
 * Encodes a briefing: scores to half a thousandth, contributions to a thousandth, so that they add up to the score.
 * @throws RangeError for a number that the format cannot hold
 */
export function encodeBriefing({ items, trace }: MadeBriefing): Buffer {
  const out = new Writer();
  out.varint(VERSION);
  out.hexadecimal(trace.profileHash);
  out.varint(trace.candidates);
  out.varint(trace.removed);
  out.varint(trace.scored);
  out.varint(trace.aboveThreshold);
  out.varint(trace.seed);
  // One ten-thousandth at least: a story that was explored had a chance.
  out.varint(trace.propensity === 0 ? 0 : Math.max(1, Math.round(trace.propensity * 10_000)));
  out.varint(trace.explored);
  out.varint(trace.learned);
  out.varint(items.length);
  for (const { storyRef, kind, reasons, contributions } of items) {
    out.varint(storyRef);
    out.varint(KINDS.indexOf(kind) * 8 + reasons.length);
    quantise(contributions);
    let mask = 0;
    for (let i = 0; i < SUMMANDS.length; i++) if (whole[i] !== 0) mask |= 1 << i;
    out.varint(mask);
    for (let i = 0; i < SUMMANDS.length; i++) if (whole[i] !== 0) out.signed(whole[i]!);
    for (const { group, evidence } of reasons) {
      out.varint(SUMMANDS.indexOf(group) * 8 + EVIDENCE.indexOf(evidence.type));
      out.varint(evidence.key);
    }
  }
  return out.result();
}

/** Refs of the stories of an encoded briefing, without the rest. @throws RangeError for anything but a briefing */
export function storyRefsIn(bytes: Buffer): number[] {
  const input = new Reader(bytes);
  const version = versionOf(input);
  input.bytes(8);
  input.skip(version === 1 ? 7 : 8);
  return Array.from({ length: input.varint() }, () => {
    const ref = input.varint();
    const head = input.varint();
    let summands = 0;
    for (let mask = input.varint(); mask > 0; mask &= mask - 1) summands++;
    input.skip(summands + 2 * (head % 8));
    return ref;
  });
}

function versionOf(input: Reader): number {
  const version = input.varint();
  if (version < 1 || version > VERSION)
    throw new RangeError(`A stored briefing of format ${version} cannot be read by this release.`);
  return version;
}

/** Decodes what {@link encodeBriefing} made. @throws RangeError for anything else */
export function decodeBriefing(bytes: Buffer): StoredBriefing {
  const input = new Reader(bytes);
  const version = versionOf(input);
  const profileHash = input.bytes(8).toString('hex');
  const [candidates, removed, scored, aboveThreshold, seed] = [0, 0, 0, 0, 0].map(() => input.varint()) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const propensity = input.varint() / 10_000;
  const explored = input.varint();
  const learned = version === 1 ? 0 : input.varint();
  const items = Array.from({ length: input.varint() }, (): StoredItem => {
    const storyRef = input.varint();
    const head = input.varint();
    const mask = input.varint();
    const contributions: Record<string, number> = {};
    let score = 0;
    SUMMANDS.forEach((name, bit) => {
      if ((mask & (1 << bit)) === 0) return;
      const value = input.signed();
      contributions[name] = value / 1000;
      score += value;
    });
    const reasons = Array.from({ length: head % 8 }, (): StoredReason => {
      const code = input.varint();
      return {
        group: SUMMANDS[code >> 3] as FeatureGroup,
        evidence: { type: EVIDENCE[code % 8]!, key: input.varint() },
      };
    });
    return { storyRef, kind: KINDS[head >> 3]!, score: score / 1000, contributions, reasons };
  });
  return {
    items,
    trace: { candidates, removed, scored, aboveThreshold, profileHash, seed, propensity, explored, learned },
  };
}

/** Writes into room that all briefings share; only the result is new. */
class Writer {
  private static room = Buffer.alloc(4096);
  private at = 0;

  /** LEB128 of a whole number from 0 to 2^53 − 1. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${value} cannot be stored in a briefing.`);
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Zigzag, so that small negative numbers stay short. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Two digits a byte. */
  hexadecimal(digits: string): void {
    for (let at = 0; at < digits.length; at += 2) this.byte(parseInt(digits.slice(at, at + 2), 16));
  }

  result(): Buffer {
    return Buffer.from(Writer.room.subarray(0, this.at));
  }

  private byte(value: number): void {
    if (this.at === Writer.room.length) Writer.room = Buffer.concat([Writer.room, Buffer.alloc(this.at)]);
    Writer.room[this.at++] = value;
  }
}

class Reader {
  private at = 0;

  constructor(private readonly data: Buffer) {}

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.data[this.at++];
      if (byte === undefined) throw new RangeError('A stored briefing ends too early.');
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  /** Passes over so many numbers. */
  skip(numbers: number): void {
    for (let left = numbers; left > 0; left--) {
      while ((this.data[this.at++] ?? 0) >= 128);
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  bytes(length: number): Buffer {
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }
}

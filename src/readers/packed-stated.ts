import type { Companies, PriorVector, SparseVector, StatedProfile } from '../ranking/reader.js';
import type { TextReader, TextWriter } from './packed-text.js';

/** Numbers for things that many readers have in common, in the order in which they were met. */
export class Codes<Thing> {
  private readonly things: Thing[] = [];
  private readonly codes = new Map<Thing, number>();

  /** The number of a thing; a new one for a thing that is new. */
  of(thing: Thing): number {
    let code = this.codes.get(thing);
    if (code === undefined) {
      code = this.things.length;
      this.things.push(thing);
      this.codes.set(thing, code);
    }
    return code;
  }

  has(thing: Thing): boolean {
    return this.codes.has(thing);
  }

  at(code: number): Thing {
    return this.things[code]!;
  }

  /** By number: the code of the thing in a pool, −1 where the pool does not know it. */
  in(index: ReadonlyMap<Thing, number>): Int32Array {
    return Int32Array.from(this.things, (thing) => index.get(thing) ?? -1);
  }
}

/** Who hears a packed profile: topics, entities and sources by their number in the packer's codes. */
export interface StatedHearer {
  followTopic(topic: number): void;
  followEntity(entity: number): void;
  /** What the line about oneself names, 0 to 1. */
  nameTopic(topic: number, strength: number): void;
  nameEntity(entity: number, strength: number): void;
  nameCompanies(companies: Companies): void;
  muteTopic(topic: number): void;
  muteSource(source: number): void;
}

/** Priors bent for some readers that are kept. */
const BENT = 300;

/**
 * Stated profiles in some hundred bytes each. What comes out equals what was put in, bit for bit; the entries of a vector may
 * stand in another order. What readers have in common is kept once, for as long as the packer lives.
 */
export class StatedPacker {
  readonly topics = new Codes<string>();
  readonly entities = new Codes<string>();
  readonly sources = new Codes<string>();
  private readonly names = new Codes<string>();
  /** Strengths in lines about oneself, of which there are few different ones. */
  private readonly strengths = new Codes<number>();
  private readonly companies = new Codes<SparseVector>();
  private readonly priors = new Codes<PriorVector>();
  /** By its kinds of fact, which a prior shares with those that were bent from it for one reader. */
  private readonly plain = new Map<SparseVector, PriorVector>();
  /** By how they are written; those unpacked last. */
  private readonly bent = new Map<string, PriorVector>();

  put(out: TextWriter, stated: StatedProfile): void {
    out.whole(this.names.of(stated.cohort.role));
    out.whole(this.names.of(stated.cohort.industry));
    this.putPrior(out, stated.role);
    this.putPrior(out, stated.industry);
    putList(out, this.topics, stated.followedTopics);
    putList(out, this.entities, stated.followedEntities);
    this.putStrengths(out, this.topics, stated.about.topics);
    this.putStrengths(out, this.entities, stated.about.entities);
    out.whole(stated.about.companies.length);
    for (const { names, share } of stated.about.companies) {
      out.whole(this.companies.of(names));
      out.whole(this.strengths.of(share));
    }
    putList(out, this.topics, stated.mutedTopics);
    putList(out, this.sources, stated.mutedSources);
  }

  /** The profile, made anew at each call. */
  take(from: TextReader): StatedProfile {
    return {
      cohort: { role: this.names.at(from.whole()), industry: this.names.at(from.whole()) },
      role: this.prior(from),
      industry: this.prior(from),
      followedTopics: list(from, this.topics),
      followedEntities: list(from, this.entities),
      about: {
        topics: this.strengthsOf(from, this.topics),
        entities: this.strengthsOf(from, this.entities),
        companies: Array.from({ length: from.whole() }, () => this.companiesFrom(from)),
      },
      mutedTopics: list(from, this.topics),
      mutedSources: list(from, this.sources),
    };
  }

  /** The same without a name or an object on the way: what is said goes to the hearer piece by piece, things by their number. */
  tell(from: TextReader, hearer: StatedHearer): Pick<StatedProfile, 'cohort' | 'role' | 'industry'> {
    const cohort = { role: this.names.at(from.whole()), industry: this.names.at(from.whole()) };
    const role = this.prior(from);
    const industry = this.prior(from);
    for (let left = from.whole(); left > 0; left--) hearer.followTopic(from.whole());
    const followed = Array.from({ length: from.whole() }, () => from.whole());
    this.tellStrengths(from, (topic, strength) => hearer.nameTopic(topic, strength));
    this.tellStrengths(from, (entity, strength) => hearer.nameEntity(entity, strength));
    for (let left = from.whole(); left > 0; left--) hearer.nameCompanies(this.companiesFrom(from));
    for (const entity of followed) hearer.followEntity(entity);
    for (let left = from.whole(); left > 0; left--) hearer.muteTopic(from.whole());
    for (let left = from.whole(); left > 0; left--) hearer.muteSource(from.whole());
    return { cohort, role, industry };
  }

  private companiesFrom(from: TextReader): Companies {
    return { names: this.companies.at(from.whole()), share: this.strengths.at(from.whole()) };
  }

  /** A prior that many share by its number; one that was bent from it by what differs. */
  private putPrior(out: TextWriter, prior: PriorVector): void {
    const plain = this.plain.get(prior.kinds);
    const bent =
      plain?.entities !== prior.entities || this.priors.has(prior)
        ? undefined
        : differences(plain.topics, prior.topics);
    if (bent === undefined) this.plain.set(prior.kinds, prior);
    out.whole(this.priors.of(bent === undefined ? prior : plain!));
    putPairs(out, this.topics, bent ?? []);
  }

  private prior(from: TextReader): PriorVector {
    const start = from.place;
    const plain = this.priors.at(from.whole());
    const bent = pairs(from, this.topics);
    if (bent.length === 0) return plain;
    // The very same object for the same words, so that ranking computes its column once for all who share it.
    const words = from.since(start);
    let prior = this.bent.get(words);
    if (prior === undefined) {
      prior = { ...plain, topics: { ...plain.topics, ...Object.fromEntries(bent) } };
      if (this.bent.size >= BENT) this.bent.delete(this.bent.keys().next().value!);
      this.bent.set(words, prior);
    }
    return prior;
  }

  /** In order of code, so that steps from one to the next are small. */
  private putStrengths(out: TextWriter, codes: Codes<string>, vector: SparseVector): void {
    const entries = Object.entries(vector)
      .map(([id, value]) => [codes.of(id), this.strengths.of(value)] as const)
      .sort(([a], [b]) => a - b);
    out.whole(entries.length);
    let last = 0;
    for (const [code, strength] of entries) {
      out.whole(code - last);
      out.whole(strength);
      last = code;
    }
  }

  private strengthsOf(from: TextReader, codes: Codes<string>): SparseVector {
    const vector: Record<string, number> = {};
    this.tellStrengths(from, (code, strength) => (vector[codes.at(code)] = strength));
    return vector;
  }

  private tellStrengths(from: TextReader, hear: (code: number, strength: number) => void): void {
    let code = 0;
    for (let left = from.whole(); left > 0; left--) {
      code += from.whole();
      hear(code, this.strengths.at(from.whole()));
    }
  }
}

/** What `bent` says otherwise than `plain`; undefined where `bent` lacks something or its order is another. */
function differences(plain: SparseVector, bent: SparseVector): [string, number][] | undefined {
  const entries = Object.entries(bent);
  const known = Object.keys(plain);
  if (known.some((id, k) => entries[k]?.[0] !== id)) return undefined;
  return entries.filter(([id, value]) => plain[id] !== value);
}

export function putList(out: TextWriter, codes: Codes<string>, ids: readonly string[]): void {
  out.whole(ids.length);
  for (const id of ids) out.whole(codes.of(id));
}

export function list(from: TextReader, codes: Codes<string>): string[] {
  const ids: string[] = [];
  for (let left = from.whole(); left > 0; left--) ids.push(codes.at(from.whole()));
  return ids;
}

export function putPairs(
  out: TextWriter,
  codes: Codes<string>,
  pairsOf: Iterable<readonly [string, number]>,
): void {
  const all = [...pairsOf];
  out.whole(all.length);
  for (const [id, value] of all) {
    out.whole(codes.of(id));
    out.float(value);
  }
}

export function pairs(from: TextReader, codes: Codes<string>): [string, number][] {
  const all: [string, number][] = [];
  for (let left = from.whole(); left > 0; left--) all.push([codes.at(from.whole()), from.float()]);
  return all;
}

import { type Change, changed, inTheLists, type Restate } from './changes.js';
import { compileReader, type CompiledReader } from './compiled-reader.js';
import type { Pipeline, RankedItem } from './pipeline.js';
import { FEATURE_GROUPS, RULES, WEIGHTS, type FeatureGroup } from './ranking-profile.js';
import type { RankingReader } from './reader.js';
import { secondPass } from './scoring.js';
import { ofSlate, runSeeded, tagsOf, type Why, type WhyNot, type WhyRequest } from './why-not.js';

/** Changes that together bring a story into the slate: found by trying, so each is true of the very same pipeline. */
export interface Way {
  readonly changes: readonly Change[];
  /** From 1, and z, after the changes. */
  readonly place: number;
  readonly score: number;
}

/** Topics, entities and weights that are tried, the strongest first. */
const TRIED = 3;
const HALVINGS = 7;
/** Multiples of the missing z that a weight is given, until one is enough. */
const STEPS = [1, 2, 4, 8];

/**
 * What it would have taken: each way is a single change, besides the filters that have to be lifted first; where none is enough and
 * a source or topic is full, room there and a boost. None where the story is in the slate, or where a filter stands that nobody can
 * lift (read, delivered, dated ahead), or where nothing of this does it. Pure, and bounded: some sixty runs of the pipeline at most.
 * @param restate what a change of the reader means for the stated profile; by default for its lists alone
 */
export function whatItTakes(
  whyNot: WhyNot,
  why: Why,
  pipeline: Pipeline,
  restate: Restate = inTheLists,
): Way[] {
  if (why.obstacles.length === 0) return [];
  const lifting = lifts(whyNot, why);
  if (lifting === undefined) return [];
  const trial = new Trial(whyNot.request, pipeline, why.story, restate);
  const freed = lifting.length === 0 ? undefined : trial.way(lifting);
  if (freed !== undefined) return [freed];
  const { request } = whyNot;
  const base = changed(request, lifting, restate);
  const slate = lifting.length === 0 ? whyNot.result : runSeeded(pipeline, ofSlate(base));
  const single = [
    ...follows(base, why.story).map((change) => trial.way([...lifting, change])),
    ...rules(whyNot, why).map((tries) => trial.first(lifting, tries)),
    ...advantages(base, slate.items, pipeline, why).map((group) =>
      trial.weight(lifting, group, why, request),
    ),
    trial.boost(lifting),
  ].filter((way) => way !== undefined);
  return single.length > 0 ? single : withRoom(whyNot, why, trial, lifting);
}

/** Where a source or topic is full and z is too small besides: room there, and the boost that is still missing. */
function withRoom(whyNot: WhyNot, why: Why, trial: Trial, lifting: readonly Change[]): Way[] {
  if (!why.obstacles.some(({ stage }) => stage === 'rule')) return [];
  for (const room of rules(whyNot, why).flat()) {
    const way = trial.boost([...lifting, room]);
    if (way !== undefined) return [way];
  }
  return [];
}

/** What takes the filters away; undefined where one stands that nobody can lift. */
function lifts({ request }: WhyNot, why: Why): Change[] | undefined {
  const changes: Change[] = [];
  for (const { stage, name, evidence, numbers } of why.obstacles) {
    if (stage !== 'filter') continue;
    const window = Math.ceil(numbers['ageHours'] ?? Infinity);
    if (name === 'mutedTopic')
      changes.push(...evidence.map(({ id }) => ({ kind: 'unmute-topic', id }) as const));
    else if (name === 'mutedSource')
      changes.push(...evidence.map(({ id }) => ({ kind: 'unmute-source', id }) as const));
    else if (name === 'hidden') changes.push({ kind: 'unhide', id: why.story });
    else if (name === 'tooOld' && window <= RULES.windowHours.max)
      changes.push({ kind: 'rule', id: 'windowHours', from: request.profile.rules.windowHours, to: window });
    else return undefined;
  }
  return changes;
}

/** Topics and entities of the story that are not followed yet, those it is most about first. */
function follows({ pool, reader }: WhyRequest, story: string): Change[] {
  const row = pool.rowOf.get(story)!;
  const open = (column: typeof pool.topics, followed: readonly string[]): string[] => {
    const start = column.rowStart[row]!;
    return tagsOf(column, row)
      .map((id, k) => ({ id, value: column.rowValue[start + k]! }))
      .filter(({ id }) => !followed.includes(id))
      .sort((a, b) => b.value - a.value)
      .slice(0, TRIED)
      .map(({ id }) => id);
  };
  return [
    ...open(pool.topics, reader.stated.followedTopics).map((id) => ({ kind: 'follow-topic', id }) as const),
    ...open(pool.entities, reader.stated.followedEntities).map(
      (id) => ({ kind: 'follow-entity', id }) as const,
    ),
  ];
}

/** For each rule that stood in the way, the values to try, the nearest first. */
function rules({ request }: WhyNot, { obstacles, score }: Why): Change[][] {
  const now = request.profile.rules;
  return obstacles.flatMap(({ stage, name, numbers }): Change[][] => {
    if (stage === 'minScore') {
      const to = Math.max(RULES.minScore.min, Math.floor(score * 100) / 100);
      return [[{ kind: 'rule', id: 'minScore', from: now.minScore, to }]];
    }
    if (stage === 'firstPass' && numbers['rank']! <= RULES.firstPass.max)
      return [[{ kind: 'rule', id: 'firstPass', from: now.firstPass, to: numbers['rank']! }]];
    if (stage === 'rule' && (name === 'maxPerSource' || name === 'maxPerTopic')) {
      const more = [1, 2, 3, 5, 8].map((step) => now[name] + step).filter((to) => to <= RULES[name].max);
      return [more.map((to) => ({ kind: 'rule', id: name, from: now[name], to }) as const)];
    }
    return [];
  });
}

/** Groups in which the story stands above the mean of the slate, the furthest first. */
function advantages(
  request: WhyRequest,
  items: readonly RankedItem[],
  pipeline: Pipeline,
  { story, contributions }: Why,
): FeatureGroup[] {
  const { pool, profile, popularity, length } = request;
  const rows = items.slice(0, length).map(({ id }) => pool.rowOf.get(id)!);
  if (rows.length === 0) return FEATURE_GROUPS.filter((group) => contributions[group] > 0).slice(0, TRIED);
  const context = { pool, profile, popularity, reader: compileReader(pool, request.reader) };
  const row = pool.rowOf.get(story)!;
  const others = secondPass(Int32Array.from(rows).sort(), pipeline.features, context);
  const own = secondPass(Int32Array.of(row), pipeline.features, context);
  return FEATURE_GROUPS.filter((group) => group !== 'editorialBoost')
    .map((group) => {
      const mean = others.columns[group].reduce((sum, value) => sum + value, 0) / rows.length;
      const value = own.columns[group][0]!;
      return { group, value, ahead: value - mean };
    })
    .filter(({ value, ahead }) => ahead > 0 && value > 0)
    .sort((a, b) => b.ahead - a.ahead)
    .slice(0, TRIED)
    .map(({ group }) => group);
}

/** Tries changes on one story. */
class Trial {
  private readonly request: WhyRequest;
  private readonly row: Int32Array;
  private readonly compiled = new WeakMap<RankingReader, CompiledReader>();

  constructor(
    request: WhyRequest,
    private readonly pipeline: Pipeline,
    private readonly story: string,
    private readonly restate: Restate,
  ) {
    this.request = ofSlate(request);
    this.row = Int32Array.of(request.pool.rowOf.get(story)!);
  }

  /** Undefined where the changes do not bring the story into the slate (an exploring slot is chance, not a way). */
  way(changes: readonly Change[]): Way | undefined {
    const request = changed(this.request, changes, this.restate);
    if (this.isBelow(request)) return undefined;
    const { items } = runSeeded(this.pipeline, request);
    const slate: readonly RankedItem[] = items.slice(0, this.request.length);
    const at = slate.findIndex(({ id, kind }) => id === this.story && kind !== 'exploring');
    return at < 0 ? undefined : { changes, place: at + 1, score: slate[at]!.score };
  }

  /** Whether the story alone scores less than anything that is used: most of what is tried ends here, and needs no run. */
  private isBelow({ pool, popularity, learned, reader, ...request }: WhyRequest): boolean {
    const profile = learned?.profile(request.profile) ?? request.profile;
    let compiled = this.compiled.get(reader);
    if (compiled === undefined) this.compiled.set(reader, (compiled = compileReader(pool, reader)));
    const context = { pool, profile, popularity, learned, reader: compiled };
    return secondPass(this.row, this.pipeline.features, context).scores[0]! < profile.rules.minScore;
  }

  /** The first of several values that is enough. */
  first(lifting: readonly Change[], tries: readonly Change[]): Way | undefined {
    for (const change of tries) {
      const way = this.way([...lifting, change]);
      if (way !== undefined) return way;
    }
    return undefined;
  }

  /** The smallest higher weight that is enough, to a hundredth. */
  weight(lifting: readonly Change[], group: FeatureGroup, why: Why, request: WhyRequest): Way | undefined {
    const from = request.profile.weights[group];
    const { max } = WEIGHTS[group];
    const missing = Math.max(0.05, ...why.obstacles.map(({ numbers }) => numbers['lacks'] ?? 0));
    const at = (to: number): Way | undefined =>
      this.way([...lifting, { kind: 'weight', id: group, from, to }]);
    let tooLittle = from;
    for (const step of STEPS) {
      const to = hundredthUp(Math.min(max, from + step * missing));
      if (to <= tooLittle) break;
      const enough = at(to);
      if (enough !== undefined) return this.smallest(tooLittle, to, enough, at);
      tooLittle = to;
    }
    return undefined;
  }

  /** The smallest editorial boost of the story alone that is enough, to a hundredth: what its z lacks, in one number. */
  boost(lifting: readonly Change[]): Way | undefined {
    const at = (to: number): Way | undefined =>
      this.way([...lifting, { kind: 'boost', id: this.story, from: 0, to }]);
    const enough = at(1);
    return enough === undefined ? undefined : this.smallest(0, 1, enough, at);
  }

  /** Halves the distance between what is too little and what is enough; every answer was tried. */
  private smallest(tooLittle: number, enough: number, way: Way, at: (to: number) => Way | undefined): Way {
    let [low, high, best] = [tooLittle, enough, way];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = hundredthUp((low + high) / 2);
      if (middle >= high) break;
      const found = at(middle);
      if (found === undefined) low = middle;
      else [high, best] = [middle, found];
    }
    return best;
  }
}

function hundredthUp(value: number): number {
  return Math.ceil(value * 100 - 1e-9) / 100;
}

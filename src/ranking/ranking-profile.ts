import { hash32 } from './random.js';

/** A number that a product team can turn. `min` and `max` are inclusive. */
export interface Knob {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly about: string;
}

const logit = 'logit per unit of the feature';

/** The feature groups of the score, in the order in which contributions are listed and summed. `bias` is b. */
export const WEIGHTS = {
  bias: {
    default: -1.35,
    min: -10,
    max: 10,
    unit: 'logit',
    about: 'Where zero lies: a story that nothing speaks for',
  },
  roleRelevance: {
    default: 2.2,
    min: 0,
    max: 10,
    unit: logit,
    about: "What the reader's role decides, over topics and kinds of fact",
  },
  industryRelevance: {
    default: 1.8,
    min: 0,
    max: 10,
    unit: logit,
    about: "The reader's industry: its topics, companies and kinds of fact",
  },
  topicAffinity: {
    default: 1.6,
    min: 0,
    max: 10,
    unit: logit,
    about: 'Topics followed, named in the line about oneself, or often read',
  },
  entityAffinity: {
    default: 1.2,
    min: 0,
    max: 10,
    unit: logit,
    about: 'Companies, products and people followed or often read',
  },
  contentSimilarity: {
    default: 0.6,
    min: 0,
    max: 10,
    unit: logit,
    about: 'Likeness to what the reader has read',
  },
  importance: {
    default: 1.0,
    min: 0,
    max: 10,
    unit: logit,
    about: 'What everybody must know: size and spread of the event',
  },
  livePopularity: {
    default: 0.6,
    min: 0,
    max: 10,
    unit: logit,
    about: "Engagement of the reader's cohort in the last hours",
  },
  momentum: {
    default: 0.2,
    min: 0,
    max: 10,
    unit: logit,
    about: 'Share of the last hour in the last day of engagement',
  },
  freshness: {
    default: 0.5,
    min: 0,
    max: 10,
    unit: logit,
    about: 'Halves with every half-life of the topic',
  },
  sourceQuality: {
    default: 0.4,
    min: 0,
    max: 10,
    unit: logit,
    about: "Authority of the source and the reader's history with it",
  },
  seenPenalty: {
    default: 1.0,
    min: 0,
    max: 10,
    unit: logit,
    about: 'Shown before without a click sinks; a development of a read story rises',
  },
  editorialBoost: {
    default: 1.0,
    min: 0,
    max: 5,
    unit: logit,
    about: 'Pinned, boosted or buried by a rule of this profile',
  },
} as const satisfies Record<string, Knob>;

export type WeightName = keyof typeof WEIGHTS;
export type FeatureGroup = Exclude<WeightName, 'bias'>;
export const WEIGHT_NAMES = Object.keys(WEIGHTS) as WeightName[];
export const FEATURE_GROUPS = WEIGHT_NAMES.filter((name): name is FeatureGroup => name !== 'bias');

/** The rules of selection. Counts are whole numbers. */
export const RULES = {
  windowHours: { default: 72, min: 1, max: 720, unit: 'hours', about: 'Older stories are no candidates' },
  firstPass: {
    default: 300,
    min: 10,
    max: 5000,
    unit: 'stories',
    about: 'Kept by the first-pass ranker for the second',
  },
  minScore: {
    default: 0,
    min: -20,
    max: 20,
    unit: 'logit',
    about: 'A story below is never used, not even to fill',
  },
  relevanceTradeOff: {
    default: 0.8,
    min: 0,
    max: 1,
    unit: 'θ',
    about: '1 is score alone, 0 is difference alone (MMR)',
  },
  calibration: {
    default: 0.1,
    min: 0,
    max: 1,
    unit: 'λ',
    about: "Pull of the slate's topics towards the reader's own mix",
  },
  maxPerSource: { default: 3, min: 1, max: 50, unit: 'stories', about: 'At most so many from one source' },
  maxPerTopic: {
    default: 3,
    min: 1,
    max: 50,
    unit: 'stories',
    about: 'At most so many of one topic, unless it is followed or the line about oneself names it',
  },
  minMustKnow: {
    default: 1,
    min: 0,
    max: 10,
    unit: 'stories',
    about: 'So many slots are kept for what everybody must know, the best by score',
  },
  mustKnowImportance: {
    default: 0.6,
    min: 0,
    max: 1,
    unit: 'importance',
    about: 'From here on a story is a must-know',
  },
  exploringSlots: {
    default: 1,
    min: 0,
    max: 1,
    unit: 'slots',
    about: 'Slots given to learning, marked as such',
  },
  residualBound: {
    default: 1,
    min: 0,
    max: 10,
    unit: 'ρ, logit',
    about: 'What was learned beyond the weights moves a score by no more than this',
  },
  learnedWeights: {
    default: 1,
    min: 0,
    max: 1,
    unit: 'share',
    about: 'How much of what was learned of the weights counts; learning keeps each within half and double',
  },
} as const satisfies Record<string, Knob>;

export type RuleName = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES) as RuleName[];
const WHOLE_RULES: ReadonlySet<string> = new Set([
  'windowHours',
  'firstPass',
  'maxPerSource',
  'maxPerTopic',
  'minMustKnow',
  'exploringSlots',
]);

/** One editorial rule: every story that matches is moved by `boost` (−1 buried … 1 pinned) times the weight. */
export interface EditorialRule {
  readonly story?: string;
  readonly source?: string;
  readonly topic?: string;
  readonly entity?: string;
  readonly boost: number;
}

export interface RankingProfile {
  readonly name: string;
  readonly weights: Readonly<Record<WeightName, number>>;
  readonly rules: Readonly<Record<RuleName, number>> & { readonly editorial: readonly EditorialRule[] };
}

/** Where a profile is wrong: `path` names the field. */
export interface ProfileError {
  readonly path: string;
  readonly message: string;
}

const defaultsOf = <K extends string>(knobs: Record<K, Knob>): Record<K, number> =>
  Object.fromEntries(Object.entries<Knob>(knobs).map(([name, knob]) => [name, knob.default])) as Record<
    K,
    number
  >;

export const DEFAULT_PROFILE: RankingProfile = {
  name: 'default',
  weights: defaultsOf(WEIGHTS),
  rules: { ...defaultsOf(RULES), editorial: [] },
};

/**
 * Lays a draft `{name, weights, rules}` over a base profile; what is absent keeps the base value.
 * Every wrong field is reported by its path; the profile is returned only when there is none.
 */
export function draftProfile(
  base: RankingProfile,
  draft: { name?: unknown; weights?: unknown; rules?: unknown },
): { profile: RankingProfile; errors: [] } | { profile: null; errors: ProfileError[] } {
  const errors: ProfileError[] = [];
  const { editorial: rawEditorial, ...rawRules } = record(draft.rules, 'rules', errors);
  const weights = {
    ...base.weights,
    ...knobs(WEIGHTS, record(draft.weights, 'weights', errors), 'weights', errors),
  };
  const rules = { ...base.rules, ...knobs(RULES, rawRules, 'rules', errors) };
  const editorial = rawEditorial === undefined ? base.rules.editorial : editorialRules(rawEditorial, errors);
  const name = draft.name ?? base.name;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100) {
    errors.push({ path: 'name', message: 'must be a text of 1 to 100 characters' });
  }
  if (FEATURE_GROUPS.every((group) => weights[group] === 0)) {
    errors.push({ path: 'weights', message: 'must not all be zero: nothing would be ranked' });
  }
  if (errors.length > 0) return { profile: null, errors };
  return { profile: { name: name as string, weights, rules: { ...rules, editorial } }, errors: [] };
}

/** 64 bits in hexadecimal over weights and rules (not the name): equal profiles rank alike. */
export function profileHash(profile: RankingProfile): string {
  const canonical = JSON.stringify([
    WEIGHT_NAMES.map((name) => profile.weights[name]),
    RULE_NAMES.map((name) => profile.rules[name]),
    profile.rules.editorial.map((rule) => [rule.story, rule.source, rule.topic, rule.entity, rule.boost]),
  ]);
  const hex = (value: number): string => value.toString(16).padStart(8, '0');
  return hex(hash32(canonical)) + hex(hash32(`scout:${canonical}`));
}

function record(value: unknown, path: string, errors: ProfileError[]): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  errors.push({ path, message: 'must be an object of names and numbers' });
  return {};
}

function knobs<K extends string>(
  known: Record<K, Knob>,
  given: Record<string, unknown>,
  path: string,
  errors: ProfileError[],
): Partial<Record<K, number>> {
  const result: Partial<Record<K, number>> = {};
  for (const [name, value] of Object.entries(given)) {
    const knob = Object.hasOwn(known, name) ? known[name as K] : undefined;
    const field = `${path}.${name}`;
    if (knob === undefined) {
      errors.push({ path: field, message: `is unknown; known are ${Object.keys(known).join(', ')}` });
    } else if (typeof value !== 'number' || !Number.isFinite(value)) {
      errors.push({ path: field, message: 'must be a finite number' });
    } else if (value < knob.min || value > knob.max) {
      errors.push({ path: field, message: `must lie between ${knob.min} and ${knob.max}, but is ${value}` });
    } else if (WHOLE_RULES.has(name) && !Number.isInteger(value)) {
      errors.push({ path: field, message: 'must be a whole number' });
    } else {
      result[name as K] = value;
    }
  }
  return result;
}

const EDITORIAL_TARGETS = ['story', 'source', 'topic', 'entity'] as const;

function editorialRules(value: unknown, errors: ProfileError[]): EditorialRule[] {
  if (!Array.isArray(value) || value.length > 200) {
    errors.push({ path: 'rules.editorial', message: 'must be a list of at most 200 rules' });
    return [];
  }
  return value.flatMap((raw: unknown, i) => {
    const path = `rules.editorial.${i}`;
    const rule = record(raw, path, errors);
    const boost = rule['boost'];
    const targets = EDITORIAL_TARGETS.filter((target) => typeof rule[target] === 'string');
    if (typeof boost !== 'number' || !(boost >= -1 && boost <= 1)) {
      errors.push({ path: `${path}.boost`, message: 'must be a number between -1 and 1' });
      return [];
    }
    if (targets.length !== 1 || Object.keys(rule).length !== 2) {
      errors.push({ path, message: 'must name exactly one of story, source, topic, entity, and a boost' });
      return [];
    }
    return [{ [targets[0]!]: rule[targets[0]!] as string, boost }];
  });
}

import { companiesOf, companiesOfTopics } from './topic-companies.js';
import { CRAFT_ROLES, TOPICS_OF_A_TRADE, TOPICS_OF_BUSINESS } from '../knowledge/beats.js';
import { ENTITIES } from '../knowledge/entities.js';
import { INDUSTRIES, type IndustryId } from '../knowledge/industries.js';
import { INDUSTRY_BASE, INDUSTRY_PRIORS } from '../knowledge/industry-priors.js';
import { ROLE_INDUSTRY_PRIORS } from '../knowledge/role-industry-priors.js';
import { ROLE_BASE, ROLE_PRIORS, type Prior } from '../knowledge/role-priors.js';
import { ROLES, type RoleId } from '../knowledge/roles.js';
import { SENIORITIES, SENIORITY_ALIASES, SENIORITY_PRIORS, type Seniority } from '../knowledge/seniority.js';
import type { Companies, PriorVector, SparseVector, StatedProfile } from '../ranking/reader.js';
import { readAboutLine, type AboutLine, type TextReader } from './about-line.js';
import { withinBeat } from './beat.js';
import { matchIndustry, matchRole, type TitleMatch } from './match-title.js';
import type { ReaderInput } from './reader-input.js';

/** What ranking needs of a reader, and how the stated role and industry were understood. */
export interface ReaderProfile extends StatedProfile {
  readonly roleId: RoleId;
  readonly industryId: IndustryId;
  readonly roleMatch: TitleMatch<RoleId>;
  readonly industryMatch: TitleMatch<IndustryId>;
}

const ROLE_IDS: ReadonlySet<string> = new Set(ROLES.map((role) => role.id));
const INDUSTRY_IDS: ReadonlySet<string> = new Set(INDUSTRIES.map((industry) => industry.id));
/** What a name of the industry is worth to its readers unless the table says otherwise: a rival's doings, not yet a must. */
const NAME_OF_INDUSTRY = 0.4;
/** What a matter of the role or the industry is worth: it is what they live with, whoever is in the news. */
const MATTER = 0.8;
/** What a company that stands for a topic of the role is worth, as a share of the topic's own value. */
const COMPANY_OF_ROLE = 0.4;
/** The same for topics that the reader follows or names: who covers chips wants to know what the chip makers do. */
const COMPANY_OF_INTEREST = 0.8;
/** Names that stand for a topic of the industry, as a share of the topic's own value. */
const COMPANY_OF_INDUSTRY_TOPIC = 0.3;
/**
 * A lawyer who writes `counsel` says what the role said already; new is the house or the field. Topics of a trade that the role
 * values from here on are named so much the less.
 */
const ROLE_SAYS_FROM = 0.6;
const SAID_TWICE = 0.5;
const tradeTopics: ReadonlySet<string> = new Set(TOPICS_OF_A_TRADE);
/** An engineer at a bank does not skip what others of the trade would: from here on a topic is the industry's own. */
const OWN_FIELD_FROM = 0.7;
/** From here on a topic of business is a craft's own affair, as rules on data are to a security engineer. */
const CRAFT_SAYS_FROM = 0.2;
/** Takes away from the role what the industry gives: about the weight of the industry beside that of the role. */
const BUSINESS_OF_OTHERS = 0.8;
/** Beside its topic a story's kind of fact speaks half as loud. */
const KIND_SHARE = 0.5;
const roleVectors = new Map<string, PriorVector>();
const ownRoleVectors = new Map<RoleId, PriorVector>();
const industryVectors = new Map<IndustryId, PriorVector>();

/**
 * Turns what a reader states into sparse vectors. Pure: the same input gives the same numbers. Readers of one role, industry
 * and seniority get the very same `role` object, so that ranking computes its column once for all of them.
 * @param textReader tagger and linker of stories, which also read the line about oneself
 */
export function statedProfile(reader: ReaderInput, textReader?: TextReader): ReaderProfile {
  const roleMatch = isRole(reader.role) ? given(reader.role) : matchRole(reader.role);
  const industryMatch = isIndustry(reader.industry) ? given(reader.industry) : matchIndustry(reader.industry);
  const role = roleMatch.id;
  const industry = industryMatch.id;
  const seniority = seniorityOf(reader.seniority);
  const about = beyondRole(readAboutLine(reader.about, textReader), ownRoleVector(role).topics);
  const followedTopics = reader.followedTopics ?? [];
  const priors = withinBeat(
    { role: roleVector(role, industry, seniority), industry: industryVector(industry) },
    {
      role,
      industry,
      cohort: `${role}/${industry}/${seniority}`,
      about: about.topics,
      followed: followedTopics,
    },
  );
  return {
    cohort: { role, industry },
    roleId: role,
    industryId: industry,
    roleMatch,
    industryMatch,
    ...priors,
    about: { ...about, companies: companiesOfInterests(about, followedTopics) },
    followedTopics,
    followedEntities: reader.followedEntities ?? [],
    mutedTopics: reader.mutedTopics ?? [],
    mutedSources: reader.mutedSources ?? [],
  };
}

/** What the line says beyond the role. */
function beyondRole(about: AboutLine, role: SparseVector): AboutLine {
  const topics = Object.entries(about.topics).map(([topic, value]) => {
    const known = tradeTopics.has(topic) && (role[topic] ?? 0) >= ROLE_SAYS_FROM;
    return [topic, known ? SAID_TWICE * value : value] as const;
  });
  return { ...about, topics: Object.fromEntries(topics) };
}

/** The companies that stand for the topics named or followed. */
function companiesOfInterests(about: AboutLine, followedTopics: readonly string[]): Companies[] {
  const named = Object.entries(about.topics).filter(([topic]) => !followedTopics.includes(topic));
  return [...named, ...followedTopics.map((topic) => [topic, 1] as const)].map(([topic, value]) => ({
    names: companiesOf(topic),
    share: COMPANY_OF_INTEREST * value,
  }));
}

/** The rung that a word names; `senior`, whose priors are the role's own, where nothing is stated or known. */
export function seniorityOf(stated: string | null | undefined): Seniority {
  const word = (stated ?? '').trim().toLowerCase();
  const rung = SENIORITIES.find((one) => one === word);
  if (rung !== undefined) return rung;
  // A word such as `constructor` is no alias, though every object has something under it.
  return Object.hasOwn(SENIORITY_ALIASES, word) ? SENIORITY_ALIASES[word]! : 'senior';
}

/** Base, role, role in industry and seniority, added and cut to −1 … 1. */
function roleVector(role: RoleId, industry: IndustryId, seniority: Seniority): PriorVector {
  return kept(roleVectors, `${role}/${industry}/${seniority}`, () => {
    const own = ownRoleVector(role);
    const pairs = ROLE_INDUSTRY_PRIORS.filter(
      (row) => row.roles.includes(role) && row.industries.includes(industry),
    );
    const parts = [...pairs, SENIORITY_PRIORS[seniority]];
    return {
      topics: ofCraft(
        role,
        atHome(added(own.topics, ...parts.map((part) => part.topics)), industry),
        industry,
      ),
      kinds: added(own.kinds, ...parts.map((part) => scaled(part.kinds, KIND_SHARE))),
      entities: own.entities,
    };
  });
}

/** Without the role's dislike of what its own house lives by. */
function atHome(topics: SparseVector, industry: IndustryId): SparseVector {
  const own = industryVector(industry).topics;
  return Object.fromEntries(
    Object.entries(topics).map(([topic, value]) => [
      topic,
      (own[topic] ?? 0) >= OWN_FIELD_FROM ? Math.max(0, value) : value,
    ]),
  );
}

/** To those of a craft the business of the house is its managers' affair, unless the house lives by it. */
function ofCraft(role: RoleId, topics: SparseVector, industry: IndustryId): SparseVector {
  if (!CRAFT_ROLES.includes(role)) return topics;
  const house = industryVector(industry).topics;
  const less: Record<string, number> = {};
  for (const topic of TOPICS_OF_BUSINESS) {
    const value = house[topic] ?? 0;
    if (value > 0 && value < OWN_FIELD_FROM && (topics[topic] ?? 0) < CRAFT_SAYS_FROM)
      less[topic] = -BUSINESS_OF_OTHERS * value;
  }
  return added(topics, less);
}

/** The long list of companies is made once for a role and shared by its readers in all industries. */
function ownRoleVector(role: RoleId): PriorVector {
  return kept(ownRoleVectors, role, () => {
    const { topics, kinds, entities } = overlay(ROLE_BASE, ROLE_PRIORS[role]);
    const names = companiesOfTopics(topics, COMPANY_OF_ROLE);
    for (const entity of ENTITIES) {
      if (entity.roles?.includes(role)) names[entity.id] = Math.max(names[entity.id] ?? 0, MATTER);
    }
    return { topics, kinds, entities: { ...names, ...entities } };
  });
}

/** Base and industry, its names in the gazetteer, and those that stand for its topics. */
function industryVector(industry: IndustryId): PriorVector {
  return kept(industryVectors, industry, () => {
    const { topics, kinds, entities } = overlay(INDUSTRY_BASE, INDUSTRY_PRIORS[industry]);
    const companies = companiesOfTopics(topics, COMPANY_OF_INDUSTRY_TOPIC);
    for (const entity of ENTITIES) {
      if (entity.industries?.includes(industry)) {
        const value = entity.type === 'matter' ? MATTER : NAME_OF_INDUSTRY;
        companies[entity.id] = Math.max(companies[entity.id] ?? 0, value);
      }
    }
    return { topics, kinds, entities: { ...companies, ...entities } };
  });
}

function overlay(base: Prior, own: Prior): PriorVector {
  return {
    topics: { ...base.topics, ...own.topics },
    kinds: scaled({ ...base.kinds, ...own.kinds }, KIND_SHARE),
    entities: { ...own.entities },
  };
}

function added(...vectors: readonly (SparseVector | undefined)[]): SparseVector {
  const total: Record<string, number> = {};
  for (const vector of vectors) {
    for (const [id, value] of Object.entries(vector ?? {})) {
      total[id] = Math.max(-1, Math.min(1, (total[id] ?? 0) + value));
    }
  }
  return total;
}

function scaled(vector: SparseVector | undefined, factor: number): SparseVector {
  return Object.fromEntries(Object.entries(vector ?? {}).map(([id, value]) => [id, value * factor]));
}

function kept<Id>(cache: Map<Id, PriorVector>, id: Id, make: () => PriorVector): PriorVector {
  let vector = cache.get(id);
  if (vector === undefined) cache.set(id, (vector = make()));
  return vector;
}

function given<Id>(id: Id): TitleMatch<Id> {
  return { id, confidence: 1, sure: true, because: [] };
}

function isRole(value: string): value is RoleId {
  return ROLE_IDS.has(value);
}

function isIndustry(value: string): value is IndustryId {
  return INDUSTRY_IDS.has(value);
}

import { ENTITIES } from '../knowledge/entities.js';
import { type InputError, InvalidInputError } from '../platform/errors.js';
import type { TitleMatch } from './match-title.js';
import type { ReaderDraft } from './reader.js';
import { daysMask, type ReaderBody } from './reader-schema.js';
import { statedProfile } from './stated-profile.js';

/** How free text was understood; a field that held an id is absent. */
export interface TitleMatches {
  readonly role?: MatchedTitle;
  readonly industry?: MatchedTitle;
}

/** `sure` is false where the client had better ask the reader. */
export interface MatchedTitle {
  readonly given: string;
  readonly id: string;
  readonly confidence: number;
  readonly sure: boolean;
}

/**
 * Brings a stated reader into the terms of the catalogue: free-text role and industry become ids, entity names become ids.
 * @throws InvalidInputError UNKNOWN_ROLE, UNKNOWN_INDUSTRY or UNKNOWN_ENTITY with the field
 */
export function understandReader(
  id: string,
  body: ReaderBody,
): { draft: ReaderDraft; matched: TitleMatches } {
  const profile = statedProfile(body);
  const errors: InputError[] = [];
  let code = 'INVALID_INPUT';
  for (const field of ['role', 'industry'] as const) {
    const match = field === 'role' ? profile.roleMatch : profile.industryMatch;
    if (match.sure || match.because.length > 0) continue;
    code = field === 'role' ? 'UNKNOWN_ROLE' : 'UNKNOWN_INDUSTRY';
    errors.push({ path: field, message: `'${body[field]}' is like no ${field} that is known; give an id` });
  }
  const followedEntities = body.followedEntities.map((given, i) => {
    const entity = entityIdOf(given);
    if (entity === undefined) {
      code = 'UNKNOWN_ENTITY';
      errors.push({ path: `followedEntities.${i}`, message: `there is no entity '${given}'` });
    }
    return entity ?? given;
  });
  if (errors.length > 0)
    throw new InvalidInputError(`${errors[0]!.path}: ${errors[0]!.message}`, errors, code);
  const matched: TitleMatches = {
    ...(profile.roleMatch.id === body.role
      ? {}
      : { role: { given: body.role, ...matchOf(profile.roleMatch) } }),
    ...(profile.industryMatch.id === body.industry
      ? {}
      : { industry: { given: body.industry, ...matchOf(profile.industryMatch) } }),
  };
  const unique = (ids: readonly string[]): string[] => [...new Set(ids)];
  return {
    matched,
    draft: {
      id,
      name: body.name ?? null,
      role: profile.roleId,
      industry: profile.industryId,
      seniority: body.seniority ?? null,
      about: body.about ?? null,
      followedTopics: unique(body.followedTopics),
      mutedTopics: unique(body.mutedTopics),
      followedEntities: unique(followedEntities),
      mutedSources: unique(body.mutedSources),
      timeZone: body.timeZone,
      deliveryTime: body.deliveryTime ?? null,
      days: body.days == null ? null : daysMask(body.days),
      quietDates: unique(body.quietDates).sort(),
      length: body.length,
      channels: unique(body.channels),
      email: body.email ?? null,
    },
  };
}

function matchOf({ id, confidence, sure }: TitleMatch<string>): Omit<MatchedTitle, 'given'> {
  return { id, confidence, sure };
}

let byName: ReadonlyMap<string, string> | undefined;

/** The id of a company, product or person by its id, name or another spelling, in any case. */
export function entityIdOf(text: string): string | undefined {
  return entityIds().get(text.toLowerCase());
}

/** Lower-case id, name or other spelling → id; a spelling of two entities stands for none. */
function entityIds(): ReadonlyMap<string, string> {
  if (byName !== undefined) return byName;
  const spellings = new Map<string, string | null>();
  for (const { id, aliases } of ENTITIES) {
    for (const alias of aliases.map((spelling) => spelling.toLowerCase())) {
      spellings.set(alias, spellings.has(alias) && spellings.get(alias) !== id ? null : id);
    }
  }
  for (const { id, name } of ENTITIES) spellings.set(name.toLowerCase(), id);
  for (const { id } of ENTITIES) spellings.set(id, id);
  byName = new Map([...spellings].filter((entry): entry is [string, string] => entry[1] !== null));
  return byName;
}

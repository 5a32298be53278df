import { ENTITIES } from '../knowledge/entities.js';
import { type InputError, InvalidInputError } from '../platform/errors.js';
import type { ReaderDraft } from './reader.js';
import { daysMask, type ReaderBody } from './reader-schema.js';
import { statedProfile } from './stated-profile.js';

/** How free text was understood; a field that held an id is absent. */
export interface TitleMatches {
  readonly role?: { readonly given: string; readonly id: string; readonly confidence: number };
  readonly industry?: { readonly given: string; readonly id: string; readonly confidence: number };
}

/**
 * Brings a stated reader into the terms of the catalogue: free-text role and industry become ids, entity names become ids.
 * @throws InvalidInputError UNKNOWN_ROLE, UNKNOWN_INDUSTRY or UNKNOWN_ENTITY with the field and, where there is one, a guess
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
    if (match.sure) continue;
    code = field === 'role' ? 'UNKNOWN_ROLE' : 'UNKNOWN_INDUSTRY';
    errors.push({
      path: field,
      message: `'${body[field]}' is not sure enough to match; did you mean '${match.id}'?`,
    });
  }
  const followedEntities = body.followedEntities.map((given, i) => {
    const entity = entityIds().get(given.toLowerCase());
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
      : { role: { given: body.role, id: profile.roleId, confidence: profile.roleMatch.confidence } }),
    ...(profile.industryMatch.id === body.industry
      ? {}
      : {
          industry: {
            given: body.industry,
            id: profile.industryId,
            confidence: profile.industryMatch.confidence,
          },
        }),
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
      length: body.length,
      channels: unique(body.channels),
      email: body.email ?? null,
    },
  };
}

let byName: ReadonlyMap<string, string> | undefined;

/** Lower-case id or name → id. */
function entityIds(): ReadonlyMap<string, string> {
  byName ??= new Map(
    ENTITIES.flatMap((entity) => [
      [entity.name.toLowerCase(), entity.id],
      [entity.id, entity.id],
    ]),
  );
  return byName;
}

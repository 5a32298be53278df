import { z } from 'zod';
import { closedObject } from '../../platform/http/closed-object.js';
import { pageQuerySchema } from '../../platform/http/pagination.js';
import { errorRateOf, OPML_ADDRESS, RECENT_FETCHES, type Source } from './source.js';

const webAddress = z
  .string()
  .trim()
  .max(2_048)
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'must be an http or https address');

const statement = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    // Names stand in headers of mails.
    .refine((name) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), 'must be one line without control characters'),
  feedUrl: webAddress
    .nullable()
    .meta({ description: 'address of its feed; null for a source that is only posted to' }),
  siteUrl: webAddress.nullable(),
  language: z.string().max(35).nullable().meta({ description: 'BCP 47' }),
  authority: z.number().min(0).max(1).meta({ description: 'how much its word counts' }),
  status: z.enum(['active', 'paused', 'retired']),
  articles: z.enum(['never', 'teasers']).meta({
    description:
      'whether the pages of its stories are fetched for their text: `never`, or for `teasers`, where the feed gives only the beginning and robots.txt allows it',
  }),
  fetchIntervalSeconds: z.int().min(60).max(604_800).meta({
    description:
      'shortest time between two fetches, in seconds, and the one that a source starts with; while it seldom brings something new it is asked less often, down to once in six hours (or in this time, where that is longer)',
  }),
};

export const sourceInputSchema = closedObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits and hyphens')
    .refine((id) => id !== OPML_ADDRESS, 'is an address of its own')
    .optional()
    .meta({ description: 'made of the name where absent' }),
  ...statement,
  feedUrl: statement.feedUrl.default(null),
  siteUrl: statement.siteUrl.default(null),
  language: statement.language.default(null),
  authority: statement.authority.default(0.5),
  status: statement.status.default('active'),
  articles: statement.articles.default('teasers'),
  fetchIntervalSeconds: statement.fetchIntervalSeconds.default(1_800),
}).meta({ id: 'SourceInput' });
export type SourceInput = z.output<typeof sourceInputSchema>;

export const sourcePatchSchema = closedObject(statement).partial().meta({ id: 'SourcePatch' });
export type SourcePatch = z.output<typeof sourcePatchSchema>;

export const sourceViewSchema = z
  .object({
    id: z.string(),
    ...statement,
    statusReason: z
      .string()
      .nullable()
      .meta({ description: 'why Scout paused or retired it; null where an operator did' }),
    currentIntervalSeconds: z
      .int()
      .nullable()
      .meta({ description: 'time between two fetches at present; null before the first success' }),
    itemsPerDay: z.number().meta({
      description: 'new items a day: an estimate that forgets with a time constant of three days',
    }),
    errorRate: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .meta({
        description: `share of the last ${RECENT_FETCHES} fetches that failed; null before the first`,
      }),
    failingSince: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'the first failure since the last success' }),
    nextFetchAt: z.iso.datetime().nullable(),
    lastFetchAt: z.iso.datetime().nullable(),
    lastSuccessAt: z.iso.datetime().nullable(),
    lastErrorCode: z.string().nullable(),
    lastErrorDetail: z.string().nullable(),
    failures: z.int().meta({ description: 'failed fetches in a row' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Source' });
export type SourceView = z.output<typeof sourceViewSchema>;

export const sourceQuerySchema = pageQuerySchema;

export const opmlResultSchema = z.object({
  created: z.array(z.string()).meta({ description: 'ids of the new sources' }),
  known: z.int().meta({ description: 'feeds that were there already' }),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type OpmlResult = z.output<typeof opmlResultSchema>;

/** A source as the API shows it. */
export function sourceViewOf(source: Source): SourceView {
  return {
    id: source.id,
    name: source.name,
    feedUrl: source.feedUrl,
    siteUrl: source.siteUrl,
    language: source.language,
    authority: source.authority,
    status: source.status,
    articles: source.articles,
    statusReason: source.statusReason,
    fetchIntervalSeconds: source.fetchIntervalSeconds,
    currentIntervalSeconds: source.currentIntervalSeconds,
    itemsPerDay: Math.round(source.itemsPerDay * 100) / 100,
    errorRate: errorRateOf(source),
    failingSince: source.failingSince?.toISOString() ?? null,
    nextFetchAt: source.nextFetchAt?.toISOString() ?? null,
    lastFetchAt: source.lastFetchAt?.toISOString() ?? null,
    lastSuccessAt: source.lastSuccessAt?.toISOString() ?? null,
    lastErrorCode: source.lastErrorCode,
    lastErrorDetail: source.lastErrorDetail,
    failures: source.failures,
    createdAt: source.createdAt.toISOString(),
    updatedAt: source.updatedAt.toISOString(),
  };
}

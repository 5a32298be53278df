import { z } from 'zod';
import { pageQuerySchema } from '../platform/http/pagination.js';
import { OPML_ADDRESS, type Source } from './source.js';

const webAddress = z
  .string()
  .trim()
  .max(2_048)
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'must be an http or https address');

const statement = {
  name: z.string().trim().min(1).max(200),
  feedUrl: webAddress
    .nullable()
    .meta({ description: 'address of its feed; null for a source that is only posted to' }),
  siteUrl: webAddress.nullable(),
  language: z.string().max(35).nullable().meta({ description: 'BCP 47' }),
  authority: z.number().min(0).max(1).meta({ description: 'how much its word counts' }),
  status: z.enum(['active', 'paused', 'retired']),
  fetchIntervalSeconds: z.int().min(60).max(604_800),
};

export const sourceInputSchema = z
  .object({
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
    fetchIntervalSeconds: statement.fetchIntervalSeconds.default(1_800),
  })
  .meta({ id: 'SourceInput' });
export type SourceInput = z.output<typeof sourceInputSchema>;

export const sourcePatchSchema = z.object(statement).partial().meta({ id: 'SourcePatch' });
export type SourcePatch = z.output<typeof sourcePatchSchema>;

export const sourceViewSchema = z
  .object({
    id: z.string(),
    ...statement,
    statusReason: z.string().nullable(),
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
    statusReason: source.statusReason,
    fetchIntervalSeconds: source.fetchIntervalSeconds,
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

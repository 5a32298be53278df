import { z } from 'zod';
import { limitSchema } from '../../platform/http/pagination.js';

const text = (most: number) => z.string().max(most, `must be at most ${most} characters`);

/** One story as a client posts it, and one line of a stories file. Fields that are not named here are ignored. */
export const storyInputSchema = z
  .object({
    id: z
      .string()
      .regex(/^[^\s\p{Cc}\p{Cs}]{1,200}$/u, 'must be 1 to 200 characters without spaces')
      .optional()
      .meta({ description: "the client's own id; without it one is made of the address" }),
    title: text(5_000),
    url: text(8_192).optional(),
    source: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(200)
      .meta({ description: 'name or id of the source; made known if new' }),
    author: text(1_000).optional(),
    publishedAt: text(100)
      .optional()
      .meta({ description: 'RFC 3339, or a date alone; an impossible one gives way to the time of receipt' }),
    summary: text(200_000).optional(),
    text: text(2_000_000).optional(),
    language: z.string().max(35).optional().meta({ description: 'BCP 47' }),
  })
  .meta({ id: 'StoryInput' });
export type StoryInput = z.output<typeof storyInputSchema>;

/** The envelope; entries are checked one by one, so that a bad one does not hold up the good. */
export const storyBatchSchema = z.union(
  [
    z.object({ stories: z.array(z.unknown()).min(1).max(1_000) }),
    z
      .array(z.unknown())
      .min(1)
      .max(1_000)
      .transform((stories) => ({ stories })),
  ],
  { error: 'must be a list of 1 to 1000 stories, or an object with one under `stories`' },
);

const ingestErrorSchema = z.object({
  index: z.int(),
  path: z.string(),
  message: z.string(),
  code: z.string(),
});

export const ingestResultSchema = z.object({
  results: z.array(
    z.object({ index: z.int(), id: z.string(), status: z.enum(['created', 'updated', 'unchanged']) }),
  ),
  errors: z.array(ingestErrorSchema).meta({ description: 'entries that were not taken' }),
  warnings: z
    .array(ingestErrorSchema)
    .meta({ description: 'entries that were taken with something left out' }),
});

const field = z.enum(['title', 'summary', 'text']);
const span = { field, start: z.int(), end: z.int() };

export const storyViewSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    url: z.string().nullable(),
    source: z.object({ id: z.string(), name: z.string() }),
    publishedAt: z.iso.datetime(),
    language: z.string().nullable(),
    lead: z.string(),
    topics: z.array(z.object({ topic: z.string(), confidence: z.number(), evidence: z.array(z.string()) })),
    entities: z.array(
      z.object({
        entity: z.string(),
        name: z.string(),
        type: z.string(),
        salience: z.number(),
        confidence: z.number(),
        mentions: z.array(z.object(span)),
      }),
    ),
    kinds: z.array(z.object({ kind: z.string(), confidence: z.number() })),
    figures: z.array(
      z.object({
        kind: z.string(),
        value: z.number(),
        upTo: z.number().optional().meta({ description: 'upper end of a range from `value`' }),
        unit: z.string(),
        of: z.string().optional(),
        text: z.string(),
        ...span,
      }),
    ),
  })
  .meta({ id: 'Story' });
export type StoryView = z.output<typeof storyViewSchema>;

export const storyDetailSchema = storyViewSchema
  .extend({
    author: z.string().nullable(),
    summary: z.string().nullable(),
    text: z.string().nullable(),
    textFrom: z
      .enum(['source', 'page'])
      .nullable()
      .meta({ description: 'whether `text` is what the source gave or was read from the page at `url`' }),
    article: z
      .object({ status: z.enum(['waiting', 'taken', 'refused']), code: z.string().nullable() })
      .nullable()
      .meta({ description: 'reading of the page where the source gave a teaser only; null: not wanted' }),
    sources: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .meta({ description: 'everyone who carries it' }),
    firstSeenAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    enrichedAt: z.iso.datetime().nullable(),
    event: z
      .string()
      .nullable()
      .meta({ description: 'the event that it tells, as in /v1/events/{id}; null until it is understood' }),
    taxonomyVersion: z.int().meta({ description: 'the version of the taxonomy that tagged it; 0: none yet' }),
  })
  .meta({ id: 'StoryDetail' });
export type StoryDetailView = z.output<typeof storyDetailSchema>;

export const storyQuerySchema = z.object({
  topic: z.string().max(100).optional(),
  entity: z.string().max(100).optional(),
  since: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], {
      error: 'must be a time such as 2026-01-08T07:00:00Z, or a date',
    })
    .optional()
    .meta({ description: 'published at or after; RFC 3339, or a date alone' }),
  limit: limitSchema,
  cursor: z.string().optional().meta({ description: '`nextCursor` of the page before' }),
});
export type StoryQuery = z.output<typeof storyQuerySchema>;

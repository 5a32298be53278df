import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { INDUSTRIES } from '../knowledge/industries.js';
import { ROLES } from '../knowledge/roles.js';
import { SENIORITIES } from '../knowledge/seniority.js';
import { storableText } from '../platform/http/storable-text.js';

/** Monday first, as ISO 8601 counts. */
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const CHANNELS = ['email', 'webhook', 'feed'] as const;

const ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/;
export const readerIdSchema = z
  .string()
  .regex(ID, 'must be 1 to 100 letters, digits or . _ : @ -, beginning with a letter or digit');

/** An IANA zone name; offsets such as `+05:45` are refused, because they know no summer time. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, {
    error: (issue) => `'${String(issue.input)}' is no IANA time zone such as Europe/Berlin`,
  })
  .meta({ example: 'Asia/Kathmandu' });

const idList = z.array(storableText.trim().min(1).max(100)).max(200);
const freeText = (known: string): z.ZodString =>
  storableText
    .trim()
    .min(1)
    .max(200)
    .meta({ description: `id of a known ${known}, or free text that is matched to the nearest` });

export const daysSchema = z.union([z.enum(['daily', 'weekdays']), z.array(z.enum(WEEKDAYS)).max(7)], {
  error: `must be 'daily', 'weekdays' or a list of ${WEEKDAYS.join(', ')}`,
});

/** A local wall-clock time, `HH:MM`. */
export const localTimeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 07:00');

const MOST_QUIET_DATES = 100;
const LONGEST_QUIET_DAYS = 366;
const QUIET = /^(2\d{3}-\d\d-\d\d)(?:\/(2\d{3}-\d\d-\d\d))?$/;

/** Local dates without delivery: single ones, or spans with their first and last date as ISO 8601 writes them. */
export const quietDatesSchema = z
  .array(
    z.string().refine(isQuietSpan, {
      error: `must be a date such as 2026-12-25, or a span of at most ${LONGEST_QUIET_DAYS} days such as 2026-12-24/2027-01-02`,
    }),
  )
  .max(MOST_QUIET_DATES);

/** What a client says of a reader: the body of `PUT /readers/{id}` and one entry of a readers file. */
export const readerBodySchema = z
  .object({
    name: storableText.trim().min(1).max(200).nullish(),
    role: freeText('role'),
    industry: freeText('industry'),
    seniority: storableText
      .trim()
      .min(1)
      .max(40)
      .nullish()
      .meta({ description: `one of ${SENIORITIES.join(', ')}` }),
    about: storableText.trim().max(1000).nullish(),
    followedTopics: idList.default([]),
    mutedTopics: idList.default([]),
    followedEntities: idList.default([]),
    mutedSources: idList.default([]),
    timeZone: timeZoneSchema.default('UTC'),
    deliveryTime: localTimeSchema.nullish().meta({ description: 'absent: as the digest schedule says' }),
    days: daysSchema
      .nullish()
      .meta({ description: 'absent: as the digest schedule says; an empty list: never' }),
    quietDates: quietDatesSchema.default([]).meta({
      description: 'local dates and spans of dates without delivery',
      example: ['2026-12-24/2027-01-02'],
    }),
    length: z.number().int().min(1).max(50).default(10).meta({ description: 'most stories in a briefing' }),
    channels: z.array(z.enum(CHANNELS)).max(3).default([]),
    email: z.email().max(254).nullish(),
  })
  .meta({ id: 'ReaderBody' });
export type ReaderBody = z.output<typeof readerBodySchema>;

/** One entry of a readers file. */
export const readerEntrySchema = readerBodySchema.extend({ id: readerIdSchema });

/** What a PATCH may hold: any field of the body, without defaults; null clears an optional one. */
export const readerPatchSchema = z.object(
  Object.fromEntries(
    Object.entries(readerBodySchema.shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field).optional(),
    ]),
  ),
) as unknown as z.ZodType<Partial<ReaderBody>>;

const titleMatchSchema = z.object({
  given: z.string(),
  id: z.string(),
  confidence: z.number().min(0).max(1),
  sure: z.boolean().meta({ description: 'false: better ask the reader' }),
});

/** A reader as the API shows one. */
export const readerViewSchema = readerBodySchema
  .extend({
    id: z.string(),
    role: z.enum(ROLES.map((role) => role.id)),
    industry: z.enum(INDUSTRIES.map((industry) => industry.id)),
    nextDeliveryAt: z
      .string()
      .nullable()
      .meta({ description: 'RFC 3339; null while it is being planned or if there is none' }),
    learnedFrom: z
      .string()
      .nullable()
      .meta({ description: 'RFC 3339; what happened before is not learned from; null: everything is' }),
    createdAt: z.string(),
    updatedAt: z.string(),
    matched: z
      .object({ role: titleMatchSchema.optional(), industry: titleMatchSchema.optional() })
      .optional()
      .meta({ description: 'how free text was understood' }),
  })
  .meta({ id: 'Reader' });
export type ReaderView = z.output<typeof readerViewSchema>;

/** By Temporal, which plans the deliveries: `Intl` also takes `PST` or `IST`, which no zone of IANA is called. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function isQuietSpan(text: string): boolean {
  const [, from, to = from] = QUIET.exec(text) ?? [];
  if (from === undefined || ![from, to].every((date) => z.iso.date().safeParse(date).success)) return false;
  const days = (Date.parse(to!) - Date.parse(from)) / 86_400_000;
  return days >= 0 && days < LONGEST_QUIET_DAYS;
}

/** Bit 0 Monday … bit 6 Sunday. */
export function daysMask(days: z.output<typeof daysSchema>): number {
  if (days === 'daily') return 0b1111111;
  if (days === 'weekdays') return 0b0011111;
  return days.reduce((mask, day) => mask | (1 << WEEKDAYS.indexOf(day)), 0);
}

/** The days of a mask, Monday first. */
export function daysOfMask(mask: number): Weekday[] {
  return WEEKDAYS.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

import { z } from 'zod';
import { storableText } from '../platform/http/storable-text.js';

/** RFC 3339 with a zone, or a date alone (midnight UTC). */
const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'must be a time such as 2026-01-08T07:00:00Z, or a date',
});

const text = (most: number) => storableText.min(1).max(most);

/** One behaviour event as a client sends it, and one line of an events file. */
export const eventSchema = z
  .object({
    id: text(100)
      .optional()
      .meta({ description: 'makes sending twice harmless; without it the content is the id' }),
    type: z
      .enum(['impression', 'click', 'read', 'save', 'share', 'hide', 'unhide', 'follow', 'mute'])
      .meta({ description: 'an unhide takes back every earlier hide of the story' }),
    reader: text(100),
    story: text(200).optional(),
    at: moment,
    slot: z.number().int().min(0).max(1000).optional(),
    dwellSeconds: z.number().min(0).max(86_400).optional(),
    briefing: z.iso
      .date()
      .refine((date) => date >= '2000', 'must be a date of our time')
      .optional()
      .meta({ description: 'local date of the briefing it happened in' }),
    topic: text(100)
      .optional()
      .meta({ description: 'what a follow or mute is of; absent: the leading topic of the story' }),
    entity: text(100).optional().meta({ description: 'what a follow is of' }),
    source: text(200).optional().meta({ description: 'what a mute is of' }),
  })
  .refine(
    ({ type, story, topic, entity, source }) =>
      story !== undefined ||
      (type === 'follow' && (topic !== undefined || entity !== undefined)) ||
      (type === 'mute' && (topic !== undefined || source !== undefined)),
    {
      error: 'names no story (nor, for a follow, a topic or entity; for a mute, a topic or source)',
      path: ['story'],
    },
  )
  // With a story it would otherwise become a wish about the story's topic, which nobody expressed.
  .refine(({ type, entity }) => type !== 'mute' || entity === undefined, {
    error: 'a mute is of a topic or a source',
    path: ['entity'],
  })
  .refine(({ type, source }) => type !== 'follow' || source === undefined, {
    error: 'a follow is of a topic or an entity',
    path: ['source'],
  });
export type EventInput = z.output<typeof eventSchema>;

/** An entry as the OpenAPI document tells of it. */
const { $schema: _, ...documented } = z.toJSONSchema(eventSchema, { io: 'input' });
const entries = z.array(z.unknown().meta(documented)).min(1).max(1000);

/** The envelope of a batch; entries are checked one by one, so that a bad one does not hold up the good. */
export const eventBatchSchema = z.union(
  [z.object({ events: entries }), entries.transform((events) => ({ events }))],
  { error: 'must be a list of 1 to 1000 events, or an object with one under `events`' },
);

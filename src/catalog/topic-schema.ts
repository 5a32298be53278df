import { z } from 'zod';

/** Words of the longest term. */
const LONGEST_TERM = 8;
const HAS_WORD = /[\p{L}\p{N}]/u;

const termText = z
  .string()
  .trim()
  .max(100)
  .refine((term) => HAS_WORD.test(term), 'must hold a letter or a digit')
  .refine(
    (term) => term.split(/[\s\-./]+/).length <= LONGEST_TERM,
    `must have at most ${LONGEST_TERM} words`,
  );

export const topicInputSchema = z
  .object({
    id: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{1,62}$/,
        'must be 2 to 63 lower-case letters, digits and hyphens, a letter first',
      )
      .optional()
      .meta({ description: 'made of the name where absent' }),
    name: z.string().trim().min(2).max(80),
    section: z.string().trim().min(1).max(80).default('Custom'),
    definition: z.string().trim().min(1).max(1_000).meta({ description: 'what belongs to it, for people' }),
    terms: z
      .array(termText.or(z.object({ term: termText, weight: z.number().min(-4).max(4) })))
      .min(1)
      .max(500)
      .meta({
        description:
          'words and phrases; small letters match any case, capitals only capitals. Weight −4 to 4: 3, the default, is enough in a title, a negative one speaks against',
      }),
    examples: z
      .array(z.string().trim().min(1).max(2_000))
      .max(50)
      .default([])
      .meta({ description: 'headlines that should be caught; the answer says which are' }),
  })
  .meta({ id: 'TopicInput' });
export type TopicInput = z.output<typeof topicInputSchema>;

export const topicPreviewSchema = topicInputSchema.extend({
  stories: z
    .int()
    .min(1)
    .max(500)
    .default(500)
    .meta({ description: 'how many of the latest stories to run it over' }),
});
export type TopicPreviewInput = z.output<typeof topicPreviewSchema>;

export const topicViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    section: z.string(),
    definition: z.string(),
    custom: z.boolean().meta({ description: 'added by a product team' }),
  })
  .meta({ id: 'Topic' });
export type TopicView = z.output<typeof topicViewSchema>;

export const topicPreviewViewSchema = z.object({
  stories: z.int().meta({ description: 'stories looked at' }),
  caught: z.array(
    z.object({ id: z.string(), title: z.string(), confidence: z.number(), evidence: z.array(z.string()) }),
  ),
  share: z.number().meta({ description: 'of the stories looked at, 0 to 1' }),
  examples: z.array(z.object({ text: z.string(), caught: z.boolean() })),
});
export type TopicPreview = z.output<typeof topicPreviewViewSchema>;

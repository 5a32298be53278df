import { z } from 'zod';

/** Words of the longest term. */
const LONGEST_TERM = 8;
const MOST_EXAMPLES = 100;
const HAS_WORD = /[\p{L}\p{N}]/u;
/** Other addresses below /topics, and the one word that every object of the language has a property of. */
export const TAKEN_IDS: readonly string[] = ['preview', 'backfill', 'versions', 'constructor'];

const termText = z
  .string()
  .trim()
  .max(100)
  .refine((term) => HAS_WORD.test(term), 'must hold a letter or a digit')
  .refine(
    (term) => term.split(/[\s\-./]+/).length <= LONGEST_TERM,
    `must have at most ${LONGEST_TERM} words`,
  );

const example = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .or(
    z.object({ title: z.string().trim().min(1).max(500), text: z.string().trim().max(100_000).default('') }),
  )
  .meta({
    description:
      'a story to learn from: the id of one, or its title and text. A text with blanks is a headline that is not learned; the answer of the preview says whether it is caught',
  });
export type ExampleInput = z.output<typeof example>;

const examples = z.array(example).max(MOST_EXAMPLES);

const content = {
  name: z.string().trim().min(2).max(80),
  section: z.string().trim().min(1).max(80),
  definition: z.string().trim().min(1).max(1_000).meta({ description: 'what belongs to it, for people' }),
  terms: z
    .array(termText.or(z.object({ term: termText, weight: z.number().min(-4).max(4) })))
    .max(500)
    .meta({
      description:
        'words and phrases; small letters match any case, capitals only capitals. Weight −4 to 4: 3, the default, is enough in a title, a negative one speaks against',
    }),
  entities: z.array(z.string().min(1).max(100)).max(200).meta({
    description: 'ids of entities that speak for the topic as a term does; counted where there are examples',
  }),
  entityTypes: z
    .array(z.string().min(1).max(40))
    .max(20)
    .meta({ description: 'only stories that name an entity of one of these types; empty: any' }),
};

const topicInputFields = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,62}$/, 'must be 2 to 63 lower-case letters, digits and hyphens, a letter first')
    .refine((id) => !TAKEN_IDS.includes(id), 'is an address of its own')
    .optional()
    .meta({ description: 'made of the name where absent' }),
  ...content,
  section: content.section.default('Custom'),
  terms: content.terms.default([]),
  entities: content.entities.default([]),
  entityTypes: content.entityTypes.default([]),
  examples: examples.default([]),
});

const teaches = ({ terms, examples: given }: { terms: unknown[]; examples: unknown[] }) =>
  terms.length + given.length > 0;
const NOTHING = { message: 'a topic needs a term or an example', path: ['terms'] };

export const topicInputSchema = topicInputFields
  .extend({
    publish: z.boolean().default(true).meta({
      description: 'false keeps it a draft: it tags no story until it is published',
    }),
  })
  .refine(teaches, NOTHING)
  .meta({ id: 'TopicInput' });
type TopicFields = z.output<typeof topicInputFields>;
/** What has a default that says nothing may be left out. */
export interface TopicInput extends Omit<TopicFields, 'entities' | 'entityTypes'> {
  readonly entities?: readonly string[] | undefined;
  readonly entityTypes?: readonly string[] | undefined;
  readonly publish?: boolean | undefined;
}

export const topicPreviewSchema = topicInputFields
  .extend({
    stories: z
      .int()
      .min(1)
      .max(500)
      .default(500)
      .meta({ description: 'how many of the latest stories to run it over' }),
  })
  .refine(teaches, NOTHING);
export type TopicPreviewInput = z.output<typeof topicPreviewSchema>;

export const topicPatchSchema = z
  .object({
    ...content,
    addExamples: examples,
    removeExamples: z.array(z.string().min(1).max(500)).max(MOST_EXAMPLES).meta({
      description: 'ids of stories, or titles of examples that were given as text',
    }),
  })
  .partial()
  .meta({ id: 'TopicPatch' });
export type TopicPatch = z.output<typeof topicPatchSchema>;

const standardCategories = z.array(z.object({ id: z.string(), name: z.string() })).readonly();

export const topicViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    section: z.string(),
    definition: z.string(),
    custom: z.boolean().meta({ description: 'added by a product team' }),
    state: z.enum(['published', 'draft', 'changed', 'retired']).meta({
      description:
        'changed: published, and edited since; stories are tagged by what was published. retired: taken out of the taxonomy; publishing it brings it back',
    }),
    standards: z.object({ iptc: standardCategories, iab: standardCategories }).optional().meta({
      description:
        'of a built-in topic: the nearest categories of IPTC Media Topics (© IPTC, CC BY 4.0) and IAB Content Taxonomy 3.1 (© IAB Tech Lab, CC BY 3.0)',
    }),
  })
  .meta({ id: 'Topic' });
export type TopicView = z.output<typeof topicViewSchema>;

export const topicDetailSchema = topicViewSchema
  .extend({
    terms: z.array(z.union([z.string(), z.object({ term: z.string(), weight: z.number() })])),
    entities: z.array(z.string()),
    entityTypes: z.array(z.string()),
    examples: z.array(z.object({ id: z.string().optional(), title: z.string() })),
  })
  .meta({ id: 'TopicDetail' });
export type TopicDetail = z.output<typeof topicDetailSchema>;

export const publishedSchema = z.object({
  id: z.string(),
  version: z.int().meta({ description: 'of the taxonomy, from now on in force' }),
});
export type Published = z.output<typeof publishedSchema>;

export const versionsSchema = z.object({
  items: z.array(
    z.object({
      version: z.int(),
      createdAt: z.iso.datetime(),
      createdBy: z.string(),
      topics: z.array(z.string()).meta({ description: 'beside the built-in ones' }),
    }),
  ),
});
export type Versions = z.output<typeof versionsSchema>;

export const backfillSchema = z.object({
  version: z.int().meta({ description: 'of the taxonomy in force' }),
  total: z.int().meta({ description: 'stories that have been understood' }),
  done: z.int().meta({ description: 'of them, those tagged by this version' }),
});
export type Backfill = z.output<typeof backfillSchema>;

const foundStory = z.object({
  id: z.string(),
  title: z.string(),
  confidence: z.number(),
  evidence: z.array(z.string()),
});

export const topicPreviewViewSchema = z.object({
  stories: z.int().meta({ description: 'stories looked at' }),
  caught: z.array(foundStory),
  nearMisses: z.array(foundStory).meta({ description: 'the twenty that come closest and are left out' }),
  share: z.number().meta({ description: 'of the stories looked at, 0 to 1' }),
  examples: z.array(z.object({ id: z.string().optional(), text: z.string(), caught: z.boolean() })),
});
export type TopicPreview = z.output<typeof topicPreviewViewSchema>;

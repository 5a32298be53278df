import { z } from 'zod';

const span = {
  story: z.string(),
  field: z.enum(['title', 'summary', 'text']),
  start: z.int().meta({ description: 'UTF-16 code units from the beginning of the field' }),
  end: z.int(),
};
const cited = {
  ...span,
  source: z.string().meta({ description: 'name of the publisher' }),
  url: z.string().nullable(),
};

const statementSchema = z.object({
  text: z.string().meta({ description: 'the words of the source, verbatim' }),
  speaker: z.string().optional(),
  ...cited,
  alsoIn: z
    .array(z.object({ story: z.string(), source: z.string(), url: z.string().nullable() }))
    .meta({ description: 'others that say the same, without republished copies' }),
});

const keyFigure = {
  kind: z.string(),
  value: z.number(),
  upTo: z.number().optional(),
  unit: z.string(),
  of: z.string().meta({ description: 'what it measures, in the words of a source' }),
  disputed: z.boolean().meta({ description: 'whether sources differ beyond rounding' }),
  says: z.array(z.object({ value: z.number(), ...cited })),
};

export const compositeViewSchema = z
  .object({
    headline: z.string(),
    headlineFrom: z.object(cited),
    lead: z.string(),
    leadFrom: z.array(statementSchema),
    statements: z.array(statementSchema),
    figures: z.array(z.object({ ...keyFigure, parts: z.array(z.object(keyFigure)).optional() })),
  })
  .meta({ id: 'Composite' });
export type CompositeView = z.output<typeof compositeViewSchema>;

export const developmentSchema = z
  .object({
    at: z.iso.datetime(),
    story: z.string(),
    source: z.string(),
    url: z.string().nullable(),
    whatIsNew: z.array(
      z.object({
        text: z.string().meta({ description: 'the words of the source, verbatim' }),
        ...span,
        figures: z.array(z.string()).meta({ description: 'amounts that nobody had given before' }),
        entities: z.array(z.string()).meta({ description: 'names that had not come up before' }),
      }),
    ),
  })
  .meta({ id: 'Development' });
export type DevelopmentView = z.output<typeof developmentSchema>;

export const eventViewSchema = z
  .object({
    id: z.string().meta({ description: 'the story that opened it' }),
    representative: z.string().nullable().meta({ description: 'the story that stands for it' }),
    history: z.string().meta({ description: 'one sentence for readers' }),
    firstReported: z.object({ at: z.iso.datetime(), source: z.string(), story: z.string() }),
    lastStoryAt: z.iso.datetime(),
    developedAt: z.iso.datetime().nullable(),
    counts: z.object({
      stories: z.int(),
      originals: z.int().meta({ description: 'stories that republish no other' }),
      sources: z.int().meta({ description: 'publishers, those that an aggregator names included' }),
    }),
    timeline: z
      .array(z.object({ at: z.iso.datetime(), stories: z.int(), originals: z.int(), sources: z.int() }))
      .meta({ description: 'how far it had spread, for each clock hour with news' }),
    developments: z.array(developmentSchema),
    stories: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          url: z.string().nullable(),
          source: z.string(),
          publishedAt: z.iso.datetime(),
          duplicateOf: z.string().optional().meta({ description: 'the story that it republishes' }),
        }),
      )
      .meta({ description: 'in order of publication; of more than 200 the latest' }),
    composite: compositeViewSchema
      .nullable()
      .meta({ description: 'null while it is being composed, or where its stories carry too little' }),
    composedAt: z.iso.datetime().nullable(),
    version: z.int().meta({ description: 'moves on whenever its stories or their texts change' }),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Event' });
export type EventView = z.output<typeof eventViewSchema>;

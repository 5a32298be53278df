import { createEntityLinker, type EntityLinker } from './entities/entities.js';
import { kindsOf } from './kinds/fact-kinds.js';
import { figuresOf } from './figures/figures.js';
import { languageOf } from './text/language.js';
import { cleanStory, leadOf } from './text/story-text.js';
import { createTagger, type Tagger } from './topics/tagger.js';
import type { StoryText, Understanding } from './understanding.js';

/** UTF-16 units of title and summary from which the language is told. */
const LANGUAGE_SAMPLE = 1_000;

export interface Understander {
  /** Everything that can be told about one story from its words; pure, the same for the same story. */
  understand(story: StoryText): Understanding;
}

/** Puts tagger, linker, kinds of fact, figures and lead together. Both parts can be replaced, for custom topics or names. */
export function createUnderstanding(
  parts: { readonly tagger?: Tagger; readonly linker?: EntityLinker } = {},
): Understander {
  const tagger = parts.tagger ?? createTagger();
  const linker = parts.linker ?? createEntityLinker();
  return {
    understand(story) {
      const clean = cleanStory(story);
      const topics = tagger.tag(story, clean);
      const figures = figuresOf(story);
      const lead = leadOf(story, clean);
      const kinds = kindsOf(story, {
        topics: topics.map(({ topic }) => topic),
        figures,
        lead: lead || undefined,
      });
      const sample = `${story.title} ${story.summary ?? story.text ?? ''}`.slice(0, LANGUAGE_SAMPLE);
      const heard = languageOf(sample);
      const language = heard === 'und' ? (story.language ?? heard) : heard;
      return { language, topics, entities: linker.link(story), kinds, figures, lead };
    },
  };
}

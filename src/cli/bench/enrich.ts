import { createEntityLinker } from '../../enrichment/entities/entities.js';
import { kindsOf } from '../../enrichment/kinds/fact-kinds.js';
import { figuresOf } from '../../enrichment/figures/figures.js';
import { createTagger } from '../../enrichment/topics/tagger.js';
import { createUnderstanding } from '../../enrichment/understand.js';
import type { StoryText } from '../../enrichment/understanding.js';
import { inventStories } from './invented-stories.js';
import { measure, type Stage } from './stage.js';

const SEED = 20_260_109;
const STORIES = 5_000;
const WARM_UP = 1_000;
const WORDS = 60;
/** How often each difficult text is read. */
const REPEATS = 10;
const LARGE = 1_000_000;

export interface EnrichmentResult {
  readonly sizes: { readonly stories: number; readonly meanWords: number; readonly largeText: number };
  /** Parts and whole on stories of 60 words, then whole on difficult texts. */
  readonly stages: readonly Stage[];
}

/** Everything that is told about a story from its words, on one core, and the texts that could slow it. */
export function measureEnrichment(now: number): EnrichmentResult {
  const all = inventStories(STORIES + WARM_UP, now, SEED).map(ofSixtyWords);
  const stories = all.slice(0, STORIES);
  const warmUp = all.slice(STORIES);
  const tagger = createTagger();
  const linker = createEntityLinker();
  const understander = createUnderstanding({ tagger, linker });
  const whole = (story: StoryText): void => {
    understander.understand(story);
  };
  const parts: readonly (readonly [string, (story: StoryText) => void])[] = [
    ['topics', (story) => tagger.tag(story)],
    ['entities', (story) => linker.link(story)],
    ['kinds', (story) => kindsOf(story, { topics: [], figures: [] })],
    ['figures', (story) => figuresOf(story)],
    ['understand', whole],
  ];
  const words = stories.reduce((sum, story) => sum + wordsOf(story).length, 0);
  return {
    sizes: { stories: STORIES, meanWords: Math.round(words / STORIES), largeText: LARGE },
    stages: [
      ...parts.map(([name, work]) => measure(name, 'stories', stories, warmUp, work)),
      ...Object.entries(difficultTexts(stories)).map(([name, text]) =>
        measure(name, 'texts', Array<StoryText>(REPEATS).fill(asStory(text)), [asStory(text)], whole),
      ),
    ],
  };
}

function ofSixtyWords(story: StoryText): StoryText {
  const left = WORDS - story.title.split(' ').length;
  return { ...story, summary: (story.summary ?? '').split(' ').slice(0, left).join(' ') };
}

function wordsOf({ title, summary }: StoryText): string[] {
  return `${title} ${summary ?? ''}`.split(' ');
}

/** Title and text both, so that every part meets it. */
function asStory(text: string): StoryText {
  return { id: 'difficult', title: text.slice(0, 5_000), text };
}

/** Texts that ask the most of a scanner: size, no case, no letters, no known word, long runs that almost match. */
function difficultTexts(stories: readonly StoryText[]): Readonly<Record<string, string>> {
  const prose = filled(stories.map(({ title, summary }) => `${title}. ${summary ?? ''}`).join(' '));
  return {
    '1 MB of prose': prose,
    '1 MB of capitals': prose.toUpperCase(),
    '1 MB of emoji': filled('🎉🚀📈👩‍💻 '),
    '1 MB of German': filled(
      'Der Hersteller hat am Dienstag angekündigt, dass die Fabrik im Norden nicht geschlossen wird und die Stellen bleiben. ',
    ),
    '1 MB of one word': filled('a'),
    '1 MB of spaces': ` ${' '.repeat(LARGE)}x`,
    '1 MB of numbers': filled('9,999,999.99-'),
    '1 MB of almost sums': filled('$1 $ 1,0 1-2-3 10 to '),
    '1 MB of almost furniture': filled('Written by Follow ZDNET Techcrunch event '),
    '1 MB of sentences of one letter': filled('A. B! C? '),
    '1 MB of names': filled('Apple Meta Amazon Ford Target '),
  };
}

function filled(piece: string): string {
  return piece.repeat(Math.ceil(LARGE / piece.length)).slice(0, LARGE);
}

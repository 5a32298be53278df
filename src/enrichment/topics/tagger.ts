import { LEXICON_WEIGHTS, type TopicLexicon } from '../../knowledge/topic-lexicon-format.js';
import { FACETS, JOINT_SIGNS, TOPIC_RIVALS } from '../../knowledge/topic-interactions.js';
import { TOPIC_LEXICON } from '../../knowledge/topic-lexicon.js';
import { TOPICS } from '../../knowledge/topics.js';
import { languageOfTokens } from '../text/language.js';
import { siblingHeadlines } from '../text/sibling-headlines.js';
import { cleanStory, type CleanStory } from '../text/story-text.js';
import { type TermMatch, TermMatcher } from './term-matcher.js';
import { type Token, tokensOf } from '../text/tokens.js';
import type { StoryText, TopicTag } from '../understanding.js';

/** A topic that a product team adds at run time. */
export interface CustomTopic {
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  /** In the notation of the topic lexicon. Weight −4 to 4; 3, the default, is enough in a title. */
  readonly terms: readonly (string | { readonly term: string; readonly weight: number })[];
}

export interface Tagger {
  /**
   * The story's topics, at most four, most central first. Empty where nothing is sure enough.
   * @param clean the story without its page's furniture, where the caller has it already
   */
  tag(story: StoryText, clean?: CleanStory): TopicTag[];
  /** Every topic with a confidence of 0.05 or more, most confident first. */
  scores(story: StoryText): TopicTag[];
}

/** The few numbers fitted on labelled editions. Everything else is words. */
export const TAGGER_PARAMETERS = {
  titleCeiling: 5,
  leadWeight: 0.35,
  leadCeiling: 2.5,
  bodyWeight: 0.15,
  bodyCeiling: 1.2,
  /** Share that lead and body count where the title says nothing of the topic. */
  silentTitle: 0.95,
  /** The same where a story has no text and others' headlines stand for it: alone they never give a topic. */
  silentTitleOfList: 0.4,
  /** Evidence needed, in units of the lexicon (3 = one core term in the title). */
  threshold: 2.6,
  /** Evidence that is enough for a story's only topic. */
  onlyTopic: 1.65,
  /** Share of the strongest topic's evidence that another needs. */
  besideStrongest: 0.5,
  /** Never more than this is needed beside the strongest. */
  besideCeiling: 2.9,
  /**
   * Confidence, by logistic regression (Platt 1999) on the evidence above what is needed and on whether the topic is given,
   * over the topics that were considered for all labelled stories. What is given has also won against the others, so it
   * is right more often than its margin tells.
   */
  slope: 1.2,
  offset: -0.9,
  whereGiven: 1.5,
  /** How much more a text in another language needs: only names tell there. */
  otherLanguage: 1.6,
} as const;

const MOST_TOPICS = 4;
const LEAD_TOKENS = 45;
const BODY_TOKENS = 1_500;
const TITLE_TOKENS = 80;
/** A joint sign needs this much evidence of each part, and has full strength at JOINT_FULL. */
const JOINT_FLOOR = 0.8;
const JOINT_FULL = 2.5;
const RIVAL_FLOOR = 1.5;
const RIVAL_FULL = 4;
const HINT_OF_SOURCE = 2.6;
const HINT_OF_PLACE = 1.6;
/** UTF-16 units of summary and text in which a page's own words are sought. */
const PAGE_EDGE = 800;

type Field = 0 | 1 | 2;
interface Evidence {
  readonly weight: number;
  readonly words: string;
}

interface Tally {
  readonly sums: [number, number, number];
  readonly evidence: Evidence[];
}

interface Scored {
  readonly topic: number;
  readonly score: number;
}

interface Judged {
  /** Topics with evidence, strongest first. */
  readonly scored: readonly Scored[];
  readonly tallies: ReadonlyMap<number, Tally>;
  readonly helpers: ReadonlyMap<number, readonly number[]>;
  /** Evidence that a topic needs in this story. */
  readonly need: number;
  /** How many of the first of `scored` the story gets; where nothing is strong only one, with less evidence than otherwise. */
  readonly given: number;
}

/** Builds a tagger for the 61 topics and any more. Costs some milliseconds; keep it. */
export function createTagger(extraTopics: readonly CustomTopic[] = []): Tagger {
  return new LexiconTagger(extraTopics);
}

class LexiconTagger implements Tagger {
  private readonly ids: string[] = [];
  private readonly firstFacet: number;
  private readonly firstCustom: number;
  private readonly matcher = new TermMatcher();
  private readonly publishers = new Map<string, number[]>();
  private readonly sections: [string, number][] = [];
  private readonly pages: [string, number][] = [];
  private readonly joint: { all: number[]; give: [number, number][] }[];
  private readonly rivals: [number, number, number][];

  constructor(extraTopics: readonly CustomTopic[]) {
    for (const { id } of TOPICS) this.addLexicon(id, TOPIC_LEXICON[id]);
    this.firstFacet = this.ids.length;
    for (const [id, words] of Object.entries(FACETS)) this.addLexicon(id, words);
    this.firstCustom = this.ids.length;
    for (const topic of extraTopics) this.addCustom(topic);
    const index = (id: string) => {
      const at = this.ids.indexOf(id);
      if (at < 0) throw new RangeError(`Unknown topic "${id}" in the interactions`);
      return at;
    };
    this.joint = JOINT_SIGNS.map(({ all, give }) => ({
      all: all.map(index),
      give: Object.entries(give).map(([id, weight]) => [index(id), weight]),
    }));
    this.rivals = TOPIC_RIVALS.map(({ strong, weak, by }) => [index(strong), index(weak), by]);
  }

  tag(story: StoryText, clean?: CleanStory): TopicTag[] {
    const judged = this.judge(story, clean);
    return judged.scored.slice(0, judged.given).map((one) => this.asTag(one, judged, true));
  }

  scores(story: StoryText): TopicTag[] {
    const judged = this.judge(story);
    return judged.scored
      .map((one, at) => this.asTag(one, judged, at < judged.given))
      .filter(({ confidence }) => confidence >= 0.05);
  }

  private addLexicon(id: string, lexicon: TopicLexicon): void {
    const topic = this.ids.push(id) - 1;
    for (const [list, weight] of Object.entries(LEXICON_WEIGHTS)) {
      for (const term of termsOf(lexicon[list as keyof typeof LEXICON_WEIGHTS])) {
        this.matcher.add(term, { topic, weight, titleOnly: list === 'title' });
      }
    }
    for (const name of termsOf(lexicon.sources)) {
      const key = name.toLowerCase();
      this.publishers.set(key, [...(this.publishers.get(key) ?? []), topic]);
    }
    for (const section of termsOf(lexicon.sections)) this.sections.push([section, topic]);
    for (const words of termsOf(lexicon.pages)) this.pages.push([words, topic]);
  }

  private addCustom(custom: CustomTopic): void {
    if (this.ids.includes(custom.id)) throw new RangeError(`There is a topic "${custom.id}" already`);
    const topic = this.ids.push(custom.id) - 1;
    for (const one of custom.terms) {
      const { term, weight } = typeof one === 'string' ? { term: one, weight: LEXICON_WEIGHTS.core } : one;
      this.matcher.add(term, { topic, weight, titleOnly: false });
    }
  }

  private judge(story: StoryText, clean = cleanStory(story)): Judged {
    const p = TAGGER_PARAMETERS;
    const title = tokensOf(clean.title, TITLE_TOKENS);
    const listed = clean.text === '';
    const text = listed ? headlinesOf(story, clean) : clean.text;
    const body = tokensOf(text, BODY_TOKENS);
    const tallies = new Map<number, Tally>();
    this.count(clean.title, title, 0, tallies);
    this.count(text, body.slice(0, LEAD_TOKENS), 1, tallies);
    this.count(text, body.slice(LEAD_TOKENS), 2, tallies);
    this.countPlaces(clean, story, tallies);

    const scores = new Float64Array(this.ids.length);
    const silent = listed ? p.silentTitleOfList : p.silentTitle;
    const shortness = Math.sqrt(100 / Math.max(100, body.length));
    for (const [topic, { sums }] of tallies) {
      const below =
        saturate(p.leadWeight * sums[1], p.leadCeiling) +
        saturate(p.bodyWeight * shortness * sums[2], p.bodyCeiling);
      scores[topic] = saturate(sums[0], p.titleCeiling) + (sums[0] > 0 ? 1 : silent) * below;
    }
    const helpers = this.compete(scores);
    const scored: Scored[] = [];
    for (const [topic, score] of scores.entries()) {
      const facet = topic >= this.firstFacet && topic < this.firstCustom;
      if (score > 0 && !facet) scored.push({ topic, score });
    }
    scored.sort((a, b) => b.score - a.score || a.topic - b.topic);
    const stricter = isForeign(story, clean, title, body) ? p.otherLanguage : 1;
    const strongest = scored[0]?.score ?? 0;
    const beside = stricter * Math.max(p.threshold, Math.min(strongest * p.besideStrongest, p.besideCeiling));
    const alone = strongest < beside;
    const need = alone ? stricter * p.onlyTopic : beside;
    const enough = scored.filter(({ score }) => score >= need).length;
    return { scored, tallies, helpers, need, given: Math.min(enough, alone ? 1 : MOST_TOPICS) };
  }

  /** Adds the matches in one field. A term inside a longer one of the same topic counts once, by the longer. */
  private count(text: string, tokens: readonly Token[], field: Field, tallies: Map<number, Tally>): void {
    const matches = this.matcher.match(tokens, isShouted(tokens));
    const longest = new Map<number, TermMatch[]>();
    for (const match of matches) {
      if (match.meaning.titleOnly && field !== 0) continue;
      const kept = longest.get(match.meaning.topic);
      if (!kept) {
        longest.set(match.meaning.topic, [match]);
        continue;
      }
      const last = kept.at(-1)!;
      if (match.from >= last.to) kept.push(match);
      else if (match.to - match.from > last.to - last.from) kept[kept.length - 1] = match;
    }
    for (const [topic, kept] of longest) {
      const tally = tallyOf(tallies, topic);
      const seen = new Map<number, number>();
      for (const { entry, meaning, from, to } of kept) {
        const times = seen.get(entry) ?? 0;
        seen.set(entry, times + 1);
        if (times > 0 && (field !== 2 || times > 3)) continue;
        const weight = meaning.weight / 2 ** times;
        tally.sums[field] += weight;
        if (times === 0 && weight > 0) {
          const words = text.slice(tokens[from]!.start, tokens[to - 1]!.end);
          tally.evidence.push({ weight: weight * FIELD_SHARE[field], words });
        }
      }
    }
  }

  private countPlaces(clean: CleanStory, story: StoryText, tallies: Map<number, Tally>): void {
    for (const topic of this.publishers.get(clean.publisher.toLowerCase()) ?? []) {
      const tally = tallyOf(tallies, topic);
      tally.sums[0] += HINT_OF_SOURCE;
      tally.evidence.push({ weight: HINT_OF_SOURCE, words: clean.publisher });
    }
    this.countMarks(this.sections, (story.url ?? '').slice(0, 300), tallies);
    const page = `${story.summary ?? ''} ${(story.text ?? '').slice(0, PAGE_EDGE)}`;
    this.countMarks(this.pages, page.slice(0, 2 * PAGE_EDGE), tallies);
  }

  /** Topics with a mark in `place` count once each. */
  private countMarks(marks: readonly [string, number][], place: string, tallies: Map<number, Tally>): void {
    if (place === '') return;
    const text = place.toLowerCase();
    const found = new Set<number>();
    for (const [mark, topic] of marks) {
      if (found.has(topic) || !text.includes(mark)) continue;
      found.add(topic);
      tallyOf(tallies, topic).sums[0] += HINT_OF_PLACE;
    }
  }

  /** Applies what topics do to each other; returns for each topic whose words helped it. */
  private compete(scores: Float64Array): Map<number, number[]> {
    const helpers = new Map<number, number[]>();
    const before = Float64Array.from(scores);
    for (const { all, give } of this.joint) {
      let least = Infinity;
      for (const topic of all) least = Math.min(least, before[topic]!);
      if (least < JOINT_FLOOR) continue;
      const strength = Math.min(1, least / JOINT_FULL);
      for (const [topic, weight] of give) {
        scores[topic]! += weight * strength;
        if (weight > 0) helpers.set(topic, [...(helpers.get(topic) ?? []), ...all]);
      }
    }
    const after = Float64Array.from(scores);
    for (const [strong, weak, by] of this.rivals) {
      const lead = after[strong]!;
      if (lead > RIVAL_FLOOR && after[weak]! > 0) scores[weak]! -= by * Math.min(1, lead / RIVAL_FULL);
    }
    return helpers;
  }

  private asTag({ topic, score }: Scored, { tallies, helpers, need }: Judged, given: boolean): TopicTag {
    const p = TAGGER_PARAMETERS;
    const logit = p.slope * (score - need) + p.offset + (given ? p.whereGiven : 0);
    const confidence = 1 / (1 + Math.exp(-logit));
    const deciding = [...(tallies.get(topic)?.evidence ?? [])];
    for (const helper of helpers.get(topic) ?? []) {
      if (helper === topic) continue;
      const [best] = byWeight(tallies.get(helper)?.evidence ?? []);
      if (best) deciding.push({ weight: best.weight / 2, words: best.words });
    }
    const evidence = new Map<string, string>();
    for (const { words } of byWeight(deciding)) {
      if (evidence.size < 5 && !evidence.has(words.toLowerCase())) evidence.set(words.toLowerCase(), words);
    }
    return { topic: this.ids[topic]!, confidence, evidence: [...evidence.values()] };
  }
}

const FIELD_SHARE = [1, 0.6, 0.2] as const;

function byWeight(evidence: readonly Evidence[]): Evidence[] {
  return [...evidence].sort((a, b) => b.weight - a.weight);
}

function tallyOf(tallies: Map<number, Tally>, topic: number): Tally {
  let tally = tallies.get(topic);
  if (!tally) {
    tally = { sums: [0, 0, 0], evidence: [] };
    tallies.set(topic, tally);
  }
  return tally;
}

/** Near `x` for small evidence, never above the ceiling: many weak words don't make a topic. */
function saturate(x: number, ceiling: number): number {
  return ceiling * Math.tanh(x / ceiling);
}

function termsOf(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((term) => term.replace(/\s+/g, ' ').trim())
    .filter((term) => term !== '');
}

/** What a story without a text of its own is judged by beside its title: how others headed the same event. */
function headlinesOf(story: StoryText, clean: CleanStory): string {
  return siblingHeadlines(story, clean)
    .map(({ words }) => words)
    .join('. ');
}

function isShouted(tokens: readonly Token[]): boolean {
  if (tokens.length < 4) return false;
  let capitals = 0;
  for (const token of tokens) if (token.letterCase === 'upper' || /^[^a-z]*$/.test(token.word)) capitals++;
  return capitals > tokens.length * 0.7;
}

function isForeign(
  story: StoryText,
  clean: CleanStory,
  title: readonly Token[],
  body: readonly Token[],
): boolean {
  const found = languageOfTokens(`${clean.title} ${clean.text.slice(0, 400)}`, [
    ...title,
    ...body.slice(0, 60),
  ]);
  if (found !== 'und') return found !== 'en';
  return story.language !== undefined && !story.language.toLowerCase().startsWith('en');
}

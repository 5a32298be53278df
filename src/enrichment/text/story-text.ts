import { furnitureIn } from './page-furniture.js';
import { sentenceSpans } from './sentence-spans.js';
import type { StoryText } from '../understanding.js';

/** A story without the furniture of its page. */
export interface CleanStory {
  readonly title: string;
  /** Who published it: the name after the title in an aggregator's item, else the source. */
  readonly publisher: string;
  /** The story's own running text, at most 20,000 characters; empty where there is only a headline. */
  readonly text: string;
}

const LONGEST_TITLE = 500;
const LONGEST_TEXT = 20_000;
/** How far from its beginning a text is searched for a page's head. */
const HEAD = 4_000;

/** Cleans a story: title without the publisher's name, text without page furniture and without other stories' headlines. */
export function cleanStory(story: StoryText): CleanStory {
  const whole = squash(story.title.slice(0, LONGEST_TITLE * 2))
    .slice(0, LONGEST_TITLE)
    .replaceAll('\\_', ' ');
  const { title, publisher } = splitPublisher(whole, story);
  const summary = squash((story.summary ?? '').slice(0, LONGEST_TEXT));
  const text = squash((story.text ?? '').slice(0, LONGEST_TEXT));
  const longer = text.length >= summary.length || text.startsWith(summary.slice(0, 40)) ? text : summary;
  const other = longer === text ? summary : text;
  const body = ownText(longer || other, title, publisher);
  return { title, publisher, text: body };
}

/**
 * The first whole sentences of the story itself, two at most and 400 characters at most, fit to be shown.
 * Empty where the source gave nothing but a headline.
 */
export function leadOf(story: StoryText, { text }: CleanStory = cleanStory(story)): string {
  const sentences = sentencesOf(text.slice(0, 1_200), 2);
  const [first, second] = sentences;
  if (!first) return '';
  if (first.length > 400) return '';
  return second && first.length + second.length < 400 ? `${first} ${second}` : first;
}

/** Whole sentences from the beginning of a clean text. An unfinished last one is left out. */
export function sentencesOf(text: string, most: number): string[] {
  const sentences = sentenceSpans(text, most).map(({ start, end }) => text.slice(start, end));
  const cut = sentences.findIndex((sentence) => sentence.endsWith('...'));
  return cut < 0 ? sentences : sentences.slice(0, cut);
}

function splitPublisher(title: string, story: StoryText): { title: string; publisher: string } {
  const source = story.source ?? '';
  for (const mark of [' - ', ' | ', ' – ', ' — ']) {
    const at = title.lastIndexOf(mark);
    if (at < 10) continue;
    const tail = title.slice(at + mark.length).trim();
    if (tail === '' || tail.split(' ').length > 7) continue;
    if (isAggregator(story) ? mark === ' - ' : sameName(tail, source)) {
      return { title: title.slice(0, at).trim(), publisher: tail };
    }
  }
  return { title, publisher: source };
}

function isAggregator(story: StoryText): boolean {
  return (story.source ?? '').startsWith('Google News') || (story.url ?? '').includes('://news.google.');
}

function sameName(a: string, b: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/^the |\.(com|org|net|co\.uk)$|[^a-z0-9]/g, '');
  return plain(a) !== '' && plain(a) === plain(b);
}

function ownText(text: string, title: string, publisher: string): string {
  const head = title.toLowerCase();
  const titleAt = head.length >= 12 ? text.slice(0, HEAD).toLowerCase().indexOf(head) : -1;
  let own = text;
  if (titleAt >= 0) {
    own = text.slice(titleAt + head.length).trim();
    // An aggregator's summary is a list of headlines, each with its publisher; only the first is this story.
    if (publisher !== '' && titleAt === 0 && startsWithName(own, publisher)) return '';
  }
  own = dropHead(own);
  return dropTail(dropFurniture(own));
}

function dropFurniture(text: string): string {
  let own = '';
  let from = 0;
  for (const [start, end] of [...furnitureIn(text)].sort((a, b) => a[0] - b[0])) {
    if (start < from) continue;
    own += text.slice(from, start);
    from = end;
  }
  return from === 0 ? text : squash(`${own} ${text.slice(from)}`);
}

function startsWithName(text: string, publisher: string): boolean {
  return text
    .replace(/^[-–—|:\s]+/, '')
    .toLowerCase()
    .startsWith(publisher.toLowerCase());
}

const LAST_OF_HEAD = [
  'Add us as a preferred source on Google.',
  'Add us as a preferred source on Google',
  'sign up here.',
  'Listen on Apple Podcasts Listen on Spotify',
];
const BYLINE_END = /(?:\d{4} at \d{1,2}:\d{2} [ap]\.m\. [A-Z]{2,3}|[ap]\.m\. [A-Z]{2})/;

/** Cuts what a page prints before its text: byline, trust statement, invitation to follow; the standfirst is kept. */
function dropHead(text: string): string {
  let own = text;
  const trust = own.slice(0, 200).indexOf('Why you can trust');
  const byline = own.slice(0, HEAD).indexOf('Written by ');
  if (byline >= 0 && byline < 600) {
    const standfirst = trust >= 0 ? '' : own.slice(0, byline).trim();
    own = `${standfirst} ${afterByline(own.slice(byline))}`.trim();
  } else if (trust >= 0) {
    own = byline >= 0 ? afterByline(own.slice(byline)) : '';
  }
  for (const mark of LAST_OF_HEAD) {
    const at = own.slice(0, 700).indexOf(mark);
    if (at >= 0) own = keepStandfirst(own, at) + own.slice(at + mark.length);
  }
  return own
    .replace(/ZDNET['’]s key takeaways/g, ' ')
    .replace(
      /^(?:Innovation|Tech|Business|Home|Finance)(?: (?:Innovation|Tech|Business|Home|Finance|Computing|Security|Laptops|Smartphones|Services & Software|Artificial Intelligence))* /,
      '',
    )
    .trim();
}

/** What stands before `at` is the page's unless it is a whole sentence of its own. */
function keepStandfirst(text: string, at: number): string {
  const before = text.slice(0, at);
  const end = before.search(/[.!?](?=\s*(?:$|[A-Z][^.]*(?:\/|Getty|Follow)))/);
  return end > 20 ? `${before.slice(0, end + 1)} ` : '';
}

function afterByline(text: string): string {
  const date = BYLINE_END.exec(text.slice(0, 400));
  const takeaways = text.slice(0, 700).search(/key takeaways/);
  if (takeaways >= 0) return text.slice(takeaways + 'key takeaways'.length).trim();
  const follow = text.slice(0, 700).indexOf('Follow ZDNET:');
  if (follow >= 0) return text.slice(follow);
  return date ? text.slice(date.index + date[0].length).trim() : text.slice(Math.min(text.length, 120));
}

const TAIL_MARKS = [
  'This article originally appeared on ',
  'Read the full story at ',
  'View Full Coverage on Google News',
  'If you buy something from a ',
  ' appeared first on ',
  'Continue reading at ',
];

/** Cuts what a page or a feed prints after the text. */
function dropTail(text: string): string {
  let own = text;
  for (const mark of TAIL_MARKS) {
    const at = own.lastIndexOf(mark);
    if (at < 0) continue;
    const post = mark === ' appeared first on ' ? own.lastIndexOf('The post ', at) : -1;
    own = own.slice(0, post >= 0 ? post : at);
  }
  return own.replace(/(?:…|\[…\]|\[\+\d+ chars\]|\s)+$/u, '').trim();
}

/** Runs of white space as one space. Most texts have none, and looking is cheaper than writing the text anew. */
function squash(text: string): string {
  return (UNEVEN.test(text) ? text.replace(/\s+/g, ' ') : text).trim();
}

const UNEVEN = / \s|[^\S ]/;

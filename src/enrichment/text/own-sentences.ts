import { sentenceSpans, type Span } from './sentence-spans.js';
import { cleanStory, type CleanStory } from './story-text.js';
import type { StoryField, StoryText } from '../understanding.js';

/** A sentence of a story itself, where it stands in the story as it is stored. */
export interface OwnSentence extends Span {
  readonly field: StoryField;
  readonly text: string;
}

/** UTF-16 units of a field that are looked at; what cleaning reads. */
const READ_LIMIT = 20_000;

/**
 * The sentences of the story itself, at most `most`, with offsets in its fields as they are stored: what is found in the
 * clean text is looked up in the field that it came from. A sentence from the midst of which furniture was cut isn't there
 * in one piece and so is left out, as is whatever belongs to the page.
 */
export function ownSentences(
  story: StoryText,
  most: number,
  { text }: CleanStory = cleanStory(story),
): OwnSentence[] {
  const fields = (['text', 'summary'] as const).map((field): [StoryField, BareText] => [
    field,
    new BareText((story[field] ?? '').slice(0, READ_LIMIT)),
  ]);
  const sentences: OwnSentence[] = [];
  for (const { start, end } of sentenceSpans(text, most)) {
    const clean = withoutCredit(text.slice(start, end));
    for (const [field, bare] of fields) {
      const found = bare.find(clean);
      if (found === undefined) continue;
      const span = lastParagraph(story[field] ?? '', found);
      sentences.push({ ...span, field, text: (story[field] ?? '').slice(span.start, span.end) });
      break;
    }
  }
  return sentences;
}

/** How far a credit or dateline reaches into the sentence that it is glued to. */
const CREDIT_REACH = 160;
/** What pages print before a sentence without a full stop: whose picture it was, who wrote when. */
const CREDIT =
  /^.*(?:Getty Images(?: Plus)?(?: via Getty(?: Images)?)?|\/(?:ZDNET|Engadget|CNET|The Verge|Reuters|AP|AFP|Shutterstock|Unsplash)|(?<=^|[ap]m (?:ET|EST|PT) )\p{Lu}\p{L}+ \p{Lu}\p{L}+ for \p{Lu}\p{L}+|(?<=^\| )Image: (?:\p{Lu}\p{L}* ){1,3}?(?=(?:The|A|An|For|In|On|At|When|After|As|With|It) )|\d{1,2}:\d{2} ?(?:[ap]\.?m\.?|[AP]M)(?: (?:[ECMP][SD]?T|UTC|GMT|BST|CET))?)\s*(?=\p{Lu}\p{L})/su;
/** `Ann Lee / Ledger: Acme buys Beta — Acme has agreed …`: a digest's credit and headline before the report. */
const DIGEST = /^[^/:.]{2,80} \/ [^:/—]{2,40}:.{10,200}?\s+—\s+(?=\p{Lu})/u;
/** `Intel Intel said`, `Intel In a statement`: a picture's credit before the sentence. */
const CAPTION =
  /^(\p{Lu}[\p{L}\p{N}-]+(?: \p{Lu}[\p{L}\p{N}-]+)?) (?=\1(?:['’]s)? |(?:In|On|At|According|While|After|Since|During|When|If|As|With|For|Earlier|Last) \p{Ll})/u;
/** `The halfway point After years of work, …`: a heading or a name whose line end was lost, before a word that begins a sentence. */
const HEADING =
  /^(?:[\p{L}\p{N}$%&’'/:-]+ ){1,10}(?=(?:When|While|After|According|Although|Despite|During) \p{L}|(?:In|On|At|As|If|With|For|It|There) \p{Ll}|(?:There|It|That|Here)['’]s )(?<=[\p{Ll}\p{N}] )/u;

function withoutCredit(sentence: string): string {
  const credit = (DIGEST.exec(sentence) ?? CREDIT.exec(sentence.slice(0, CREDIT_REACH)))?.[0].length ?? 0;
  const own = sentence.slice(credit);
  const bare = own.slice(CAPTION.exec(own)?.[0].length ?? 0);
  return bare.slice(HEADING.exec(bare)?.[0].length ?? 0);
}

/** What stands before a blank line is a heading or a byline: cleaning has taken the line, not the words. */
function lastParagraph(text: string, { start, end }: Span): Span {
  const before = /^.*\n\s*\n\s*/su.exec(text.slice(start, end))?.[0].length ?? 0;
  return { start: start + before, end };
}

/** The title without its publisher, where it stands in the title as it is stored. */
export function ownTitleSpan(story: StoryText, { title }: CleanStory = cleanStory(story)): OwnSentence {
  const span = new BareText(story.title.slice(0, READ_LIMIT)).find(title) ?? trimmed(story.title);
  return { ...span, field: 'title', text: story.title.slice(span.start, span.end) };
}

function trimmed(text: string): Span {
  const start = text.length - text.trimStart().length;
  return { start, end: Math.max(start, text.trimEnd().length) };
}

/** A text without its blanks, so that what was cleaned of white space is found again. */
class BareText {
  private readonly bare: string;
  private readonly places: Int32Array;
  private cursor = 0;

  constructor(text: string) {
    this.places = new Int32Array(text.length);
    let bare = '';
    for (let at = 0; at < text.length; at++) {
      if (isBlank(text, at)) continue;
      this.places[bare.length] = at;
      bare += text.charAt(at);
    }
    this.bare = bare;
  }

  /** Where a cleaned piece stands; searched behind the last one found. */
  find(piece: string): Span | undefined {
    const sought = withoutBlanks(piece);
    if (sought === '') return undefined;
    const at = this.bare.indexOf(sought, this.cursor);
    if (at < 0) return undefined;
    this.cursor = at + sought.length;
    return { start: this.places[at]!, end: this.places[this.cursor - 1]! + 1 };
  }
}

function withoutBlanks(text: string): string {
  let bare = '';
  for (let at = 0; at < text.length; at++) if (!isBlank(text, at)) bare += text.charAt(at);
  return bare;
}

/** White space, and the `\_` that some feeds write for it. */
function isBlank(text: string, at: number): boolean {
  const sign = text.charAt(at);
  if (sign === '\\') return text.charAt(at + 1) === '_';
  if (sign === '_') return text.charAt(at - 1) === '\\';
  return /\s/.test(sign);
}

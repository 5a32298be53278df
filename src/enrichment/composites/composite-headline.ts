import type { Passage, Report } from './composite-reports.js';
import type { EventConcepts } from './statement-choice.js';

/** Words that a headline of a composite should have at most; longer ones lose. */
const GOOD_LENGTH = 12;
/** Asks, promises, or tells the reader what to do, instead of saying what happened. */
const TEASES =
  /\?|^[^\p{L}\p{N}"“'‘’«$€£¥₹#(-]|^(?:\d+ |How |Why |What |When |Where |Who |Here|This |These |Watch|Opinion|Analysis|Exclusive|Live|Podcast|Review|I |My |Meet |Inside |Everything|Should |Can |Is |Are |Will |Do |Does )|\b(?:here['’]s|gifts us|everything|secrets|reasons|takeaways|things to|live blog|full text|transcript|how to|what happens|what to know|what we know|you need to know|everything we know|what it means|explained|live updates?|the best|best deals|my |your?|I|we)\b/iu;

/** Whether a title asks, promises or addresses instead of saying what happened. */
export function isTeaser(title: string): boolean {
  return TEASES.test(title);
}

/**
 * The title that tells the event best: its words are those of most reports, it has the amount that most give, it says
 * instead of teasing, and it is short.
 */
export function headlineOf(reports: readonly Report[], concepts: EventConcepts): Passage {
  let headline = reports[0]!.title;
  let most = -1;
  for (const { title } of reports) {
    const value = headlineValue(title, concepts);
    if (value > most) [headline, most] = [title, value];
  }
  return headline;
}

function headlineValue(title: Passage, concepts: EventConcepts): number {
  const long = Math.max(0, title.words - GOOD_LENGTH);
  const short = title.words < 4 ? 0.4 : 1;
  return (
    (0.1 + concepts.relevance(title)) *
    (title.hasAmount ? 1.25 : 1) *
    (isTeaser(title.text) || title.text.includes('\\_') ? 0.5 : 1) *
    (0.8 + 0.4 * (title.origin.source.authority ?? 0.5)) *
    short *
    0.95 ** long
  );
}

import { isTeaser } from './composite-headline.js';
import type { Passage } from './composite-reports.js';
import { isConsequence } from './consequence-cues.js';
import { best, type EventReading } from './event-reading.js';

/** Words of a lead, as a reader counts them. */
export const MOST_LEAD_WORDS = 60;
/** Longer openings are hard to read at a glance. Words. */
const GOOD_OPENING = 35;
/** A reason that is told in passing is worth less than this share of the opening. */
const LEAST_OF_OPENING = 0.2;
/** A report says what happened in its first sentences; place from 0. */
const LATEST_OPENING = 2;
/** Adds to what was said, or tells what was before. */
const ASIDE =
  /^(?:Previously|Currently|Earlier|Prior|Historically|According)\b|^[^.]{0,60}\b(?:also|is back with)\b/;
/** `Shares rose after …` tells what others made of it. */
const REACTION =
  /^[^.,]{0,60}\b(?:[Ss]hares|[Ss]tocks?|[Ff]utures|[Bb]onds|[Yy]ields)\b[^.]{0,80}\b(?:after|as|following|on)\b/;

/**
 * What happened, as the headlines have it; and why it matters, if a source says so and there is room. Empty if there is
 * nothing but the headline.
 */
export function leadOf(reading: EventReading): Passage[] {
  const opening = openingOf(reading);
  if (opening === undefined) return [];
  const { concepts, headline, told } = reading;
  const least = LEAST_OF_OPENING * reading.merit(opening);
  const room = MOST_LEAD_WORDS - opening.words;
  const covered = new Set([...headline.concepts, ...opening.concepts]);
  const consequence = best(told, (one) =>
    one.words > room ||
    one.speaker !== undefined ||
    reading.merit(one) < least ||
    !reading.isAbout(one, covered) ||
    !isConsequence(one.text) ||
    !concepts.isNew(one, covered) ||
    concepts.repeats(one, opening, headline.concepts)
      ? 0
      : reading.merit(one),
  );
  return consequence === undefined ? [opening] : [opening, consequence];
}

function openingOf(reading: EventReading): Passage | undefined {
  const { concepts, headline, titles, told } = reading;
  const figures = [...headline.amounts.values()].flatMap((values) => [...values]);
  const telling = (one: Passage): number => {
    const inTitles = titles.reduce((sum, title) => sum + concepts.shareOf(title, one), 0);
    return 0.2 + 0.5 * concepts.shareOf(headline, one) + (0.5 * inTitles) / Math.max(1, titles.length);
  };
  const value = (one: Passage): number =>
    reading.merit(one) *
    reading.nearness(one) *
    telling(one) *
    (figures.some((figure) => one.concepts.has(figure)) ? 1.4 : 1) *
    (one.position <= 0 ? 1.3 : 1) *
    0.97 ** Math.max(0, one.words - GOOD_OPENING) *
    (1 + 0.2 * Math.min(4, reading.agreeing(one).length)) *
    (one.speaker === undefined ? 1 : 0.6) *
    (ASIDE.test(one.text) ? 0.5 : 1) *
    (REACTION.test(one.text) ? 0.45 : isConsequence(one.text) ? 0.7 : 1);
  const early = told.filter(({ position }) => position <= LATEST_OPENING);
  // A sentence that shares nothing with the headline tells something else than what happened.
  const related = (one: Passage): boolean => reading.isNear(one) && concepts.shareOf(headline, one) > 0;
  const plain = titles.filter(({ text }) => !isTeaser(text));
  for (const passages of [
    early.filter(related),
    told.filter(related),
    early.filter(({ position }) => position === 0),
    plain,
  ]) {
    const opening = best(
      passages.filter(({ words }) => words <= MOST_LEAD_WORDS),
      value,
    );
    if (opening !== undefined) return opening;
  }
  return undefined;
}

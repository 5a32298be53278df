import type { AttributionSpan, Composite, CompositeSource, Statement } from '../composite.js';
import { isTeaser } from './composite-headline.js';
import { leadOf } from './composite-lead.js';
import { reportsOf, type Passage } from './composite-reports.js';
import { EventReading } from './event-reading.js';
import { keyFiguresOf } from '../figures/key-figures.js';
import { chooseStatements, MOST_STATEMENTS } from './statement-choice.js';

/** What a statement loses that does nothing but repeat the headline. */
const RESTATED = 0.7;
/** Headlines of other sources that make the body where no source gives a sentence. */
const MOST_TITLES = 4;

/**
 * Reads the stories of an event together: a headline, a lead, statements and key figures, every word with the place it
 * stands at. Pure, and the same for the same sources in any order. The cost grows with the number of sources and is
 * bounded for each, however long its text is.
 *
 * Statements are whole sentences that stand alone and add to what is said before; where no source gives any, headlines of
 * others stand in. An event whose sources carry little has fewer than three, and the poorest has a headline alone.
 *
 * @param sources stories of one event, with unlike ids
 * @returns undefined if there is no source with a title
 */
export function composeEvent(event: string, sources: readonly CompositeSource[]): Composite | undefined {
  const reports = reportsOf(sources.filter(({ title }) => title.trim() !== ''));
  if (reports.length === 0) return undefined;
  const reading = new EventReading(reports);
  const lead = leadOf(reading);
  const cite = (passage: Passage): Statement => ({
    ...placeOf(passage),
    text: passage.text,
    ...(passage.speaker === undefined ? {} : { speaker: passage.speaker }),
    alsoIn: reading.agreeing(passage),
  });
  return {
    event,
    headline: reading.headline.text,
    headlineFrom: placeOf(reading.headline),
    lead: lead.map(({ text }) => text).join(' '),
    leadFrom: lead.map(cite),
    statements: inOrder(bodyOf(reading, lead)).map(cite),
    figures: keyFiguresOf(sources),
  };
}

function placeOf({ origin, field, start, end }: Passage): AttributionSpan {
  return { story: origin.source.id, field, start, end };
}

/** The body takes the headline apart; headlines of other sources do so where no source gives a sentence. */
function bodyOf(reading: EventReading, lead: readonly Passage[]): Passage[] {
  const { concepts, headline, told, titles } = reading;
  const detail = (passage: Passage): number =>
    reading.merit(passage) * (1 - RESTATED * concepts.shareOf(headline, passage));
  const top = [headline, ...lead];
  const matter = new Set(top.flatMap((one) => [...one.concepts]));
  const about = told.filter((one) => reading.isAbout(one, matter));
  const body = chooseStatements(about, top, concepts, detail, MOST_STATEMENTS);
  if (told.length > 0) return body;
  const others = titles.filter((one) => !isTeaser(one.text) && reading.isNear(one));
  const merit = (passage: Passage): number => reading.merit(passage);
  return chooseStatements(others, top, concepts, merit, MOST_TITLES);
}

/** The most telling first; what one story says stays in the order in which it says it. */
function inOrder(passages: readonly Passage[]): Passage[] {
  const byStory = Map.groupBy(
    [...passages].sort((a, b) => a.position - b.position),
    ({ origin }) => origin.source.id,
  );
  return passages.map(({ origin }) => byStory.get(origin.source.id)!.shift()!);
}

import { nameInSentence } from './names.js';

/** What the opening line looks at. */
export interface OpeningItem {
  readonly topics: readonly string[];
  readonly source: string;
}

const NUMBERS = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
];

/**
 * What the day holds for this reader in one or two sentences. Says so when there is little.
 * @param localDate `YYYY-MM-DD`
 * @param wanted stories that the reader asked for at most
 */
export function openingLine(
  localDate: string,
  name: string | null,
  items: readonly OpeningItem[],
  wanted: number,
): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${localDate}T00:00:00Z`));
  const greeting =
    name === null || name.trim() === '' ? `${day}.` : `${day}, ${name.trim().split(/\s+/)[0]!}.`;
  if (items.length === 0) return `${greeting} Nothing today that is worth your time.`;
  const sources = new Set(items.map((item) => item.source)).size;
  const count = `${countWord(items.length)} ${items.length === 1 ? 'story' : 'stories'} from ${sources === 1 ? 'one source' : `${countWord(sources).toLowerCase()} sources`}`;
  const thin = items.length <= wanted / 2 ? '; it is a quiet day in your field' : '';
  const themes = leadingTopics(items).map(nameInSentence);
  const about = themes.length === 0 ? '' : `, most on ${themes.join(' and ')}`;
  return `${greeting} ${count}${about}${thin}.`;
}

/** The one or two topics that most stories share; a topic of one story leads nothing. */
function leadingTopics(items: readonly OpeningItem[]): string[] {
  const counts = new Map<string, number>();
  for (const item of items) for (const topic of item.topics) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, 2)
    .map(([topic]) => topic);
}

function countWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

import type { CompositeSource } from '../composite.js';
import { FieldReader, ownField, surroundingsOf, type Claim } from './figure-claims.js';

/** UTF-16 units of a field that are read for dates. */
const READ_LIMIT = 5_000;
const DATES_LIMIT = 12;
const DAY = 86_400_000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const MONTH =
  '(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\b\\.?)';
const DATE = new RegExp(
  [
    `(?<month>${MONTH}) (?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:,? (?<year>20\\d\\d))?`,
    `(?<day2>\\d{1,2})(?:st|nd|rd|th)? (?<month2>${MONTH})(?:,? (?<year2>20\\d\\d))?`,
    `(?<part>first|second|third|fourth) (?<unit>half|quarter) of (?<year3>20\\d\\d)`,
    `the end of (?<year4>20\\d\\d)`,
  ]
    .map((form) => `(?:${form})`)
    .join('|')
    .replace(/^/, '(?<!\\w)(?:')
    .replace(/$/, ')(?!\\w)'),
  'g',
);

/** What makes a date one that matters, by the words right before it. */
const TRIGGERS: readonly (readonly [id: string, words: RegExp])[] = [
  [
    'closing',
    trigger(
      '(?:expected to|set to|will|scheduled to|should|anticipated to) (?:close|be completed|complete|be finali[sz]ed|conclude)',
    ),
  ],
  [
    'closing',
    trigger(
      '(?:expects?|aims?|hopes?|plans?) (?:the (?:deal|transaction|acquisition|merger) )?to (?:close|complete)',
    ),
  ],
  [
    'effect',
    trigger(
      '(?:takes?|taking|took|come|comes|coming|goes|go|going|went|enters?|entered) (?:in)?to (?:effect|force)|takes? effect|taking effect|took effect|effective',
    ),
  ],
  [
    'deadline',
    trigger(
      'deadline(?: (?:is|of|was set for))?|expires?|expiring|runs out|must (?:[\\w-]+ ){1,5}(?:by|before|until)|no later than|until',
    ),
  ],
  [
    'launch',
    trigger(
      '(?:launch(?:es|ing|ed)?|available|go(?:es|ing)? on sale|on sale|ships?|shipping|roll(?:s|ing)? out|arriv(?:es|ing|e)|debuts?|opens?|premieres?|released?|releasing|coming|out|starts?|starting|begins?|beginning|rollout|kicks off)',
    ),
  ],
  [
    'leaving',
    trigger(
      '(?:steps?|stepping) down|(?:will )?(?:retires?|retiring)|shut(?:s|ting)? down|ends?|ending|discontinued|sunset',
    ),
  ],
  ['joining', trigger('takes? over|taking over|joins?|joining|succeeds?')],
  ['trial', trigger('trial(?: is)?(?: set| scheduled)?|hearing|vote')],
];

function trigger(words: string): RegExp {
  return new RegExp(
    `\\b(${words})(?: (?:(?:the|its|their) )?[\\w'’-]+){0,3}?(?:,? (?:on|by|in|from|for|before|until|as of|as early as|no later than|around))?(?: (?:the|mid|early|late|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),?)*? $`,
    'i',
  );
}

/** The dates a source gives for what is to come: closings, deadlines, effect, launches. A date without a year is the next one. */
export function dateClaimsOf(source: CompositeSource, voice: number): Claim[] {
  const claims: Claim[] = [];
  for (const field of ['title', 'summary', 'text'] as const) {
    const text = ownField(source, field).slice(0, READ_LIMIT);
    if (!/\d/.test(text)) continue;
    let reader: FieldReader | undefined;
    for (const match of text.matchAll(DATE)) {
      const { index: start } = match;
      const end = start + match[0].length;
      reader ??= new FieldReader(text, field, voice);
      if (reader.isFurniture(start)) continue;
      const sentence = reader.sentenceAt(start, end);
      const { before } = surroundingsOf(sentence, start, end);
      const found = TRIGGERS.map(([id, words]) => ({ id, words: words.exec(before)?.[1] })).find(
        (one) => one.words !== undefined,
      );
      const span = found === undefined ? undefined : timeOf(match.groups ?? {}, source.publishedAt);
      const of = happening(before);
      // What is over is no date to keep.
      if (span === undefined || (span.to ?? span.from) < source.publishedAt - 2 * DAY) continue;
      if (found === undefined || of === undefined) continue;
      claims.push({
        ...reader.base(source, sentence, start, end),
        kind: 'date',
        unit: 'date',
        value: span.from,
        upTo: span.to,
        precision: 0,
        isApproximate: false,
        isChange: false,
        isFurther: false,
        digits: 3,
        actors: new Set(),
        measure: { id: found.id, of, isSingle: true },
        period: '',
      });
      if (claims.length === DATES_LIMIT) return claims;
    }
  }
  return claims;
}

/** The end of the clause before a date, without the words that lead to it; nothing if a single word is left. */
function happening(before: string): string | undefined {
  const clause = before.replace(/^.*(?:[,;:()“”"–—]|\.\s) ?(?=\S)/s, '').trim();
  const bare = clause.replace(LEADING_TO, '').replace(SAID, '').trim();
  const words = bare.split(/\s+/).slice(-8);
  const stands =
    words.length >= 2 && !OLD_PLAN.test(bare) && !STARTING.test(words[0]!) && /[a-z]/.test(words.at(-1)!);
  return stands ? words.join(' ') : undefined;
}

const SAID = /^.*\b(?:said|says|announced|confirmed)(?: that)? /;
const STARTING =
  /^(?:start|begin|until|effective|available|coming|and|but|or|it|they|as|with|to|expect|will|which|who|that)/i;
/** What was meant once may be so no longer. */
const OLD_PLAN = /\b(?:would|was to|were to|had)\b/;
const LEADING_TO =
  /(?:[,\s]+(?:on|by|in|from|for|before|until|as of|as early as|no later than|around|the|mid|early|late|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))+,?$/i;

type DateParts = Readonly<
  Partial<
    Record<
      'month' | 'day' | 'year' | 'month2' | 'day2' | 'year2' | 'part' | 'unit' | 'year3' | 'year4',
      string
    >
  >
>;

interface TimeSpan {
  readonly from: number;
  readonly to?: number | undefined;
}

/** @returns nothing for a date that does not exist or whose year is not certain */
function timeOf(parts: DateParts, publishedAt: number): TimeSpan | undefined {
  if (parts.year4 !== undefined) return { from: Date.UTC(Number(parts.year4), 11, 31) };
  if (parts.year3 !== undefined) return partOfYear(Number(parts.year3), parts.part!, parts.unit!);
  const month = MONTHS.indexOf(
    (parts.month ?? parts.month2)!.slice(0, 3).toLowerCase() as (typeof MONTHS)[number],
  );
  const day = Number(parts.day ?? parts.day2);
  const written = parts.year ?? parts.year2;
  const own = new Date(publishedAt).getUTCFullYear();
  const from = dayOf(written === undefined ? own : Number(written), month, day);
  if (from === undefined || written !== undefined) return from === undefined ? undefined : { from };
  // Without a year: the one nearest to the story, if it lies within half a year.
  const nearest = [from, dayOf(own + 1, month, day), dayOf(own - 1, month, day)]
    .filter((one) => one !== undefined)
    .find((one) => one >= publishedAt - 30 * DAY && one <= publishedAt + 240 * DAY);
  return nearest === undefined ? undefined : { from: nearest };
}

function dayOf(year: number, month: number, day: number): number | undefined {
  const at = Date.UTC(year, month, day);
  return day >= 1 && new Date(at).getUTCDate() === day ? at : undefined;
}

function partOfYear(year: number, part: string, unit: string): TimeSpan | undefined {
  const nth = ['first', 'second', 'third', 'fourth'].indexOf(part.toLowerCase());
  const months = unit.toLowerCase() === 'half' ? 6 : 3;
  if ((nth + 1) * months > 12) return undefined;
  return { from: Date.UTC(year, nth * months, 1), to: Date.UTC(year, (nth + 1) * months, 1) - DAY };
}

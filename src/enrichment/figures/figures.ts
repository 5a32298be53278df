import type { Figure, StoryField, StoryText } from '../understanding.js';
import {
  NUMBER_WORDS,
  SCALES,
  SHARE_WORDS,
  currencyBefore,
  currencyBehind,
  measuredBefore,
  measuredBehind,
  shareBehind,
  sharedBehind,
} from './figure-words.js';

/** UTF-16 units of a story's text that are read; title and summary up to the same length. */
const READ_LIMIT = 5_000;
const FIGURES_LIMIT = 40;
const FIELDS = ['title', 'summary', 'text'] as const satisfies readonly StoryField[];

/**
 * The amounts a story states, in reading order, at most 40. Reads title, summary and the first 5,000 UTF-16 units of the
 * text, in linear time. What can't be told for certain (a year, a list's number, an unknown unit) is left out.
 */
export function figuresOf(story: StoryText): Figure[] {
  const figures: Figure[] = [];
  for (const field of FIELDS) {
    const text = (story[field] ?? '').slice(0, READ_LIMIT);
    for (const figure of figuresIn(text, field)) {
      figures.push(figure);
      if (figures.length === FIGURES_LIMIT) return figures;
    }
  }
  return figures;
}

/** A number as written: `1,200`, `3.5`, `1,00,000`, `two`, `a third`. */
const NUMBER =
  /\d{1,3}(?:,\d{2,3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?|\b(?:half|two[ -]thirds|three[ -]quarters|(?:a|one)[ -](?:third|quarter)|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\b/gi;
const SCALE =
  /[\s-]?(?:trillion|billion|million|thousand|hundred|lakh crore|crore|lakh|trn|bln|mln|tn|bn|mn)\b|[kmbt](?![a-z0-9])/iy;
const SECOND_NUMBER = new RegExp(NUMBER.source, 'iy');
const JOIN = / ?[-–—] ?| to | and /y;
const CURRENCY_SIGN = /(?:US|AU|CA|HK|NZ|NT|A|C|S|R)?\$|[€£¥₹₩]/y;
const PERCENT = / ?(?:%|percent\b|per cent\b|pct\b)/y;
const POINTS =
  / ?(?:%|percent|percentage|per cent|pct)[\s-]points?\b|[\s-](?:basis[\s-]points?|bps)\b|bps\b/y;
const DURATION = /[\s-](?:years?|months?|weeks?)\b/y;
const SPANNING =
  /\b(?:over|within|for|in|next|through|at least|lasting|coming|another) (?:the )?(?:(?:next|coming|past|last|about|around|up to) ){0,2}$/i;
/** Units with a letter for the power of ten; energy stands before power, whose names it begins with. */
const LETTERED = [
  {
    kind: 'power',
    unit: 'Wh',
    pattern: /[\s-]?(?:(?:giga|mega|kilo|tera)?watt[\s-]hours?|[GMkT]?Wh)\b/y,
  },
  { kind: 'power', unit: 'W', pattern: /[\s-]?(?:(?:giga|mega|kilo|tera)?watts?|[GMkT]?W)\b(?![\s-]h\b)/y },
  { kind: 'data', unit: 'B', pattern: /[\s-]?(?:(?:giga|tera|peta|exa)bytes?|[GTPE]B)\b(?!\/s|ps)/y },
] as const;
const POWER_OF: Readonly<Record<string, number>> = { k: 3, m: 6, g: 9, t: 12, p: 15, e: 18 };
/** Two numbers further apart are not the ends of one range. */
const WIDEST_RANGE = 20;
const COUNTED =
  /[\s-](?:(?:new|full-time|part-time|more|additional|electric|corporate|weekly|monthly|daily|active|paying|paid|global|federal|autonomous|existing|current|software|tech|technology|warehouse|direct|commercial|enterprise|business|registered|affected|government|manufacturing|construction|humanoid|delivery|low-income|Nvidia|AI|US|American|European|Indian|Chinese|retail|private|customer|user|patient|health|data|hybrid|rooftop|contract|temporary|permanent|high-paying|white-collar) ){0,3}(jobs|employees|workers|staff|positions|roles|people|users|customers|subscribers|members|developers|engineers|researchers|scientists|contractors|drivers|pilots|nurses|layoffs|clients|merchants|vehicles|cars|trucks|SUVs|units|stores|restaurants|branches|homes|households|apartments|flights|passengers|aircraft|jets|planes|satellites|patients|students|teachers|accounts|records|devices|downloads|companies|businesses|suppliers|GPUs|chips|processors|accelerators|wafers|servers|data centers|data centres|robots|robotaxis|drones|reactors|barrels|tons|tonnes|tokens|parameters|shares|deaths|lawsuits|songs|parcels|packages|chargers|charging stations|rides)\b/y;

function figuresIn(text: string, field: StoryField): Figure[] {
  const found: Figure[] = [];
  NUMBER.lastIndex = 0;
  let from = 0;
  for (let match = NUMBER.exec(text); match !== null; match = NUMBER.exec(text)) {
    if (match.index < from || !standsAlone(text, match.index, match.index + match[0].length)) continue;
    const amount = amountAt(text, match[0], match.index);
    if (amount === undefined) continue;
    found.push(figureFrom(amount, text, field));
    from = amount.end;
  }
  return found;
}

/** Not part of a name, a version, a date, a decimal comma or a longer number. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? ' ';
  if (before === '-' && /[A-Za-z]/.test(text[start - 2] ?? ' ')) return false;
  if (before === '-' && /[A-Za-z]-\d{4}-$/.test(text.slice(Math.max(0, start - 8), start))) return false;
  // `H200 chips`, but `USD5`.
  if (/[A-Za-z]/.test(before) && /\d/.test(text.charAt(start)) && currencyBefore(text, start) === undefined)
    return false;
  const isRupees = before === '.' && text.startsWith('Rs', start - 3);
  if (/[\d.,:/_#@^]/.test(before) && !isRupees) return false;
  // The sign of `−$12 million` and `minus 30 %` is not read, so neither is the amount.
  if (/(?:\bminus [$€£¥₹]?|−[$€£¥₹])$/i.test(text.slice(Math.max(0, start - 8), start))) return false;
  const after = text[end] ?? ' ';
  // `1e308`, `10^400` and what is longer than a number can be.
  if (/[\d^]/.test(after) || (/e/i.test(after) && /\d/.test(text[end + 1] ?? ''))) return false;
  if ((after === '.' || after === ',' || after === ':' || after === '/') && /\d/.test(text[end + 1] ?? ''))
    return false;
  return true;
}

/** An amount as it is read; its value is that of its number and `power` together. */
interface Amount extends Pick<Figure, 'kind' | 'unit' | 'of' | 'upTo' | 'start' | 'end'> {
  readonly number: string;
  /** Power of ten. */
  readonly power: number;
  readonly isNegative?: boolean;
}

function figureFrom(amount: Amount, text: string, field: StoryField): Figure {
  const { kind, unit, of, upTo, start, end } = amount;
  const value = valueOf(amount.number, amount.power);
  return {
    kind,
    value: amount.isNegative === true ? -value : value,
    ...(upTo === undefined ? {} : { upTo }),
    unit,
    ...(of === undefined ? {} : { of }),
    text: text.slice(start, end),
    field,
    start,
    end,
  };
}

/** Exact in decimal: `Number('1.1e9')`, not 1.1 times a billion. */
function valueOf(number: string, power: number): number {
  const word = number.toLowerCase();
  const digits = (NUMBER_WORDS[word] ?? SHARE_WORDS[word])?.toString() ?? number.replaceAll(',', '');
  return Number(`${digits}e${power}`);
}

interface Scale {
  readonly power: number;
  readonly end: number;
}

function scaleAt(text: string, end: number): Scale {
  const written = matchAt(SCALE, text, end);
  if (written === undefined) return { power: 0, end };
  const power = SCALES[written.trim().replace(/^-/, '').toLowerCase()];
  return power === undefined ? { power: 0, end } : { power, end: end + written.length };
}

function amountAt(text: string, number: string, at: number): Amount | undefined {
  const single = singleAt(text, number, at);
  return rangeAt(text, number, at, single) ?? single;
}

function singleAt(text: string, number: string, at: number): Amount | undefined {
  const end = at + number.length;
  if (SHARE_WORDS[number.toLowerCase()] !== undefined) return shareInWords(text, number, at, end);
  const scale = scaleAt(text, end);
  return (
    money(text, number, at, end, scale) ??
    measure(text, number, at, end) ??
    count(text, number, at, end, scale)
  );
}

/**
 * A range from the number at `at` on: `$1.5-2 billion`, `4 to 6 per cent`, `between 10 and 12 GW`. Scale and unit may stand
 * behind the second number only. `from 4% to 6%` is a change: there both are figures of their own.
 */
function rangeAt(text: string, number: string, at: number, first: Amount | undefined): Amount | undefined {
  const scale = scaleAt(text, at + number.length);
  const firstEnd = first?.end ?? scale.end;
  const join = matchAt(JOIN, text, firstEnd);
  if (join === undefined) return undefined;
  const start = first?.start ?? at;
  const second = secondAt(text, firstEnd + join.length, join, first);
  if (second === undefined || (first !== undefined && first.unit !== second.unit)) return undefined;
  const lead = text.slice(Math.max(0, start - 8), start);
  if (join === ' and ' && !/\bbetween $/i.test(lead)) return undefined;
  const own =
    first !== undefined && (first.power !== 0 || first.kind !== 'money') ? first.power : scale.power;
  const isBorrowed = own === 0;
  const power = isBorrowed ? second.power : own;
  const value = valueOf(number, power);
  const upTo = valueOf(second.number, second.power);
  if (value >= upTo || upTo > value * WIDEST_RANGE) return undefined;
  if (/\bfrom $/i.test(lead)) return first === undefined ? undefined : { ...first, power };
  return { ...second, number, power, start, upTo };
}

function secondAt(text: string, at: number, join: string, first: Amount | undefined): Amount | undefined {
  const start = at + (matchAt(CURRENCY_SIGN, text, at)?.length ?? 0);
  const number = matchAt(SECOND_NUMBER, text, start);
  if (number === undefined || SHARE_WORDS[number.toLowerCase()] !== undefined) return undefined;
  const end = start + number.length;
  const after = text[end] ?? ' ';
  if ('.,:/'.includes(after) && /\d/.test(text[end + 1] ?? '')) return undefined;
  const second = singleAt(text, number, start);
  if (second !== undefined || first?.kind !== 'money') return second;
  // `2 billion` of `$1.5-2 billion`: the currency stands before the first number.
  const scale = scaleAt(text, end);
  if (scale.end === end && !/^[-–—]$/.test(join)) return undefined;
  const of = measured(text, first.start, scale.end);
  return { kind: 'money', unit: first.unit, number, power: scale.power, start, end: scale.end, of };
}

function shareInWords(text: string, number: string, at: number, end: number): Amount | undefined {
  const of = sharedBehind(text.slice(end, end + 60));
  return of === undefined ? undefined : { kind: 'percent', unit: '%', number, power: 0, start: at, end, of };
}

function money(text: string, number: string, at: number, end: number, scale: Scale): Amount | undefined {
  const before = currencyBefore(text, at);
  if (before !== undefined) {
    const start = at - before.written.length;
    const of = measured(text, start, scale.end);
    return { kind: 'money', unit: before.code, number, power: scale.power, start, end: scale.end, of };
  }
  const behind = currencyBehind(text, scale.end);
  if (behind === undefined) return undefined;
  if (isWord(number) && scale.end === end) return undefined;
  // `5 million won` and `2 million pounds` may be no money at all.
  if (scale.end === end && !/^[\s-](?:dollars|euros|US dollars|USD|EUR)$/i.test(behind.written))
    return undefined;
  const stop = scale.end + behind.written.length;
  if (behind.code === 'GBP' && /^ (?:of|per)\b/.test(text.slice(stop, stop + 5))) return undefined;
  const of = measured(text, at, stop);
  return { kind: 'money', unit: behind.code, number, power: scale.power, start: at, end: stop, of };
}

function measured(text: string, start: number, end: number): string | undefined {
  return (
    measuredBehind(text.slice(end, end + 60)) ?? measuredBefore(text.slice(Math.max(0, start - 60), start))
  );
}

function measure(text: string, number: string, at: number, end: number): Amount | undefined {
  const percent = percentAt(text, number, at, end);
  if (percent !== undefined) return percent;
  if (isPartOfName(text, at)) return undefined;
  for (const { kind, unit, pattern } of LETTERED) {
    const written = matchAt(pattern, text, end);
    if (written === undefined) continue;
    const power =
      POWER_OF[
        written
          .replace(/^[\s-]/, '')
          .charAt(0)
          .toLowerCase()
      ] ?? 0;
    const stop = end + written.length;
    const of = kind === 'power' ? measuredBehind(text.slice(stop, stop + 60)) : undefined;
    return { kind, unit, number, power, start: at, end: stop, of };
  }
  const duration = matchAt(DURATION, text, end);
  if (duration === undefined || !SPANNING.test(text.slice(Math.max(0, at - 32), at))) return undefined;
  const unit = duration.slice(1).toLowerCase();
  return {
    kind: 'duration',
    unit: unit.endsWith('s') ? unit : `${unit}s`,
    number,
    power: 0,
    start: at,
    end: end + duration.length,
  };
}

function percentAt(text: string, number: string, at: number, end: number): Amount | undefined {
  const points = matchAt(POINTS, text, end);
  if (points !== undefined) {
    const power = points.includes('b') ? -2 : 0;
    return { kind: 'percent', unit: 'points', number, power, start: at, end: end + points.length };
  }
  const percent = matchAt(PERCENT, text, end);
  if (percent === undefined) return undefined;
  const stop = end + percent.length;
  const isNegative = /(?:^|[\s(])[-−]$/.test(text.slice(Math.max(0, at - 2), at));
  const of = shareBehind(text.slice(stop, stop + 60));
  return {
    kind: 'percent',
    unit: '%',
    number,
    power: 0,
    start: isNegative ? at - 1 : at,
    end: stop,
    of,
    isNegative,
  };
}

function isPartOfName(text: string, at: number): boolean {
  return /[-–]/.test(text[at - 1] ?? ' ') && /[A-Za-z]/.test(text[at - 2] ?? ' ');
}

function count(text: string, number: string, at: number, end: number, scale: Scale): Amount | undefined {
  if ((isWord(number) && scale.end === end) || isPartOfName(text, at)) return undefined;
  COUNTED.lastIndex = scale.end;
  const noun = COUNTED.exec(text);
  if (noun === null) return undefined;
  const isYear = scale.end === end && /^(?:19|20)\d\d$/.test(number);
  if (isYear || valueOf(number, scale.power) < 20) return undefined;
  const unit = noun[1]!.toLowerCase();
  return { kind: 'count', unit, number, power: scale.power, start: at, end: COUNTED.lastIndex };
}

function isWord(number: string): boolean {
  return /^[a-z]/i.test(number);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

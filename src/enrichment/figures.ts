import type { Figure, StoryField, StoryText } from './understanding.js';
import {
  CURRENCY_BEFORE,
  CURRENCY_BEHIND,
  NUMBER_WORDS,
  SCALES,
  measuredBefore,
  measuredBehind,
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

/** A number as written: `1,200`, `3.5`, `1,00,000`, `two`. */
const NUMBER =
  /\d{1,3}(?:,\d{2,3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\b/gi;
const SCALE =
  /[\s-]?(?:trillion|billion|million|thousand|hundred|lakh crore|crore|lakh|trn|bln|mln|tn|bn|mn)\b|[kmbt](?![a-z0-9])/iy;
const RANGE_END = /(?: ?[-–—] ?| to | and | or )(?=([^\d]{1,4}?)?(\d{1,3}(?:,\d{3}){0,4}(?:\.\d{1,6})?))/y;
const POWER =
  /[\s-]?(?:gigawatts?|megawatts?|kilowatts?|terawatts?|watts?|GW|MW|kW|TW|W)\b(?![\s-]?(?:hours?|h\b))/y;
const PERCENT = / ?(?:%|percent\b|per cent\b|pct\b)(?![\s-]points?)/y;
const DATA = /[\s-]?(?:petabytes?|terabytes?|gigabytes?|exabytes?|PB|TB|GB|EB)\b(?!\/s|ps)/y;
const DURATION = /[\s-](?:years?|months?|weeks?)\b/y;
const SPANNING =
  /\b(?:over|within|for|in|next|through|at least|lasting|coming|another) (?:the )?(?:(?:next|coming|past|last|about|around|up to) ){0,2}$/i;
const COUNTED =
  /[\s-](?:(?:new|full-time|part-time|more|additional|electric|corporate|weekly|monthly|daily|active|paying|paid|global|federal|autonomous|existing|current|software|tech|technology|warehouse|direct|commercial|enterprise|business|registered|affected|government|manufacturing|construction|humanoid|delivery|low-income|Nvidia|AI|US|American|European|Indian|Chinese|retail|private|customer|user|patient|health|data|hybrid|rooftop|contract|temporary|permanent|high-paying|white-collar) ){0,3}(jobs|employees|workers|staff|positions|roles|people|users|customers|subscribers|members|developers|engineers|vehicles|cars|trucks|SUVs|units|stores|restaurants|branches|homes|households|apartments|flights|passengers|aircraft|jets|planes|satellites|patients|students|teachers|accounts|records|devices|downloads|companies|businesses|suppliers|GPUs|chips|processors|accelerators|wafers|servers|data centers|data centres|robots|robotaxis|drones|reactors|barrels|tons|tonnes|tokens|parameters|shares|deaths|lawsuits|songs|parcels|packages|chargers|charging stations|rides)\b/y;

function figuresIn(text: string, field: StoryField): Figure[] {
  const found: Figure[] = [];
  NUMBER.lastIndex = 0;
  let from = 0;
  for (let match = NUMBER.exec(text); match !== null; match = NUMBER.exec(text)) {
    if (match.index < from || !standsAlone(text, match.index, match.index + match[0].length)) continue;
    const figure = figureAt(text, field, match[0], match.index);
    if (figure === undefined) continue;
    found.push(figure);
    from = figure.end;
  }
  return found;
}

/** Not part of a name, a version, a date, a decimal comma or a longer number. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? ' ';
  if (before === '-' && /[A-Za-z]/.test(text[start - 2] ?? ' ')) return false;
  if (before === '-' && /[A-Za-z]-\d{4}-$/.test(text.slice(Math.max(0, start - 8), start))) return false;
  const isRupees = before === '.' && text.startsWith('Rs', start - 3);
  if (/[\d.,:/_#@]/.test(before) && !isRupees) return false;
  const after = text[end] ?? ' ';
  if ((after === '.' || after === ',' || after === ':' || after === '/') && /\d/.test(text[end + 1] ?? ''))
    return false;
  return true;
}

function figureAt(text: string, field: StoryField, number: string, at: number): Figure | undefined {
  const end = at + number.length;
  const scale = scaleAt(text, end);
  const make = maker(text, field, number);
  return (
    money(text, number, at, end, scale, make) ??
    measure(text, number, at, end, make) ??
    count(text, number, at, end, scale, make)
  );
}

interface Scale {
  readonly power: number;
  readonly end: number;
}

type Make = (
  part: Pick<Figure, 'kind' | 'unit'> & {
    readonly power: number;
    readonly start: number;
    readonly end: number;
    readonly of?: string | undefined;
  },
) => Figure;

function maker(text: string, field: StoryField, number: string): Make {
  return ({ kind, unit, power, start, end, of }) => ({
    kind,
    value: valueOf(number, power),
    unit,
    ...(of === undefined ? {} : { of }),
    text: text.slice(start, end),
    field,
    start,
    end,
  });
}

/** Exact in decimal: `Number('1.1e9')`, not 1.1 times a billion. */
function valueOf(number: string, power: number): number {
  const digits = NUMBER_WORDS[number.toLowerCase()]?.toString() ?? number.replaceAll(',', '');
  return Number(`${digits}e${power}`);
}

function scaleAt(text: string, end: number): Scale {
  const written = matchAt(SCALE, text, end);
  if (written === undefined) return { power: 0, end };
  const power = SCALES[written.trim().replace(/^-/, '').toLowerCase()];
  return power === undefined ? { power: 0, end } : { power, end: end + written.length };
}

function money(
  text: string,
  number: string,
  at: number,
  end: number,
  scale: Scale,
  make: Make,
): Figure | undefined {
  const before = CURRENCY_BEFORE.exec(text.slice(Math.max(0, at - 5), at));
  if (before !== null) {
    const start = at - before[0].length;
    const unit = currencyOf(before[0]);
    const power = scale.end > end ? scale.power : borrowedScale(text, number, start, end);
    return make({ kind: 'money', unit, power, start, end: scale.end, of: measured(text, start, scale.end) });
  }
  const behind = CURRENCY_BEHIND.exec(text.slice(scale.end, scale.end + 24));
  if (behind === null || (NUMBER_WORDS[number.toLowerCase()] !== undefined && scale.end === end))
    return rangeEnd(text, at, scale, end, make);
  const unit = BEHIND_CODES[behind[1]!.toLowerCase()];
  // `5 million won` and `2 million pounds` may be no money at all.
  if (
    unit === undefined ||
    (scale.end === end && !/^(?:dollars|euros|US dollars|USD|EUR)$/i.test(behind[1]!))
  )
    return undefined;
  const stop = scale.end + behind[0].length;
  if (unit === 'GBP' && /^ (?:of|per)\b/.test(text.slice(stop, stop + 5))) return undefined;
  return make({
    kind: 'money',
    unit,
    power: scale.power,
    start: at,
    end: stop,
    of: measured(text, at, stop),
  });
}

/** `2 billion` of `$1.5-2 billion` or `between $1bn and 2bn`: the currency stands before the first number. */
function rangeEnd(text: string, at: number, scale: Scale, end: number, make: Make): Figure | undefined {
  if (scale.end === end) return undefined;
  const first =
    /([$€£¥₹]|US\$) ?\d{1,4}(?:\.\d{1,4})?(?: ?(?:trillion|billion|million|bn|mn|tn|m|b))?(?: ?[-–—] ?| to )$/.exec(
      text.slice(Math.max(0, at - 32), at),
    );
  if (first === null) return undefined;
  return make({ kind: 'money', unit: currencyOf(first[1]!), power: scale.power, start: at, end: scale.end });
}

/** `$1.5` of `$1.5-2 billion`, `$1.5 to $2 billion` means billions. Only for small numbers in front of one with a scale. */
function borrowedScale(text: string, number: string, start: number, end: number): number {
  RANGE_END.lastIndex = end;
  const match = RANGE_END.exec(text);
  if (match === null || match[0] === ' or ') return 0;
  if (match[0] === ' and ' && !/\bbetween $/i.test(text.slice(Math.max(0, start - 9), start))) return 0;
  if (valueOf(number, 0) >= valueOf(match[2]!, 0)) return 0;
  const currency = match[1] ?? '';
  if (currency !== '' && !/^(?:US)?[$€£¥₹]$/.test(currency)) return 0;
  const second = match.index + match[0].length + currency.length + match[2]!.length;
  return scaleAt(text, second).power;
}

function currencyOf(mark: string): string {
  return BEFORE_CODES[mark.trim().replace(/\.$/, '').toLowerCase()] ?? 'USD';
}

const BEFORE_CODES: Readonly<Record<string, string>> = {
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  a$: 'AUD',
  au$: 'AUD',
  c$: 'CAD',
  ca$: 'CAD',
  hk$: 'HKD',
  nz$: 'NZD',
  s$: 'SGD',
  r$: 'BRL',
  nt$: 'TWD',
  '€': 'EUR',
  eur: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
  '¥': 'JPY',
  jpy: 'JPY',
  'cn¥': 'CNY',
  rmb: 'CNY',
  cny: 'CNY',
  '₹': 'INR',
  rs: 'INR',
  inr: 'INR',
  '₩': 'KRW',
  krw: 'KRW',
  chf: 'CHF',
};
const BEHIND_CODES: Readonly<Record<string, string>> = {
  dollars: 'USD',
  'us dollars': 'USD',
  'u.s. dollars': 'USD',
  usd: 'USD',
  euros: 'EUR',
  euro: 'EUR',
  eur: 'EUR',
  pounds: 'GBP',
  yen: 'JPY',
  yuan: 'CNY',
  rupees: 'INR',
  won: 'KRW',
  rupiah: 'IDR',
  'swiss francs': 'CHF',
  'canadian dollars': 'CAD',
  'australian dollars': 'AUD',
  'hong kong dollars': 'HKD',
};

function measured(text: string, start: number, end: number): string | undefined {
  return (
    measuredBehind(text.slice(end, end + 60)) ?? measuredBefore(text.slice(Math.max(0, start - 60), start))
  );
}

function measure(text: string, number: string, at: number, end: number, make: Make): Figure | undefined {
  const percent = matchAt(PERCENT, text, end) ?? (isWord(number) ? undefined : percentAcrossRange(text, end));
  if (percent !== undefined) {
    const signed = /(?:^|[\s(])[-−]$/.test(text.slice(Math.max(0, at - 2), at));
    const figure = make({ kind: 'percent', unit: '%', power: 0, start: at, end: end + percent.length });
    return signed
      ? { ...figure, value: -figure.value, start: at - 1, text: `${text[at - 1]!}${figure.text}` }
      : figure;
  }
  if (/[-–][A-Za-z]*$/.test(text.slice(Math.max(0, at - 1), at)) && /[A-Za-z]/.test(text[at - 2] ?? ' '))
    return undefined;
  const power = matchAt(POWER, text, end);
  if (power !== undefined) {
    return make({
      kind: 'power',
      unit: 'W',
      power: POWER_OF[unitLetter(power)]!,
      start: at,
      end: end + power.length,
      of: measuredBehind(text.slice(end + power.length, end + power.length + 60)),
    });
  }
  const data = matchAt(DATA, text, end);
  if (data !== undefined) {
    return make({
      kind: 'data',
      unit: 'B',
      power: DATA_OF[unitLetter(data)]!,
      start: at,
      end: end + data.length,
    });
  }
  const duration = matchAt(DURATION, text, end);
  if (duration !== undefined && SPANNING.test(text.slice(Math.max(0, at - 32), at))) {
    const unit = duration.slice(1).toLowerCase();
    return make({
      kind: 'duration',
      unit: unit.endsWith('s') ? unit : `${unit}s`,
      power: 0,
      start: at,
      end: end + duration.length,
    });
  }
  return undefined;
}

const POWER_OF: Readonly<Record<string, number>> = { g: 9, m: 6, k: 3, t: 12, w: 0 };
const DATA_OF: Readonly<Record<string, number>> = { g: 9, t: 12, p: 15, e: 18 };

function unitLetter(written: string): string {
  return written
    .replace(/^[\s-]/, '')
    .charAt(0)
    .toLowerCase();
}

/** `5` of `5-7%` or `5 to 7%`. Its span is the number alone. */
function percentAcrossRange(text: string, end: number): string | undefined {
  const match = /^(?: ?[-–] ?| to )\d{1,3}(?:\.\d{1,4})? ?(?:%|percent\b)/.exec(text.slice(end, end + 20));
  return match === null ? undefined : '';
}

function count(
  text: string,
  number: string,
  at: number,
  end: number,
  scale: Scale,
  make: Make,
): Figure | undefined {
  if (isWord(number) && scale.end === end) return undefined;
  if (/[-–]$/.test(text.slice(Math.max(0, at - 1), at)) && /[A-Za-z]/.test(text[at - 2] ?? ' '))
    return undefined;
  COUNTED.lastIndex = scale.end;
  const noun = COUNTED.exec(text);
  if (noun === null) return undefined;
  const value = valueOf(number, scale.power);
  const isYear = scale.end === end && /^(?:19|20)\d\d$/.test(number);
  if (isYear || value < 20) return undefined;
  return make({
    kind: 'count',
    unit: noun[1]!.toLowerCase(),
    power: scale.power,
    start: at,
    end: COUNTED.lastIndex,
  });
}

function isWord(number: string): boolean {
  return /^[a-z]/i.test(number);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

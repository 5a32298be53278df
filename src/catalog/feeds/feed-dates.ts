const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
};

/** Zone names of RFC 822 and those that feeds use besides, as minutes east of UTC. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  bst: 60,
  west: 60,
  cet: 60,
  met: 60,
  mez: 60,
  cest: 120,
  mest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  sgt: 480,
  hkt: 480,
  awst: 480,
  jst: 540,
  kst: 540,
  aest: 600,
  aedt: 660,
  nzst: 720,
  nzdt: 780,
  at: -240,
  ast: -240,
  adt: -180,
  et: -300,
  est: -300,
  edt: -240,
  ct: -360,
  cst: -360,
  cdt: -300,
  mt: -420,
  mst: -420,
  mdt: -360,
  pt: -480,
  pst: -480,
  pdt: -420,
  akst: -540,
  akdt: -480,
  hst: -600,
};

const CLOCK = String.raw`(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,9})?)?)?\s*([ap]\.?m\.?)?`;
const ISO = new RegExp(
  String.raw`^(\d{4})(?:-?(\d{1,3})(?:-?(\d{1,2}))?)?(?:(?:T|\s+|T\s+)${CLOCK}\s*(.*))?$`,
  'i',
);
const DAY_FIRST = new RegExp(
  String.raw`^(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]{3,9})\.?,?[\s.-]+(\d{2,4}),?(?:[\sT]+(?:at\s+)?${CLOCK}\s*(.*))?$`,
  'i',
);
const MONTH_FIRST = new RegExp(
  String.raw`^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}),?(?:\s+(?:at\s+)?${CLOCK}\s*(.*))?$`,
  'i',
);
const ASCTIME = new RegExp(
  String.raw`^([a-z]{3,9})\s+(\d{1,2})\s+${CLOCK}\s*([a-z]{1,5}|[+-]\d{2}:?\d{2})?\s+(\d{4})$`,
  'i',
);
const SLASHED = new RegExp(String.raw`^(\d{1,4})[/.](\d{1,2})[/.](\d{2,4})(?:,?\s+${CLOCK}\s*(.*))?$`, 'i');

/**
 * Reads a date as feeds write it: RFC 3339, W3C-DTF, RFC 822/2822 with its usual errors, asctime, `January 4, 2026 5:30 pm ET`,
 * `2026/01/04`, and seconds or milliseconds since 1970. Without a zone UTC is taken.
 * @returns undefined where nothing sensible can be read; whether the year is plausible is for the caller.
 */
export function parseFeedDate(input: string): Date | undefined {
  const raw = input.trim();
  if (raw === '' || raw.length > 100) return undefined;
  if (/^\d{9,10}$/.test(raw)) return new Date(Number(raw) * 1000);
  if (/^\d{13}$/.test(raw)) return new Date(Number(raw));
  // A weekday in front says nothing that the date does not.
  const text = raw.replace(/^[a-z]{2,9}\.?(?:,\s*|\s+)(?=[\da-z])/i, (word) =>
    MONTHS[word.slice(0, 3).toLowerCase()] !== undefined && !word.includes(',') ? word : '',
  );
  return iso(text) ?? dayFirst(text) ?? monthFirst(text) ?? asctime(text) ?? slashed(text);
}

function iso(text: string): Date | undefined {
  const m = ISO.exec(
    text
      .replace(/^(\d{4})(\d{2})(\d{2})(?!\d)/, '$1-$2-$3')
      .replace(
        /^([\d-]{10}T\d{2})(\d{2})(\d{2})?(?![\d:])/i,
        (_, hour: string, minute: string, second = '00') => `${hour}:${minute}:${String(second)}`,
      ),
  );
  if (!m) return undefined;
  const month = m[2];
  if (month?.length === 3 && m[3] === undefined) {
    const ordinal = build(m[1], 1, 1, m.slice(4));
    return ordinal && new Date(ordinal.getTime() + (Number(month) - 1) * 86_400_000);
  }
  return build(m[1], month === undefined ? 1 : Number(month), Number(m[3] ?? '1'), m.slice(4));
}

function dayFirst(text: string): Date | undefined {
  const m = DAY_FIRST.exec(text);
  return m ? build(m[3], monthOf(m[2]), Number(m[1]), m.slice(4)) : undefined;
}

function monthFirst(text: string): Date | undefined {
  const m = MONTH_FIRST.exec(text);
  return m ? build(m[3], monthOf(m[1]), Number(m[2]), m.slice(4)) : undefined;
}

function asctime(text: string): Date | undefined {
  const m = ASCTIME.exec(text);
  return m ? build(m[8], monthOf(m[1]), Number(m[2]), [m[3], m[4], m[5], m[6], m[7]]) : undefined;
}

/** `2026/01/04` and `01/04/2026`; where day and month cannot be told apart the month is taken to come first. */
function slashed(text: string): Date | undefined {
  const m = SLASHED.exec(text);
  if (!m) return undefined;
  if (m[1]?.length === 4) return build(m[1], Number(m[2]), Number(m[3]), m.slice(4));
  const first = Number(m[1]);
  const second = Number(m[2]);
  return first > 12 ? build(m[3], second, first, m.slice(4)) : build(m[3], first, second, m.slice(4));
}

function monthOf(word: string | undefined): number {
  return MONTHS[word?.slice(0, 3).toLowerCase() ?? ''] ?? 0;
}

/** `rest` is hour, minute, second, am/pm and zone, each perhaps absent. */
function build(
  yearText: string | undefined,
  month: number,
  day: number,
  rest: readonly (string | undefined)[],
): Date | undefined {
  const [hourText = '0', minuteText = '0', secondText = '0', half, zoneText = ''] = rest;
  let year = Number(yearText);
  if (yearText?.length === 2) year += year < 70 ? 2000 : 1900;
  let hour = Number(hourText);
  if (half && hour <= 12) hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
  const minute = Number(minuteText);
  const second = Math.min(Number(secondText), 59);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || Number(secondText) > 60) {
    return undefined;
  }
  const zone = zoneMinutes(zoneText);
  if (zone === undefined) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  if (at.getUTCMonth() !== month - 1) return undefined;
  at.setUTCHours(hour, minute - zone, second, 0);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function zoneMinutes(text: string): number | undefined {
  const zone = text
    .trim()
    .toLowerCase()
    .replace(/\s*\([^)]{0,40}\)$/, '')
    .replace(/^(?:etc\/)?(?:gmt|utc?)(?=[+-]|$)/, '')
    .trim();
  if (zone === '') return 0;
  const m = /^([+-−])\s?(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (m) {
    const hours = Number(m[2]);
    const minutes = Number(m[3] ?? '0');
    if (hours > 15 || minutes > 59) return undefined;
    return (m[1] === '+' ? 1 : -1) * (hours * 60 + minutes);
  }
  // An unknown name is no reason to lose the day.
  if (!/^[a-z][a-z/_ ]{0,40}$/.test(zone)) return undefined;
  return Object.hasOwn(ZONES, zone) ? ZONES[zone] : 0;
}

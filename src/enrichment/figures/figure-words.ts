/** Powers of ten by word, small letters. */
export const SCALES: Readonly<Record<string, number>> = {
  k: 3,
  thousand: 3,
  hundred: 2,
  lakh: 5,
  m: 6,
  mn: 6,
  mln: 6,
  million: 6,
  crore: 7,
  b: 9,
  bn: 9,
  bln: 9,
  billion: 9,
  t: 12,
  tn: 12,
  trn: 12,
  trillion: 12,
  'lakh crore': 12,
};

export const NUMBER_WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
};

/** Shares written as words, per cent. They are read only in front of what they are a share of. */
export const SHARE_WORDS: Readonly<Record<string, number>> = {
  half: 50,
  'a third': 33.3,
  'one third': 33.3,
  'one-third': 33.3,
  'two thirds': 66.7,
  'two-thirds': 66.7,
  'a quarter': 25,
  'one quarter': 25,
  'one-quarter': 25,
  'three quarters': 75,
  'three-quarters': 75,
};

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

/** A currency as written beside a number, with its ISO 4217 code. */
export interface WrittenCurrency {
  readonly code: string;
  readonly written: string;
}

/** The currency that ends right before `at`: `US$`, `Rs. `. */
export function currencyBefore(text: string, at: number): WrittenCurrency | undefined {
  const written = CURRENCY_BEFORE.exec(text.slice(Math.max(0, at - 5), at))?.[0];
  if (written === undefined) return undefined;
  return { code: BEFORE_CODES[written.trim().replace(/\.$/, '').toLowerCase()] ?? 'USD', written };
}

/** The currency that is named from `at` on: ` dollars`. */
export function currencyBehind(text: string, at: number): WrittenCurrency | undefined {
  const found = CURRENCY_BEHIND.exec(text.slice(at, at + 24));
  const code = found === null ? undefined : BEHIND_CODES[found[1]!.toLowerCase()];
  return found === null || code === undefined ? undefined : { code, written: found[0] };
}

/** A currency at the end of the few characters before a number. */
const CURRENCY_BEFORE =
  /(?:(?<![A-Za-z])(?:US|AU|CA|HK|NZ|NT|A|C|S|R)|(?<![A-Za-z]))\$ ?$|(?:CN)?¥ ?$|[€£₹₩] ?$|(?<![A-Za-z])(?:Rs\.? ?|(?:USD|EUR|GBP|CHF|INR|JPY|CNY|RMB|KRW) ?)$/;

/** A currency's name at the beginning of what follows a number and its scale. */
const CURRENCY_BEHIND =
  /^[\s-](US dollars|U\.S\. dollars|Canadian dollars|Australian dollars|Hong Kong dollars|Swiss francs|dollars|USD|euros?|EUR|pounds|yen|yuan|rupees|rupiah|won)\b/i;

const MEASURE =
  '(?:free cash flow|annual recurring revenue|recurring revenue|capital spending|capital expenditures?|capital expenditure|capex|revenues?|sales|net income|operating income|operating profit|profits?|losses|net loss|equity|debt|cash and stock|cash|stock|funding|venture capital|investments?|damages|fines|penalties|savings|assets|grants|subsidies|tax credits|loans|bonds|contracts|orders|backlog|bookings|deposits|dividends|share buybacks|buybacks|tariffs|refunds|compensation|severance|power|capacity|computing capacity|compute capacity|compute|computing power|Trainium capacity|data center capacity|electricity|AI infrastructure|ARR)';
const BEHIND = new RegExp(
  `^ (?:worth )?(?:in|of) ((?:(?:new|annual|annualized|annualised|fresh|total|net|gross|quarterly|additional|private|committed|series [a-h]|solar|nuclear|seed|pre-tax|cloud) ){0,2}${MEASURE})\\b`,
  'i',
);
const NAMED_BEHIND =
  /^ (valuation|fine|settlement|acquisition|takeover|buyout|investment|funding round|loan|contract|penalty|market cap|market value|market capitali[sz]ation|share buyback|bond sale|credit facility)\b/i;
const BEFORE = new RegExp(
  `\\b(valuation|market value|market cap|market capitali[sz]ation|${MEASURE}) (?:of|at|to|hit|reached|rose to|fell to|was|were|totaled|totalled|came in at) (?:(?:about|around|nearly|almost|roughly|approximately|some|more than|over|at least|up to|a record|an estimated) ){0,2}$`,
  'i',
);

/** What an amount is an amount of, where the words after it say so: `in equity`, `valuation`. */
export function measuredBehind(behind: string): string | undefined {
  return (BEHIND.exec(behind) ?? NAMED_BEHIND.exec(behind))?.[1];
}

/** The same from the words before it: `revenue of about`. */
export function measuredBefore(before: string): string | undefined {
  return BEFORE.exec(before)?.[1];
}

const SHARED =
  '(?:workforce|staff|employees|workers|jobs|headcount|users|customers|subscribers|market|shares|stake|company|capacity|costs|traffic|exports|imports|production|output|GDP|population|adults|Americans|respondents)';
const SHARE = new RegExp(
  `^ of (?:(?:its|their|the|all|total|global|U\\.S\\.|US|annual|corporate|company's) ){0,3}((?:${SHARED}|${MEASURE}))\\b`,
  'i',
);
const NAMED_SHARE =
  /^[ -](stake|tariffs?|levy|tax|discount|margin|market share|share of the market|premium|pay rise|pay cut)\b/i;
const SHARED_IN_WORDS = new RegExp(
  `^ of (?:its|their|his|her|all|the company's) (?:(?:global|total|annual|corporate|own|entire) )?(${SHARED}|${MEASURE})\\b`,
  'i',
);

/** What a percentage is a share of, or what stands at that rate: `of revenue`, `tariff`. */
export function shareBehind(behind: string): string | undefined {
  return (SHARE.exec(behind) ?? NAMED_SHARE.exec(behind))?.[1];
}

/** The same after `half` or `a third`, which are numbers only there. */
export function sharedBehind(behind: string): string | undefined {
  return SHARED_IN_WORDS.exec(behind)?.[1];
}

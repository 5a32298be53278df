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

/** A currency at the end of the few characters before a number. */
export const CURRENCY_BEFORE =
  /(?:(?<![A-Za-z])(?:US|AU|CA|HK|NZ|NT|A|C|S|R)|(?<![A-Za-z]))\$ ?$|(?:CN)?¥ ?$|[€£₹₩] ?$|(?<![A-Za-z])(?:Rs\.? ?|(?:USD|EUR|GBP|CHF|INR|JPY|CNY|RMB|KRW) ?)$/;

/** A currency's name at the beginning of what follows a number and its scale. */
export const CURRENCY_BEHIND =
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

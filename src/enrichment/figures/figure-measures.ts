import type { Figure } from '../understanding.js';

/** What an amount measures. */
export interface Measure {
  /** Claims are of one measure only if this is equal. */
  readonly id: string;
  /** In the words of the source. */
  readonly of: string;
  /** Whether sources that give two values of it contradict each other; a price or a deal may be any of several. */
  readonly isSingle: boolean;
}

/** The words of one sentence around an amount. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

type Nouns = readonly (readonly [id: string, isSingle: boolean, words: string])[];

/** Nouns by what they measure; the first that fits counts, so the special stands before the general. */
const MONEY_NOUNS: Nouns = [
  ['per-share', false, 'earnings per share|EPS|per share|a share|apiece'],
  ['market-cap', false, 'market cap|market capitali[sz]ation|market value'],
  ['valuation', true, 'valuation'],
  ['cash-flow', true, 'free cash flow|cash flow|operating cash flow'],
  [
    'recurring-revenue',
    true,
    'annual(?:i[sz]ed)? recurring revenue|recurring revenue|ARR|revenue run rate|run rate',
  ],
  ['operating-profit', true, 'operating (?:profit|income)'],
  ['net-loss', true, 'net loss|operating loss|loss|losses'],
  ['profit', true, 'net (?:profit|income)|profits?|earnings'],
  ['revenue', true, 'revenues?|turnover|sales'],
  ['capex', true, 'capital (?:spending|expenditures?|investment)|capex'],
  [
    'funding',
    true,
    '(?:Series [A-H]|seed|funding|financing|fundraising|venture) round|Series [A-H](?: funding)?|seed funding|fundraising|fundraise|funding|financing|venture capital|raise|round',
  ],
  ['fund', false, 'fund|endowment|war chest'],
  ['buyback', true, '(?:share |stock )?(?:buyback|repurchase)(?: program(?:me)?)?'],
  ['dividend', false, 'dividends?'],
  ['fine', true, 'fines?|penalt(?:y|ies)'],
  ['settlement', true, 'settlement'],
  ['damages', true, 'damages|verdict|judgment|compensation|lawsuit|claim'],
  ['severance', true, 'severance'],
  ['loan', true, 'loans?|credit (?:facility|line)|swap line|bridge loan'],
  ['bonds', true, 'bonds?|bond (?:sale|offering)|notes|debt (?:sale|offering)'],
  ['debt', true, 'debt'],
  ['charge', true, 'charges?|write-?downs?|write-?offs?|impairment'],
  ['equity', true, 'equity(?: investment| stake)?'],
  ['investment', true, 'investments?|commitments?|pledge|cash injection|capital injection|infusion'],
  ['cash', false, 'cash'],
  ['stake', true, 'stake'],
  ['ipo', true, 'IPO|initial public offering|listing'],
  ['subsidy', true, 'grants?|subsid(?:y|ies)|tax credits?|aid|incentives?|stimulus|bailout|relief|package'],
  ['contract', true, 'contracts?|orders?|(?:supply |cloud |licensing |compute )?agreement|partnership'],
  ['backlog', true, 'backlog|bookings'],
  [
    'takeover',
    true,
    '(?:cash[ -]and[ -]stock|all-cash|all-stock|take-private|take private) (?:deal|offer|transaction|acquisition)|acquisition|takeover|buyout|purchase|merger|bid|offer|tender offer',
  ],
  ['assets', false, 'assets(?: under management)?'],
  ['deposits', false, 'deposits'],
  ['savings', true, 'savings|cost cuts'],
  ['tariffs', false, 'tariffs|duties|refunds'],
  ['deal', false, '(?:mega)?deal|pact|transaction|sale|portfolio'],
  ['price', false, 'price(?: tag)?|subscription|fee|credit'],
  ['plan', false, 'plan|project|program(?:me)?|initiative|push|bet|expansion|venture|bill|budget|spending'],
  ['plant', false, 'campus|data cent(?:er|re)s?|factory|factories|(?:power )?plants?|facility|fab'],
  ['shortfall', true, 'shortfall|deficit|gap|surplus|funding gap'],
  ['bonus', false, 'bonus(?:es)?|pay package|salary|pay|award|prize|bounty|reward'],
  ['theft', false, 'theft|heist|hack|fraud|scam'],
];
const OTHER_NOUNS: Nouns = [
  ['tariff', false, 'tariffs?|duties|levy|levies'],
  ['stake', true, 'stake|shareholding|interest in'],
  ['market-share', true, 'market share|share of the market'],
  ['margin', true, '(?:gross |operating |net |profit )?margin'],
  ['unemployment', true, 'unemployment(?: rate)?|jobless rate'],
  ['inflation', true, 'inflation(?: rate)?|CPI|consumer prices'],
  ['growth', true, '(?:economic |GDP |revenue |sales )?growth|GDP'],
  ['mortgage', true, 'mortgage rates?'],
  ['interest', true, 'interest rates?|coupon|yield|benchmark rate|policy rate|key rate'],
  ['workforce', true, 'workforce|headcount|staff|employees|workers'],
  ['tax', false, '(?:corporate |wealth |income )?tax(?:es)?(?: rate)?'],
  ['cut', false, 'cut'],
];
const POWER_NOUNS: Nouns = [
  [
    'capacity',
    false,
    '(?:[\\w-]+ ){0,2}(?:capacity|power|compute|computing|electricity|energy|chips|infrastructure|generation|storage)',
  ],
  [
    'site',
    false,
    '(?:[\\w-]+ ){0,2}(?:data cent(?:er|re)s?|campus|plants?|facility|project|farm|reactors?|cluster|site|batter(?:y|ies)|panels?|turbines?)',
  ],
];

/** What may stand between an amount and its noun: `$4 billion cash-and-stock deal`. */
const BETWEEN =
  "(?:(?!(?:and|or|plus|to|for|from|of|in|by|on|as|at|with|after|over|the|a|an|its|that|which|is|was)\\b)[\\w'’-]+ )";

/** The same in front of a noun, where verbs stand too: `reported backlog`. */
const MODIFIER = `(?:(?![\\w-]*(?:ed|ing)\\b|(?:posts|reports|sees|has|had|have|hits|cap|caps|cut|cuts|set|puts|made|makes|expects|gets|wins|says|with)\\b)${BETWEEN})`;

/** The noun itself stands before another that is meant: `tariff costs`, `power plants`. */
const NO_HEAD =
  '(?! (?:costs?|prices?|plants?|stocks?|markets?|shares|makers?|companies|firms?|sector|industry|business(?:es)?|chief|executives?|talks|and stock)\\b)';

interface Reader {
  readonly id: string;
  readonly isSingle: boolean;
  /** `$50 billion (in cloud) contracts`. */
  readonly behind: RegExp;
  /** `revenue rose 8% to`. */
  readonly before: RegExp;
}

const HEDGES =
  '(?:(?:about|around|nearly|almost|roughly|approximately|some|more than|over|at least|up to|as much as|as many as|close to|under|below|less than|fewer than|just|only|a|an|the|record|estimated|whopping|total of|between|another|additional|further) )*';
const LINK =
  '(?: for (?:the|its) [\\w -]{3,30}?)?(?: (?:of|at|to|worth|totall?ing|hit|hits|reached|reaches|was|were|is|are|topped|totall?ed|came in at|stood at|passe[sd]|tops|nears|exceeds|exceeded|surpasse[sd]|crosse[sd]|above|(?:rose|rises|rising|grew|climbed|jumped|jumps|surged|increased|accelerated|accelerates|fell|falls|dropped|drops|declined|declines|slid|dipped|slipped|slows|slowed|eased|eases|raised|lifts|lifted|cuts|balloon|ballooned)(?: by)?(?: (?:[\\d.]+%|[\\d.]+ per ?cent))?(?: to)))';

function readers(nouns: Nouns, behindOnly = false): Reader[] {
  return nouns.map(([id, isSingle, words]) => ({
    id,
    isSingle,
    behind: new RegExp(
      `^(?:[- ](?:worth )?(?:(?:in|of|from) (?:(?:its|the|their|new|fresh|a|an) )?)?)(${BETWEEN}{0,3}(?:${words}))(?![\\w-])${NO_HEAD}`,
      'i',
    ),
    before: new RegExp(
      behindOnly ? '^\\b$' : `(?<![\\w’'-])((?:${MODIFIER}{0,2})(?:${words}))${LINK} ${HEDGES}$`,
      'i',
    ),
  }));
}

const READERS: Readonly<Partial<Record<Figure['kind'], readonly Reader[]>>> = {
  money: readers(MONEY_NOUNS),
  percent: readers(OTHER_NOUNS),
  power: readers(POWER_NOUNS),
};

const BOUGHT = verb(
  '(?:acquired?|acquires|acquiring|buy|buys|bought|buying|sold|sell|sells|selling|snaps up|purchase[ds]?|takes over)\\b[^.;$€£]{1,70}? (?:for|in an?)',
);
/** A share's fall is no market value. */
const MOVED_VALUE = verb('(?:wip|shed|los|eras|add|gain)\\w*(?: (?:out|off))?');

/** Verbs in front of an amount, by what the amount is then. */
const MONEY_VERBS: readonly (readonly [id: string, isSingle: boolean, pattern: RegExp])[] = [
  ['funding', true, verb('raised|raises|raising|raise|secured|secures')],
  ['takeover', true, BOUGHT],
  [
    'investment',
    true,
    verb(
      'invest|invests|invested|investing|pledge|pledges|pledged|commits|committed to invest|committing|pours|pour|pumping|inject|injects',
    ),
  ],
  ['fine', true, verb('fined [A-Z][\\w.]+(?: [A-Z][\\w.]+)?|fines [A-Z][\\w.]+(?: [A-Z][\\w.]+)?|fined')],
  ['spending', false, verb('spend|spends|spent|spending|burned|burns|burning')],
  ['payment', false, verb('pay|pays|paid|paying|compensate|compensates')],
  ['cost', false, verb('costs?|costing')],
];

const VALUED = verb(
  '(?:valued|(?:valuing|values|value) (?:it|them|itself|the (?:company|startup|firm|business|maker|group))|valuing [A-Z][\\w.]+(?: [A-Z][\\w.]+)?|values [A-Z][\\w.]+(?: [A-Z][\\w.]+)?) at',
);

function verb(words: string): RegExp {
  return new RegExp(`(?:^|[^\\w])(${words}) ${HEDGES}$`, 'i');
}

const STAFF = new Set([
  'jobs',
  'employees',
  'workers',
  'staff',
  'positions',
  'roles',
  'people',
  'engineers',
  'layoffs',
  'contractors',
]);
const CUTS =
  /\b(?:lay(?:ing|s)? off|laid off|layoffs?|cut|cuts|cutting|slash(?:es|ed|ing)?|eliminat\w+|axe[sd]?|axing|job losses|redundanc\w+|shed(?:s|ding)?|fir(?:e|ed|es|ing)|dismiss\w*|redundant)\b/i;
const HIRES =
  /\b(?:hir(?:e|es|ed|ing)|recruit\w*|create[sd]?|creating|add(?:s|ed|ing)?|employ(?:s|ed|ing)?)\b/i;

const RISES =
  'rise|rises|rose|risen|rising|grow|grows|grew|grown|growing|jump|jumps|jumped|jumping|climb|climbs|climbed|climbing|surge|surges|surged|surging|soar|soars|soared|soaring|gain|gains|gained|gaining|increase|increases|increased|increasing|up|rally|rallies|rallied|advanced?|advances|spikes?|spiked|higher|expanded|expand|leaps?|leapt|adds?|added|popped|pops|skyrocket(?:s|ed)?|rocketed|raised|raises|raise|boosted|hiked|hikes?|accelerated';
const FALLS =
  'fall|falls|fell|fallen|falling|drop|drops|dropped|dropping|decline|declines|declined|declining|slid|slide|slides|sliding|plunge|plunges|plunged|plunging|sink|sinks|sank|tumble|tumbles|tumbled|slump|slumps|slumped|down|decrease[sd]?|lose|loses|lost|lower|shed|sheds|slip|slips|slipped|dip|dips|dipped|shrank|shrinks|contracted|cut|cuts|cutting|reduced?|reduces|reducing|crash(?:es|ed)?|plummet(?:s|ed)?|eased|trimmed|slashed|slashes';
const CHANGE_BEFORE = new RegExp(
  `(?:^|[^\\w-])([\\w'’&.-]+(?: [\\w'’&.-]+){0,3}?) (?:(?:have|has|had|were|was|are|is|will|would|could|to|by|as much as|also|then|again|since|sharply) ){0,3}(?:(${RISES})|(${FALLS}))(?: by| as much as| more than| about| over| nearly| almost| around| roughly| up to| an?| another| some| at least)*? $`,
  'i',
);
const CHANGE_BEHIND = new RegExp(
  `^ (?:\\w+ )?(?:(increase|rise|jump|growth|gain|surge|rally|hike)|(decrease|drop|fall|decline|cut|reduction|plunge|slump|loss))(?: (?:in|of|to) (?:(?:its|the|their|total) )?([\\w-]+(?: (?:revenue|sales|prices?|shares|stock|users|profit|earnings|spending|income))?))?`,
  'i',
);
/** What rises and falls, also where a title writes it large. */
const NOUN_OF_CHANGE =
  /\b(?:revenues?|sales|profits?|earnings|income|prices?|shares?|stocks?|users|inflation|rates?|rents?|exports|imports|output|production|shipments|deliveries|traffic|demand|costs?|spending|wages|GDP|bookings|orders|subscribers|margins?|returns|hedge fund|funds?|index|unemployment|downloads|visits|installs|applications|emissions|premiums|fees|tariffs?|taxes|valuation|headcount|workforce|staff|cash flow|capacity|trade surplus|deficit|debt|investment|consumption|usage|tourism|arrivals|bills|stake|futures|S&P 500|Nasdaq|Dow|Kospi|Nikkei|oil|gas|copper|gold|silver|bitcoin)$/i;
const SHARES =
  /\b(?:shares?|stocks?|index|S&P|Nasdaq|Dow|futures|bitcoin|price target|premarket|after-hours)\b/i;

/** A percentage as a change against an earlier time. */
export interface Change {
  /** 1 for a rise, -1 for a fall. */
  readonly sign: 1 | -1;
  /** The share that goes, rather than a change. */
  readonly isLevel?: boolean;
  readonly measure?: Measure | undefined;
}

/** What the words around an amount say that it measures; nothing where they do not say it plainly. */
export function measureOf(
  figure: Pick<Figure, 'kind' | 'of' | 'unit' | 'text'>,
  { before, after }: Surroundings,
): Measure | undefined {
  if (figure.kind === 'count') return countMeasure(figure, before, after);
  if (/^ ?(?:off|discount)\b/i.test(after) || figure.of?.toLowerCase() === 'discount') return undefined;
  if (
    figure.kind === 'money' &&
    /^(?: (?:a|per|each|every) ?|[/-](?:per-|a-)?)(?:month|year|week|day|hour|user|seat|piece|barrel|unit|token|ton|million|share)/i.test(
      after,
    )
  ) {
    return {
      id: 'price',
      of: after
        .trim()
        .split(/[^\w/-]/, 2)
        .join(' '),
      isSingle: false,
    };
  }
  if (figure.kind === 'money') {
    const valued = VALUED.exec(before)?.[1];
    if (valued !== undefined) return { id: 'valuation', of: valued, isSingle: true };
    if (MOVED_VALUE.test(before) && / market (?:value|cap)/i.test(after)) return undefined;
    // `to buy Globex for $4 billion in AI push`: what it is paid for stands before.
    const bought = after.startsWith(' in ') ? BOUGHT.exec(before)?.[1] : undefined;
    if (bought !== undefined) return { id: 'takeover', of: firstWord(bought), isSingle: true };
  }
  if (figure.unit === '%' && figure.of !== undefined && WORKFORCE.test(figure.of) && CUTS.test(before)) {
    return { id: 'workforce cut', of: figure.of, isSingle: true };
  }
  for (const reader of READERS[figure.kind] ?? []) {
    const behind = reader.behind.exec(after)?.[1];
    if (behind !== undefined) return { id: reader.id, of: behind, isSingle: reader.isSingle };
  }
  for (const reader of READERS[figure.kind] ?? []) {
    const ahead = reader.before.exec(before)?.[1];
    if (ahead !== undefined) return { id: reader.id, of: ahead, isSingle: reader.isSingle };
  }
  if (figure.kind === 'money') {
    for (const [id, isSingle, pattern] of MONEY_VERBS) {
      const found = pattern.exec(before)?.[1];
      if (found !== undefined) return { id, of: id === 'takeover' ? firstWord(found) : found, isSingle };
    }
  }
  if (figure.of !== undefined)
    return { id: `own ${figure.of.toLowerCase()}`, of: figure.of, isSingle: false };
  return undefined;
}

function firstWord(words: string): string {
  return words.split(' ', 1)[0]!;
}

function countMeasure(figure: Pick<Figure, 'unit' | 'text'>, before: string, after: string): Measure {
  const noun = figure.text.replace(
    /^[^a-z]*?(?:\d[\d.,]*|[a-z]+)(?:[- –—to]+\d[\d.,]*)?(?: ?(?:trillion|billion|million|thousand|hundred|lakh|crore|bn|mn|k|m|b)\b)?[ -]/i,
    '',
  );
  const of = noun.toLowerCase().endsWith(figure.unit) && !/\d/.test(noun) ? noun : figure.unit;
  if (STAFF.has(figure.unit)) {
    if (
      CUTS.test(before) ||
      /^ (?:cut|laid off|layoffs|lost|to go|made redundant|being cut)/.test(after) ||
      figure.unit === 'layoffs'
    )
      return { id: 'staff cut', of, isSingle: true };
    if (HIRES.test(before)) return { id: 'staff hired', of, isSingle: true };
    return { id: `staff ${figure.unit}`, of, isSingle: false };
  }
  return { id: of.toLowerCase(), of, isSingle: false };
}

const WORKFORCE = /\b(?:workforce|headcount|staff|employees|workers|jobs)$/i;

/** Whether a percentage tells of a rise or a fall, and of what. */
export function changeOf({ before, after }: Surroundings): Change | undefined {
  const behind = CHANGE_BEHIND.exec(after);
  if (behind !== null) {
    const subject = behind[3];
    // `a 10% reduction in its workforce` is the 10% of the staff that go.
    if (subject !== undefined && WORKFORCE.test(subject) && behind[1] === undefined) {
      return { sign: 1, isLevel: true, measure: { id: 'workforce cut', of: subject, isSingle: true } };
    }
    return {
      sign: behind[1] === undefined ? -1 : 1,
      measure: subject === undefined ? undefined : changeMeasure(subject),
    };
  }
  const ahead = CHANGE_BEFORE.exec(before);
  if (ahead === null) return undefined;
  return { sign: ahead[2] === undefined ? -1 : 1, measure: changeMeasure(ahead[1]!) };
}

const TRAILING = /(?: (?:are|is|was|were|have|has|had|also|still|now|already|again|then|will|would))+$/i;

/** Words that a subject doesn't reach across: `record quarter as profit` is about the profit. */
const CLAUSE_WORD =
  /^.*\b(?:as|with|and|but|or|that|while|after|before|when|its|the|their|his|her|our|a|an|said|says|of|in|by|for|to|on|at|from|than|which|who|amid|despite|because)\b /i;

function changeMeasure(phrase: string): Measure | undefined {
  const whole = phrase.replace(TRAILING, '');
  // `revenue of Acme` is about the revenue.
  const ofName = /^(.+) (?:of|at|in|for) [\w'’.& -]+$/.exec(whole)?.[1]?.replace(CLAUSE_WORD, '') ?? '';
  const subject = NOUN_OF_CHANGE.test(ofName) ? ofName : whole.replace(CLAUSE_WORD, '');
  if (!NOUN_OF_CHANGE.test(subject)) return undefined;
  const bare = subject.toLowerCase().replace(/^(?:this|last|total|overall|quarterly|record|quarter) /, '');
  return { id: SHARES.test(subject) ? 'change shares' : `change ${bare}`, of: subject, isSingle: false };
}

export function isMarketMove(measure: Measure): boolean {
  return measure.id === 'change shares';
}

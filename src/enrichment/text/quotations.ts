/** What a sentence quotes. */
export interface Quotation {
  /** Whether words are quoted that need a speaker: more than a term in quotation marks. */
  readonly quotes: boolean;
  /** Who speaks, in the sentence's own words; absent where it does not say. */
  readonly speaker?: string | undefined;
}

/** Fewer words than this in quotation marks are a name or a term. */
const QUOTED_WORDS = 4;
const LONGEST_SENTENCE = 1_000;
const QUOTED = /“[^“”]*”|(?<=^|[\s(—–])"[^"]*"/gu;
const SAID =
  'said|says|say|told|tells|wrote|writes|added|adds|explained|explains|noted|notes|argued|argues|stated|states|claimed|claims|warned|warns|announced|posted|tweeted|insisted|insists|acknowledged|called|calls|described|describes|confirmed|confirms|responded|replied|declared|commented|continued|suggested|suggests|predicted|predicts|promised|promises|urged|urges|joked|conceded|reads|read';
const NAME = String.raw`(?:[A-Z0-9][\p{L}\p{N}&.’'-]*)`;
/** A name with titles and small words: `Varun Mohan`, `Ministry of Defence`, `Google spokesperson Chris Pappas`. */
const SPEAKER = String.raw`(?<![\p{L}\p{N}])(?:(?:the|The|an?|An?) (?:(?!series|post|report|blog|source|message|letter|memo|statement|filing)[\p{Ll}-]+ ){0,4})?${NAME}(?:(?: (?:of|for|and|the|de|van|von|der|la|al|bin|at)){0,2} ${NAME}| (?:[\p{Ll}-]+ ){0,4}?(?:spokesperson|spokesman|spokeswoman|chief executive|chief executive officer|president|chairman|chair|analyst|analysts|economist|founder|co-founder|director|minister|secretary|executive|researcher|researchers|engineer|lawyer|attorney|head|strategist|manager)){0,6}`;

const MEANWHILE = '(?: (?:also|later|then|has|had|have|previously|recently|reportedly|once|publicly)){0,2}';
/** Behind the quotation: `…,” said Ann Lee`, `…,” Ann Lee, its founder, said`. */
const BEHIND = new RegExp(`¶[,\\s]*(?:${SAID}) (?<who>${SPEAKER})`, 'u');
const NAMED = new RegExp(`(?<who>${SPEAKER})(?:, [^,“”"¶]{2,90},)?${MEANWHILE} (?:${SAID})\\b`, 'u');
const ACCORDING = new RegExp(`\\b[Aa]ccording to (?<who>${SPEAKER})`, 'u');
const POSSESSIVE = new RegExp(
  `(?<who>${SPEAKER})['’]s? (?:[\\p{Ll}-]+ ){0,3}(?:statement|post|memo|letter|e-?mail|filing|report|message|announcement|release)\\b`,
  'u',
);
/** Begin like a name and name nobody. */
const NOBODY =
  /^(?:The|He|She|It|They|We|I|You|This|That|These|Those|His|Her|Its|Their|In|On|At|But|And|As|For|If|When|While|After|Before|However|Meanwhile|Also|Still|Yet|So|There|Here|What|Who|One|Both|Some|Many|Others?|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December)$/;

/**
 * Whether a sentence quotes somebody, and whom it names as the speaker. The speaker is looked for in the words outside the
 * quotation marks only, beside a verb of saying; a pronoun or `the company` is nobody's name.
 */
export function quotationOf(sentence: string): Quotation {
  const outside = outsideQuotations(sentence);
  if (outside === undefined) return { quotes: false };
  const speaker = speakerIn(outside);
  return { quotes: true, ...(speaker === undefined ? {} : { speaker }) };
}

/** The words outside the quotation marks, each quotation as one sign; undefined where nothing is quoted. */
function outsideQuotations(sentence: string): string | undefined {
  const read = sentence.slice(0, LONGEST_SENTENCE);
  if (read.match(QUOTED)?.every(isTerm) ?? true) return undefined;
  return read.replace(QUOTED, (quoted) => (isTerm(quoted) ? quoted.slice(1, -1) : '¶'));
}

/** A sentence without the words that it quotes; what is only a term in quotation marks stays. */
export function withoutQuotations(sentence: string): string {
  return outsideQuotations(sentence) ?? sentence;
}

/** Whether the sentence itself asks, and not somebody whom it quotes. */
export function isQuestion(sentence: string): boolean {
  return /\?["”’')]*$/.test(sentence) || /\?(?:\s|$)/.test(withoutQuotations(sentence));
}

function isTerm(quoted: string): boolean {
  return quoted.trim().split(/\s+/).length < QUOTED_WORDS;
}

function speakerIn(outside: string): string | undefined {
  for (const pattern of [BEHIND, NAMED, POSSESSIVE, ACCORDING]) {
    const who = pattern
      .exec(outside)
      ?.groups?.['who']?.replace(/['’]s?$|[.,]+$/, '')
      .trim();
    if (who !== undefined && !NOBODY.test(who) && /\p{Lu}/u.test(who.replace(/^(?:The|An?) /, '')))
      return who;
  }
  return undefined;
}

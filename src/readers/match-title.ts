import { INDUSTRY_ALIASES } from '../knowledge/industry-aliases.js';
import { INDUSTRIES, type IndustryId } from '../knowledge/industries.js';
import { RANK_WORDS, ROLE_ALIASES } from '../knowledge/role-aliases.js';
import { ROLES, type RoleId } from '../knowledge/roles.js';

/** The nearest known role or industry for a free text. */
export interface TitleMatch<Id> {
  readonly id: Id;
  /** 0 (nothing recognised) to 1 (an id, or words that fit nothing else). */
  readonly confidence: number;
  /** False where the caller should ask the reader instead of taking the match. */
  readonly sure: boolean;
  /** The phrases of ours that decided, strongest first. */
  readonly because: readonly string[];
}

/** From here on a match may be taken without asking. Chosen on labelled titles: see the spec. */
const SURE_FROM = 0.55;
const WEAK_SHARE = 0.35;
const STRONG_SHARE = 1.6;
const SECOND_PHRASE_SHARE = 0.25;
const RANK_WORD_SHARE = 0.35;
/** What stands after 'at', 'for', 'in' names the employer: for a role it counts little, for an industry the words before it do. */
const ELSEWHERE_SHARE = 0.45;
/** In English the last word of a title says what its bearer is: a legal editor edits. */
const HEAD_SHARE = 1.25;
const LONGEST_TEXT = 400;
const FILLER = new Set(
  'a an the of and or to at for in on with by from my our your i am we im me is are as that who which its this'.split(
    ' ',
  ),
);
const EMPLOYER_MARKS = new Set(['at', 'for', 'in', 'within', 'inside', 'with']);

interface Alias {
  readonly phrase: string;
  readonly words: readonly string[];
  readonly weight: number;
}

interface Catalogue<Id extends string> {
  readonly ids: readonly Id[];
  readonly fallback: Id;
  readonly aliasesOf: ReadonlyMap<Id, readonly Alias[]>;
  readonly known: ReadonlySet<string>;
}

const rankWords = new Set(RANK_WORDS.split(',').map((word) => stem(word.trim())));
const roles = catalogue(
  ROLES.map((role) => role.id),
  ROLES.map((role) => role.name),
  ROLE_ALIASES,
  'consultant',
);
const industries = catalogue(
  INDUSTRIES.map((industry) => industry.id),
  INDUSTRIES.map((industry) => industry.name),
  INDUSTRY_ALIASES,
  'professional-services',
);

/** Nearest role for a title or a sentence such as 'I buy castings and motors for a machinery maker'. */
export function matchRole(text: string): TitleMatch<RoleId> {
  return match(roles, text, 'before');
}

/** Nearest industry for the name of an industry, a kind of company, or a sentence that mentions one. */
export function matchIndustry(text: string): TitleMatch<IndustryId> {
  return match(industries, text, 'after');
}

function match<Id extends string>(
  book: Catalogue<Id>,
  text: string,
  side: 'before' | 'after',
): TitleMatch<Id> {
  const { words, weights } = read(text, side);
  const exact = book.ids.find((id) => id === text.trim().toLowerCase());
  if (exact !== undefined) return { id: exact, confidence: 1, sure: true, because: [exact] };
  const scored = book.ids
    .map((id) => ({ id, ...score(book.aliasesOf.get(id) ?? [], words, weights) }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined || best.score === 0)
    return { id: book.fallback, confidence: 0, sure: false, because: [] };
  const margin = best.score / (best.score + (second?.score ?? 0));
  const strength = Math.min(1, best.score / 1.5);
  const confidence = round(Math.max(0, 2 * margin - 1) ** 0.5 * (0.4 + 0.6 * strength));
  return { id: best.id, confidence, sure: confidence >= SURE_FROM, because: best.phrases.slice(0, 3) };
}

/** The strongest phrase counts whole, every further one by a quarter; a word counts once. */
function score(
  aliases: readonly Alias[],
  words: readonly string[],
  weights: readonly number[],
): { score: number; phrases: string[] } {
  const hits = aliases
    .map((alias) => ({ alias, value: alias.weight * place(alias.words, words, weights) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const used = new Set<string>();
  let total = 0;
  const phrases: string[] = [];
  for (const { alias, value } of hits) {
    if (alias.words.every((word) => used.has(word))) continue;
    total += phrases.length === 0 ? value : SECOND_PHRASE_SHARE * value;
    phrases.push(alias.phrase);
    for (const word of alias.words) used.add(word);
  }
  return { score: total, phrases };
}

/** 0 unless every word of the phrase stands in the text; 1 where they stand together in the telling part of it. */
function place(phrase: readonly string[], words: readonly string[], weights: readonly number[]): number {
  let best = 0;
  for (let at = 0; at + phrase.length <= words.length; at++) {
    if (phrase.every((word, k) => words[at + k] === word)) {
      best = Math.max(best, ...weights.slice(at, at + phrase.length));
    }
  }
  if (best > 0 || phrase.length === 1) return best;
  const spots = phrase.map((word) => words.indexOf(word));
  return spots.includes(-1) ? 0 : 0.6 * Math.min(...spots.map((spot) => weights[spot]!));
}

function read(text: string, side: 'before' | 'after'): { words: string[]; weights: number[] } {
  const words: string[] = [];
  const weights: number[] = [];
  const all = tokens(text.slice(0, LONGEST_TEXT));
  const mark = all.findIndex((word, i) => i > 0 && EMPLOYER_MARKS.has(word));
  all.forEach((word, i) => {
    if (FILLER.has(word) && word !== 'i') return;
    words.push(stem(word));
    const elsewhere = mark !== -1 && (side === 'before' ? i > mark : i < mark);
    weights.push(elsewhere ? ELSEWHERE_SHARE : 1);
  });
  const head = words.findLastIndex((word, i) => weights[i] === 1 && !rankWords.has(word));
  if (head !== -1) weights[head] = HEAD_SHARE;
  return { words, weights };
}

function catalogue<Id extends string>(
  ids: readonly Id[],
  names: readonly string[],
  aliases: Readonly<Record<Id, string>>,
  fallback: Id,
): Catalogue<Id> {
  const phrasesOf = new Map(
    ids.map((id, i) => [
      id,
      [...aliases[id].split(','), names[i]!, id.replaceAll('-', ' ')].map((phrase) => phrase.trim()),
    ]),
  );
  const spread = new Map<string, number>();
  for (const phrases of phrasesOf.values()) {
    for (const word of new Set(phrases.flatMap((phrase) => contentWords(phrase))))
      spread.set(word, (spread.get(word) ?? 0) + 1);
  }
  const rarity = (word: string): number => {
    const value = Math.log(ids.length / (spread.get(word) ?? 1)) / Math.log(ids.length);
    return (0.3 + 0.7 * value) * (rankWords.has(word) ? RANK_WORD_SHARE : 1);
  };
  const aliasesOf = new Map(
    ids.map((id) => [
      id,
      phrasesOf.get(id)!.map((phrase): Alias => {
        const words = contentWords(phrase);
        const mark = phrase.startsWith('~') ? WEAK_SHARE : phrase.startsWith('+') ? STRONG_SHARE : 1;
        const weight = mark * words.reduce((sum, word) => sum + rarity(word), 0);
        return { phrase: phrase.replace(/^[~+]/, ''), words, weight };
      }),
    ]),
  );
  return { ids, fallback, aliasesOf, known: new Set(spread.keys()) };
}

function contentWords(phrase: string): string[] {
  return tokens(phrase)
    .filter((word) => !FILLER.has(word) || word === 'i')
    .map(stem);
}

function tokens(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Enough for titles: plural and the commonest verb endings. */
function stem(word: string): string {
  if (word === 'securities') return word; // stocks and bonds, not safety
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('s') && !/(ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

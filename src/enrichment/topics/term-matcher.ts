import { inflectionStemOf } from '../text/natural.js';
import { type LetterCase, type Token, tokensOf } from '../text/tokens.js';

/** What a term speaks for. */
export interface TermMeaning {
  /** Index of the topic (or whatever the caller counts). */
  readonly topic: number;
  readonly weight: number;
  readonly titleOnly: boolean;
}

export interface TermMatch {
  readonly meaning: TermMeaning;
  /** Number of the compiled term and meaning: equal for equal words. */
  readonly entry: number;
  readonly from: number;
  /** Index of the token after the last. */
  readonly to: number;
}

interface Leaf {
  readonly entry: number;
  /** Undefined where no word needs capitals. */
  readonly cases: readonly LetterCase[] | undefined;
  meaning: TermMeaning;
}

interface Node {
  readonly next: Map<number, Node>;
  readonly leaves: Leaf[];
}

/** The vocabulary's numbers of one word: by its stem, and as it stands (`listing!`); 0 where no term has it. */
interface WordNumbers {
  readonly stem: number;
  readonly exact: number;
}

const LONGEST_TERM = 8;
const MEMO_LIMIT = 50_000;
const UNKNOWN: WordNumbers = { stem: 0, exact: 0 };

/**
 * Finds thousands of terms in one pass: a trie over stems. The work is bounded by tokens × longest term,
 * whatever the text.
 */
export class TermMatcher {
  private readonly root: Node = { next: new Map(), leaves: [] };
  private readonly vocabulary = new Map<string, number>();
  private readonly numbers = new Map<string, WordNumbers>();
  private entries = 0;

  /**
   * Adds a term in the notation of the topic lexicon. Equal terms of one topic keep the heavier weight.
   * @throws RangeError for a term without a word or of more than eight
   */
  add(term: string, meaning: TermMeaning): void {
    const steps = stepsOf(term);
    if (steps.length === 0 || steps.length > LONGEST_TERM) {
      throw new RangeError(`A term has 1 to ${LONGEST_TERM} words: "${term}"`);
    }
    this.numbers.clear();
    let node = this.root;
    for (const { key } of steps) {
      const number = this.numberOf(key);
      let next = node.next.get(number);
      if (!next) {
        next = { next: new Map(), leaves: [] };
        node.next.set(number, next);
      }
      node = next;
    }
    const demanding = steps.some((step) => step.letterCase !== 'lower');
    const cases = demanding ? steps.map((step) => step.letterCase) : undefined;
    const same = node.leaves.find(
      (leaf) => leaf.meaning.topic === meaning.topic && leaf.cases?.join() === cases?.join(),
    );
    if (!same) node.leaves.push({ entry: this.entries++, cases, meaning });
    else if (Math.abs(meaning.weight) > Math.abs(same.meaning.weight)) same.meaning = meaning;
  }

  /**
   * All matches from left to right, shorter before longer.
   * @param ignoreCase for texts all in capitals, where case says nothing
   */
  match(tokens: readonly Token[], ignoreCase: boolean): TermMatch[] {
    const words = tokens.map((token) => this.numbersOf(token.word));
    const found: TermMatch[] = [];
    for (let from = 0; from < tokens.length; from++) {
      // Most words begin no term.
      if (words[from] === UNKNOWN && tokens[from]!.kind === '') continue;
      this.walk(this.root, tokens, words, from, from, ignoreCase, found);
    }
    return found;
  }

  private walk(
    node: Node,
    tokens: readonly Token[],
    words: readonly WordNumbers[],
    from: number,
    at: number,
    ignoreCase: boolean,
    found: TermMatch[],
  ): void {
    if (node.leaves.length > 0) {
      for (const { cases, meaning, entry } of node.leaves) {
        if (!cases || ignoreCase || caseFits(cases, tokens, from))
          found.push({ meaning, entry, from, to: at });
      }
    }
    const token = tokens[at];
    if (!token || node.next.size === 0) return;
    const { stem, exact } = words[at]!;
    const byStem = stem > 0 ? node.next.get(stem) : undefined;
    if (byStem) this.walk(byStem, tokens, words, from, at + 1, ignoreCase, found);
    const byWord = exact > 0 ? node.next.get(exact) : undefined;
    if (byWord) this.walk(byWord, tokens, words, from, at + 1, ignoreCase, found);
    if (token.kind === '') return;
    const byKind = node.next.get(this.vocabulary.get(token.kind) ?? 0);
    if (byKind) this.walk(byKind, tokens, words, from, at + 1, ignoreCase, found);
  }

  private numberOf(key: string): number {
    const known = this.vocabulary.get(key);
    if (known !== undefined) return known;
    this.vocabulary.set(key, this.vocabulary.size + 1);
    return this.vocabulary.size;
  }

  private numbersOf(word: string): WordNumbers {
    const known = this.numbers.get(word);
    if (known) return known;
    const stem = this.vocabulary.get(inflectionStemOf(word)) ?? 0;
    const exact = this.vocabulary.get(`${word}!`) ?? 0;
    const numbers = stem + exact === 0 ? UNKNOWN : { stem, exact };
    if (this.numbers.size >= MEMO_LIMIT) this.numbers.clear();
    this.numbers.set(word, numbers);
    return numbers;
  }
}

interface Step {
  readonly key: string;
  readonly letterCase: LetterCase;
}

function stepsOf(term: string): Step[] {
  const steps: Step[] = [];
  for (const part of term.split(/\s+/)) {
    if (part.startsWith('#')) {
      steps.push({ key: part, letterCase: 'lower' });
      continue;
    }
    const exact = part.endsWith('!');
    for (const token of tokensOf(part, LONGEST_TERM)) {
      steps.push({
        key: exact ? `${token.word}!` : inflectionStemOf(token.word),
        letterCase: token.letterCase,
      });
    }
  }
  return steps;
}

function caseFits(cases: readonly LetterCase[], tokens: readonly Token[], from: number): boolean {
  for (let at = 0; at < cases.length; at++) {
    const wanted = cases[at];
    if (wanted === 'lower') continue;
    const has = tokens[from + at]?.letterCase;
    if (has === 'lower' || (wanted === 'upper' && has !== 'upper')) return false;
  }
  return true;
}

/**
 * One topic's words, as a product manager reads and edits them: lists of terms with commas between.
 *
 * A term is one word or a phrase. Words match by their stem (`layoff` finds *layoffs*) with these marks:
 * - a word with a capital first letter matches only a capitalised word (`Arm`, `Visa`), one in capitals only a word in
 *   capitals (`ICE`, `AI`); so ambiguous names are written with capitals and all else in small letters;
 * - `listing!` matches that form alone, not its stem;
 * - `#num`, `#money`, `#ticker` stand for any number, sum of money, or share ticker in brackets.
 * Hyphens, dots and possessives don't matter: write `self driving`, `t mobile`.
 */
export interface TopicLexicon {
  /** In a title, one of these is enough. */
  readonly core?: string;
  /** Two of these in a title are enough; or one with support from the text. */
  readonly sign?: string;
  /** Support only. */
  readonly hint?: string;
  /** Counts only in titles, with the weight of `core`. */
  readonly title?: string;
  /** Speaks against the topic. */
  readonly against?: string;
  /** Publishers whose stories are mostly about it (weighs like a sign). */
  readonly sources?: string;
  /** Parts of a web address that name the publisher's section (weighs like a sign). */
  readonly sections?: string;
  /** What such pages print around their text, in small letters (weighs like a sign). */
  readonly pages?: string;
}

/** Weight of one term in a title, by list. The unit: 3 is enough for the topic. */
export const LEXICON_WEIGHTS = { core: 3, sign: 1.6, hint: 0.6, title: 3, against: -2.2 } as const;

import { FACT_KIND_CUES, type KindCues } from '../../knowledge/fact-kind-cues.js';
import type { FactKind } from '../../knowledge/fact-kinds.js';

/** The lists of phrases in a table of cues. */
export type CueGroup = 'title' | 'titleHints' | 'lead' | 'opening' | 'against';

interface CueWord {
  readonly word: string;
  readonly open: boolean;
}

interface CuePhrase {
  readonly first: CueWord;
  /** Each word but the first, and whether any ending of it will do. */
  readonly rest: readonly CueWord[];
  readonly kind: FactKind;
  readonly group: CueGroup;
}

const WORD =
  /[$€£₹]\s?\d[\d,.]{0,15}\s?(?:trillion|billion|million|bn|mn|[kmbt])?(?![a-z])|\d[\d,.]{0,15}\s?(?:%|percent\b|per cent\b)|[\p{L}\p{N}]+(?:['’][\p{L}]+)?|[&#$%]/giu;

/** Words in small letters without apostrophes; `$` for a sum, `%` for a share, `#` for a number. */
export function cueTokens(text: string): string[] {
  return (text.toLowerCase().match(WORD) ?? []).map(cueToken);
}

function cueToken(word: string): string {
  const first = word.charCodeAt(0);
  if (first >= 48 && first <= 57)
    return word.endsWith('%') || word.endsWith('cent') ? '%' : /^\d[\d,.]*$/.test(word) ? '#' : word;
  if (word.length > 1 && '$€£₹'.includes(word.charAt(0))) return '$';
  return word.replace(/['’]/, '');
}

/** Phrases by their first word; those that begin with an open word (`vulnerabilit*`) by its first three letters. */
export class CueIndex {
  private readonly byWord = new Map<string, CuePhrase[]>();
  private readonly byStem = new Map<string, CuePhrase[]>();

  add(words: readonly string[], kind: FactKind, group: CueGroup): void {
    const [first, ...rest] = words.map(cueWord);
    if (first === undefined) return;
    const index = first.open ? this.byStem : this.byWord;
    const key = first.open ? first.word.slice(0, STEM_KEY) : first.word;
    const phrase = { first, rest, kind, group };
    const known = index.get(key);
    if (known === undefined) index.set(key, [phrase]);
    else known.push(phrase);
  }

  /** Calls `note` for each phrase found; an `opening` counts only as the first words. */
  read(words: readonly string[], note: (kind: FactKind, group: CueGroup) => void): void {
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!;
      const closed = this.byWord.get(word);
      if (closed !== undefined) judge(closed, words, at, note);
      const open = this.byStem.get(word.slice(0, STEM_KEY));
      if (open !== undefined) judge(open, words, at, note);
    }
  }
}

const STEM_KEY = 3;

function judge(
  phrases: readonly CuePhrase[],
  words: readonly string[],
  at: number,
  note: (kind: FactKind, group: CueGroup) => void,
): void {
  for (const phrase of phrases) {
    if (phrase.group === 'opening' && at > 0) continue;
    if (phrase.first.open && !words[at]!.startsWith(phrase.first.word)) continue;
    if (follows(phrase.rest, words, at + 1)) note(phrase.kind, phrase.group);
  }
}

function follows(rest: readonly CueWord[], words: readonly string[], from: number): boolean {
  for (let step = 0; step < rest.length; step++) {
    const word = words[from + step];
    const cue = rest[step]!;
    if (word === undefined) return false;
    if (cue.open ? !word.startsWith(cue.word) : word !== cue.word) return false;
  }
  return true;
}

function cueWord(word: string): CueWord {
  return word.endsWith('*') ? { word: word.slice(0, -1), open: true } : { word, open: false };
}

/** The cue tables as two indexes: one for titles, one for first sentences. */
export function compileCues(): { readonly titles: CueIndex; readonly leads: CueIndex } {
  const titles = new CueIndex();
  const leads = new CueIndex();
  for (const [kind, table] of Object.entries(FACT_KIND_CUES) as [FactKind, KindCues][]) {
    for (const group of ['title', 'titleHints', 'opening', 'against'] as const) {
      for (const phrase of table[group] ?? []) titles.add(phraseWords(phrase), kind, group);
    }
    for (const phrase of table.lead ?? []) leads.add(phraseWords(phrase), kind, 'lead');
  }
  return { titles, leads };
}

function phraseWords(phrase: string): string[] {
  return phrase
    .split(/[\s-]+/)
    .flatMap((word) => (word.endsWith('*') ? [word.replace(/['’]/g, '')] : cueTokens(word)));
}

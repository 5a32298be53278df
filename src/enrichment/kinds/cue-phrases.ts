import { FACT_KIND_CUES, type KindCues } from '../../knowledge/fact-kind-cues.js';
import type { FactKind } from '../../knowledge/fact-kinds.js';

/** The lists of phrases in a table of cues. */
export type CueGroup = 'title' | 'titleHints' | 'lead' | 'opening' | 'against';

interface CuePhrase {
  readonly words: readonly string[];
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

  add(phrase: CuePhrase): void {
    const first = phrase.words[0]!;
    const open = first.endsWith('*');
    const index = open ? this.byStem : this.byWord;
    const key = open ? first.slice(0, STEM_KEY) : first;
    const known = index.get(key);
    if (known === undefined) index.set(key, [phrase]);
    else known.push(phrase);
  }

  /** Calls `note` for each phrase found; an `opening` counts only as the first words. */
  read(words: readonly string[], note: (kind: FactKind, group: CueGroup) => void): void {
    words.forEach((word, at) => {
      for (const phrase of this.byWord.get(word) ?? []) this.judge(phrase, words, at, note);
      for (const phrase of this.byStem.get(word.slice(0, STEM_KEY)) ?? [])
        this.judge(phrase, words, at, note);
    });
  }

  private judge(
    phrase: CuePhrase,
    words: readonly string[],
    at: number,
    note: (kind: FactKind, group: CueGroup) => void,
  ): void {
    if (phrase.group === 'opening' && at > 0) return;
    if (phrase.words.every((cue, step) => fits(cue, words[at + step]))) note(phrase.kind, phrase.group);
  }
}

const STEM_KEY = 3;

function fits(cue: string, word: string | undefined): boolean {
  if (word === undefined) return false;
  return cue.endsWith('*') ? word.startsWith(cue.slice(0, -1)) : cue === word;
}

/** The cue tables as two indexes: one for titles, one for first sentences. */
export function compileCues(): { readonly titles: CueIndex; readonly leads: CueIndex } {
  const titles = new CueIndex();
  const leads = new CueIndex();
  for (const [kind, table] of Object.entries(FACT_KIND_CUES) as [FactKind, KindCues][]) {
    for (const group of ['title', 'titleHints', 'opening', 'against'] as const) {
      for (const phrase of table[group] ?? []) titles.add({ words: phraseWords(phrase), kind, group });
    }
    for (const phrase of table.lead ?? []) leads.add({ words: phraseWords(phrase), kind, group: 'lead' });
  }
  return { titles, leads };
}

function phraseWords(phrase: string): string[] {
  return phrase
    .split(/[\s-]+/)
    .flatMap((word) => (word.endsWith('*') ? [word.replace(/['’]/g, '')] : cueTokens(word)));
}

import { type Token, tokensOf } from './tokens.js';

/** Words that hardly any other language shares, per language of the Latin script; English decides between `en` and the rest. */
const STOP_WORDS: Readonly<Record<string, string>> = {
  en: 'the of and to in is that for it with as was on are by this be at from have has not but they you we will an its his her or who what how new after over more than about your can',
  de: 'der die das und ist nicht ein eine mit von zu den dem auf für sich des im auch wird bei sind nach wie oder aber werden',
  fr: 'le la les des et est une dans pour que qui sur pas avec plus par au sont ce aux du il elle nous vous cette été',
  es: 'el la los las de y que en un una por con para es se del al su más como pero sus fue son este ha',
  pt: 'o a os as de e que em um uma por com para é se do da dos das não mais como mas foi são ao pelo sua',
  it: 'il lo la gli le di e che un una per con non è sono del della dei delle nel alla più come anche questo',
  nl: 'de het een en van is dat niet op te zijn voor met die aan er ook als bij naar wordt door heeft maar',
  sv: 'och att det som en är på för av med den till inte har om ett vi men kan ska',
};

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\u3040-\u30ff]/g],
  ['ko', /[\uac00-\ud7af]/g],
  ['zh', /[\u4e00-\u9fff]/g],
  ['ru', /[\u0400-\u04ff]/g],
  ['ar', /[\u0600-\u06ff]/g],
  ['he', /[\u0590-\u05ff]/g],
  ['hi', /[\u0900-\u097f]/g],
  ['el', /[\u0370-\u03ff]/g],
  ['th', /[\u0e00-\u0e7f]/g],
];

const INDEX = new Map<string, string[]>();
for (const [language, words] of Object.entries(STOP_WORDS)) {
  for (const word of words.split(' ')) {
    const key = word.normalize('NFD').replace(/\p{M}/gu, '');
    INDEX.set(key, [...(INDEX.get(key) ?? []), language]);
  }
}

const SAMPLE_CHARACTERS = 600;
const SAMPLE_WORDS = 80;
const TWO_LETTERS = /[^\s\d\p{P}\p{S}][\s\d\p{P}\p{S}]*[^\s\d\p{P}\p{S}]/u;

/**
 * Language of a text as a BCP 47 tag: `en`, another where stop words or script tell it, or `und`.
 * Looks at the first 600 characters. A short headline without stop words is `und`, never a guess.
 */
export function languageOf(text: string): string {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  return languageOfTokens(sample, tokensOf(sample, SAMPLE_WORDS));
}

/** As {@link languageOf}, for a text already cut into words. */
export function languageOfTokens(sample: string, tokens: readonly Token[]): string {
  if (!TWO_LETTERS.test(sample)) return 'und';
  // Counting is slow; Latin letters need none.
  if (/[^\u0000-\u024f\u2000-\u206f]/.test(sample)) {
    const letters = sample.length - (sample.match(/[\s\d\p{P}\p{S}]/gu)?.length ?? 0);
    for (const [language, script] of SCRIPTS) {
      if ((sample.match(script)?.length ?? 0) > letters * 0.25) return language;
    }
  }
  const hits: Record<string, number> = {};
  for (const token of tokens.slice(0, SAMPLE_WORDS)) {
    for (const language of INDEX.get(token.word) ?? []) hits[language] = (hits[language] ?? 0) + 1;
  }
  const ranked = Object.entries(hits).sort((a, b) => b[1] - a[1]);
  const [best, second] = ranked;
  if (!best) return 'und';
  const english = hits['en'] ?? 0;
  if (best[0] === 'en' || english >= best[1]) return english > 0 ? 'en' : 'und';
  return best[1] >= 2 && best[1] > english + (second?.[0] === 'en' ? 0 : -1) ? best[0] : 'und';
}

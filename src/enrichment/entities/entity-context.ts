import type { Entity } from '../../knowledge/entity-types.js';
import type { Spelling } from './gazetteer.js';
import type { StoryField, StoryText } from '../understanding.js';

/** A spelling found at a place, not yet decided. */
export interface NameInText {
  readonly story: StoryText;
  readonly field: StoryField;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Words of the field before it. */
  readonly index: number;
  /** The first known name of its field. */
  readonly first: boolean;
  readonly spellings: readonly Spelling[];
}

/** UTF-16 units either side in which a needed word counts; a title and the start of its summary count as one place. */
const NEAR = 180;
const BESIDE = 45;
const SUMMARY_NEAR = 500;

const COMPANY_BEHIND =
  /^(?:['’]s)?[ ,]{1,2}(?:inc|corp|corporation|plc|ltd|ceo|cfo|shares|stock|executives|co-founder|cofounder)\b/i;
const TICKER_BEHIND = /^ ?\((?:NYSE|NASDAQ|Nasdaq|LSE|TSX|ASX)[:\s]/;

/** Whether the words around an ambiguous name speak for this entity, and none of those to avoid stands beside it. */
export function isJudgedInContext(name: NameInText, entity: Entity): boolean {
  const { needs, avoid } = entity.ambiguous ?? {};
  const { text, start, end } = name;
  if (avoid !== undefined) {
    const beside = plain(text.slice(Math.max(0, start - BESIDE), end + BESIDE));
    if (avoid.some((words) => holds(beside, words))) return false;
  }
  if (needs === undefined) return true;
  const behind = text.slice(end, end + 20);
  if (TICKER_BEHIND.test(behind)) return true;
  if (entity.type === 'company' && COMPANY_BEHIND.test(behind)) return true;
  const before = plain(text.slice(Math.max(0, start - NEAR), start));
  const after = plain(text.slice(end, end + NEAR));
  const around = before + after + elsewhere(name);
  return needs.some((words) => holds(around, words));
}

function elsewhere({ story, field }: NameInText): string {
  switch (field) {
    case 'title':
      return plain((story.summary ?? story.text ?? '').slice(0, SUMMARY_NEAR));
    case 'summary':
    case 'text':
      return plain(story.title.slice(0, SUMMARY_NEAR));
  }
}

/** Lower case, words parted by single spaces and edged by them. */
function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+&]+/gu, ' ')
    .trim()} `;
}

const plainWords = new Map<string, string>();

function holds(haystack: string, words: string): boolean {
  let needle = plainWords.get(words);
  if (needle === undefined) {
    needle = plain(words);
    plainWords.set(words, needle);
  }
  return haystack.includes(needle);
}

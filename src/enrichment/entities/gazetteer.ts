import type { Entity } from '../../knowledge/entity-types.js';
import { FIRST_NAMES } from '../../knowledge/first-names.js';
import { scanTokens } from './entity-tokens.js';

/** One way of writing one entity. */
export interface Spelling {
  readonly entity: Entity;
  readonly trap: boolean;
  /** `clear` is enough by itself, `ambiguous` asks the context, `surname` asks for the full name in the same story. */
  readonly kind: 'clear' | 'ambiguous' | 'surname';
  readonly confidence: number;
  /**
   * @param surface as written in the text
   * @param before the word directly before it in lower case, or empty
   * @param shouting the text is in capitals
   */
  accepts(surface: string, before: string, shouting: boolean): boolean;
}

export interface TrieNode {
  readonly next: Map<string, TrieNode>;
  spellings?: Spelling[];
}

const NOBODY: Entity = { id: '', name: '', type: 'organisation', aliases: [] };

/** A trie over lower-case words; matching walks it once for each word of a text. */
export function compileGazetteer(entities: readonly Entity[], traps: readonly string[]): TrieNode {
  const root: TrieNode = { next: new Map() };
  for (const entity of entities) {
    const written = [entity.name, ...entity.aliases];
    for (const form of new Set(written)) insert(root, form, spellingOf(entity, form, written));
    const surname = entity.type === 'person' ? lastWord(entity.name) : undefined;
    if (surname !== undefined && !written.includes(surname)) {
      insert(root, surname, { ...spellingOf(entity, surname, written), kind: 'surname' });
    }
  }
  for (const form of traps) {
    const trap: Spelling = {
      entity: NOBODY,
      trap: true,
      kind: 'clear',
      confidence: 1,
      accepts: (surface, _before, shouting) => shouting || levelled(surface) === levelled(form),
    };
    insert(root, form, trap);
  }
  return root;
}

function insert(root: TrieNode, form: string, spelling: Spelling): void {
  let node = root;
  for (const word of scanTokens(form).words) {
    let next = node.next.get(word);
    if (next === undefined) {
      next = { next: new Map() };
      node.next.set(word, next);
    }
    node = next;
  }
  if (node !== root) (node.spellings ??= []).push(spelling);
}

function spellingOf(entity: Entity, form: string, written: readonly string[]): Spelling {
  const single = isSingleWord(form);
  const kind = isAmbiguous(entity, form, written) ? 'ambiguous' : 'clear';
  const fitsCase = caseRule(form, kind === 'ambiguous');
  const firstName = entity.type === 'person' ? entity.name.split(' ')[0]!.toLowerCase() : undefined;
  const guarded = single && NAMED_LIKE_PEOPLE.has(entity.type);
  return {
    entity,
    trap: false,
    kind,
    confidence: kind === 'ambiguous' ? 0.9 : single ? 0.95 : 0.98,
    accepts: (surface, before, shouting) =>
      fitsCase(surface, shouting) && !(guarded && before !== firstName && FIRST_NAMES.has(before)),
  };
}

/** `Michael Dell`, `Melania Trump`: a first name in front makes one word of a name somebody else's. */
const NAMED_LIKE_PEOPLE: ReadonlySet<Entity['type']> = new Set(['company', 'person', 'product', 'model']);

function isAmbiguous(entity: Entity, form: string, written: readonly string[]): boolean {
  const { ambiguous } = entity;
  if (ambiguous === undefined) return false;
  if (ambiguous.forms !== undefined) return ambiguous.forms.includes(form);
  return isSingleWord(form) || !written.some(isSingleWord);
}

/**
 * As written in the gazetteer; a first letter of either size where it begins small (`eBay`); all capitals in a text that
 * shouts, or anywhere for a clear name of four letters or more; any case for names with capitals inside (`OpenAI`).
 */
function caseRule(form: string, ambiguous: boolean): (surface: string, shouting: boolean) => boolean {
  const plain = levelled(form);
  const loud = plain.toUpperCase();
  const mixed =
    plain.length >= 5 && /[a-z]/.test(plain) && /[a-z0-9][A-Z]|[A-Z][A-Z][a-z]|[a-z]\d/.test(plain);
  const small = /^[a-z]/.test(plain);
  const loudAnywhere = !ambiguous && plain.length >= 4;
  return (surface, shouting) => {
    const written = levelled(surface);
    if (written === plain) return true;
    if (mixed && written.toUpperCase() === loud) return true;
    if (small && written.length === plain.length && written.slice(1) === plain.slice(1)) return true;
    return (loudAnywhere || shouting) && written === loud;
  };
}

/** One spelling for curly and straight marks, hyphens and spaces. */
function levelled(text: string): string {
  return text.replace(/[’‘]/g, "'").replace(/[\s\u00a0\u2010\u2011\u2013-]+/g, ' ');
}

function isSingleWord(form: string): boolean {
  return !/[\s]/.test(form);
}

function lastWord(name: string): string | undefined {
  const words = name.split(' ');
  const last = words.at(-1)!;
  return words.length > 1 && last.length >= 3 && !last.endsWith('.') ? last : undefined;
}

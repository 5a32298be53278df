import { ENTITIES } from '../../knowledge/entities.js';
import type { Entity } from '../../knowledge/entity-types.js';
import { ENTITY_TRAPS } from '../../knowledge/entity-traps.js';
import { compileGazetteer, type Spelling, type TrieNode } from './gazetteer.js';
import { isJudgedInContext, type NameInText } from './entity-context.js';
import { scanTokens, type Tokens } from './entity-tokens.js';
import { mentionWeight, salienceOf } from './entity-salience.js';
import { furnitureIn } from '../text/page-furniture.js';
import { ownTitle } from '../text/own-title.js';
import type { EntityTag, StoryField, StoryText, TextSpan } from '../understanding.js';

/** UTF-16 units of each field that are read: what a story is about stands before. */
const READ_LIMIT = 20_000;
const MENTIONS_LIMIT = 20;
const FIELDS = ['title', 'summary', 'text'] as const satisfies readonly StoryField[];

export interface EntityLinker {
  /**
   * The known names in a story, most salient first, each entity once with its spans. Linear in the length of the text;
   * reads at most 20,000 UTF-16 units of each field.
   */
  link(story: StoryText): EntityTag[];
}

interface Finding {
  readonly entity: Entity;
  readonly confidence: number;
  readonly weight: number;
  readonly span: TextSpan;
}

/** @param entities the gazetteer; ids must be unique. Compiling 2,000 entities takes some ten milliseconds. */
export function createEntityLinker(
  entities: readonly Entity[] = ENTITIES,
  traps: readonly string[] = ENTITY_TRAPS,
): EntityLinker {
  const root = compileGazetteer(entities, traps);
  return { link: (story) => linkStory(root, story) };
}

function linkStory(root: TrieNode, story: StoryText): EntityTag[] {
  const clear: Finding[] = [];
  const open: NameInText[] = [];
  for (const field of FIELDS) {
    const text = readable(story, field);
    if (text === '') continue;
    for (const name of namesIn(root, story, field, text)) {
      const [first] = name.spellings;
      if (first?.kind === 'clear' && name.spellings.every(({ entity }) => entity === first.entity)) {
        clear.push(finding(name, first.entity, first.confidence));
      } else open.push(name);
    }
  }
  const known = new Set(clear.map(({ entity }) => entity.id));
  return collect([...clear, ...judgeOpen(open, known)]);
}

/** Two rounds: what its own context decides, then what the rest of the story decides (one sense per story). */
function judgeOpen(open: readonly NameInText[], known: Set<string>): Finding[] {
  const found: Finding[] = [];
  const left: NameInText[] = [];
  const decide = (name: NameInText, entity: Entity, confidence: number): void => {
    known.add(entity.id);
    found.push(finding(name, entity, confidence));
  };
  for (const name of open) {
    const entity = mayBeSurname(name) ? undefined : byContext(name);
    if (entity === undefined) left.push(name);
    else decide(name, entity, 0.9);
  }
  for (const name of left) {
    const entity = bySense(name, known);
    if (entity !== undefined) decide(name, entity, 0.85);
  }
  return found;
}

/** A person named in full (`Doug Ford`, then `Ford`), else a clear name, else an ambiguous one known from the story. */
function bySense(name: NameInText, known: ReadonlySet<string>): Entity | undefined {
  const people = name.spellings.filter(({ kind, entity }) => kind === 'surname' && known.has(entity.id));
  if (people.length > 0) return people.length === 1 ? people[0]!.entity : undefined;
  const clear = name.spellings.find(({ kind }) => kind === 'clear');
  if (clear !== undefined) return clear.entity;
  const judged = mayBeSurname(name) ? byContext(name) : undefined;
  return (
    judged ?? name.spellings.find(({ kind, entity }) => kind === 'ambiguous' && known.has(entity.id))?.entity
  );
}

function byContext(name: NameInText): Entity | undefined {
  return name.spellings.find(({ kind, entity }) => kind === 'ambiguous' && isJudgedInContext(name, entity))
    ?.entity;
}

function mayBeSurname({ spellings }: NameInText): boolean {
  return spellings.some(({ kind }) => kind === 'surname');
}

function finding(name: NameInText, entity: Entity, confidence: number): Finding {
  const { field, start, end } = name;
  return { entity, confidence, weight: mentionWeight(name), span: { field, start, end } };
}

/** The longest acceptable name at each place, left to right, without overlap. */
function namesIn(root: TrieNode, story: StoryText, field: StoryField, text: string): NameInText[] {
  const tokens = scanTokens(text);
  const shouting = tokens.mostlyCapitals;
  const furniture = field === 'title' ? [] : furnitureIn(text);
  const names: NameInText[] = [];
  for (let at = 0; at < tokens.count; at++) {
    const longest = longestName(root, text, tokens, at, shouting);
    if (longest === undefined) continue;
    const { spellings, last } = longest;
    const start = tokens.starts[at]!;
    const end = tokens.ends[last]!;
    if (spellings.length > 0 && !furniture.some(([from, to]) => start >= from && start < to)) {
      const name = { story, field, text, start, end, index: at, first: names.length === 0, spellings };
      names.push(name);
    }
    at = last;
  }
  return names;
}

/** Empty `spellings` stand for a trap: read over it. */
function longestName(
  root: TrieNode,
  text: string,
  tokens: Tokens,
  at: number,
  shouting: boolean,
): { readonly spellings: readonly Spelling[]; readonly last: number } | undefined {
  let node = root.next.get(tokens.words[at]!);
  let best: { readonly spellings: readonly Spelling[]; readonly last: number } | undefined;
  for (let last = at; node !== undefined;) {
    if (node.spellings !== undefined) {
      const spellings = acceptable(node.spellings, text, tokens, at, last, shouting);
      if (spellings.length > 0) best = { spellings: spellings.filter(({ trap }) => !trap), last };
    }
    if (++last >= tokens.count || tokens.starts[last]! - tokens.ends[last - 1]! > 3) break;
    node = node.next.get(tokens.words[last]!);
  }
  return best;
}

function acceptable(
  spellings: readonly Spelling[],
  text: string,
  tokens: Tokens,
  at: number,
  last: number,
  shouting: boolean,
): readonly Spelling[] {
  const start = tokens.starts[at]!;
  const end = tokens.ends[last]!;
  if (isPartOfAddress(text, start, end) || isCutOff(text, end)) return [];
  const isSpaced = text[start - 1] === ' ' && tokens.ends[at - 1] === start - 1;
  const before = isSpaced ? (tokens.words[at - 1] ?? '') : '';
  const surface = text.slice(start, end);
  return spellings.filter((spelling) => spelling.accepts(surface, before, shouting));
}

/** `www.apple.com`, `@openai`, `#meta`, `GPT-5.9` after `GPT-5`, a photographer's `Credits:SpaceX`. */
function isPartOfAddress(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? ' ';
  if (before === '@' || before === '#' || before === '/' || before === '_') return true;
  if (before === '.' && /[a-z]/.test(text[start - 2] ?? ' ') && /[a-z]/.test(text[start] ?? ' ')) return true;
  if (before === ':' && /credits?$/i.test(text.slice(Math.max(0, start - 8), start - 1))) return true;
  const after = text[end] ?? ' ';
  if (after === '@' || after === '_' || after === '/')
    return /\w/.test(text[end + 1] ?? ' ') && after !== '/';
  if (after !== '.') return false;
  const tail = text.slice(end, end + 5);
  return /^\.(?:\d|(?:com|net|org|io|gov|ai|co)\b)/.test(tail);
}

/** `Accor…` at the end of a shortened text may be the beginning of any word. */
function isCutOff(text: string, end: number): boolean {
  if (text.startsWith('…', end)) return end + 1 >= text.length;
  return text.startsWith('...', end) && end + 3 >= text.length;
}

function collect(findings: readonly Finding[]): EntityTag[] {
  const groups = new Map<string, Finding[]>();
  for (const item of findings) {
    const group = groups.get(item.entity.id);
    if (group === undefined) groups.set(item.entity.id, [item]);
    else group.push(item);
  }
  const tags = [...groups.values()].map((group): EntityTag => {
    const { entity } = group[0]!;
    return {
      entity: entity.id,
      name: entity.name,
      type: entity.type,
      salience: salienceOf(group.map(({ weight }) => weight)),
      confidence: Math.max(...group.map(({ confidence }) => confidence)),
      mentions: group
        .map(({ span }) => span)
        .sort(inReadingOrder)
        .slice(0, MENTIONS_LIMIT),
    };
  });
  return tags.sort((a, b) => b.salience - a.salience || inReadingOrder(a.mentions[0]!, b.mentions[0]!));
}

function inReadingOrder(a: TextSpan, b: TextSpan): number {
  return FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start;
}

/** Google News writes the publisher behind the headline; it is not what the story is about. */
function readable(story: StoryText, field: StoryField): string {
  return (field === 'title' ? ownTitle(story) : (story[field] ?? '')).slice(0, READ_LIMIT);
}

import { ENTITIES } from '../knowledge/entities.js';
import { FACT_KINDS } from '../knowledge/fact-kinds.js';
import { INDUSTRIES } from '../knowledge/industries.js';
import { ROLES } from '../knowledge/roles.js';
import { TOPICS } from '../knowledge/topics.js';
import { hash32 } from '../ranking/random.js';

const names = new Map<string, string>(
  [...FACT_KINDS, ...INDUSTRIES, ...ROLES, ...ENTITIES, ...TOPICS].map((known) => [known.id, known.name]),
);
const idsByKey = new Map<number, string>(
  [...TOPICS, ...ENTITIES, ...FACT_KINDS].map((known) => [hash32(known.id), known.id]),
);

const matters = new Set(ENTITIES.filter(({ type }) => type === 'matter').map(({ id }) => id));

/** Whether the name is that of a matter, such as mortgages, and of nobody. */
export function isMatter(id: string): boolean {
  return matters.has(id);
}

/** The name a reader sees; an id that is not known beforehand (a topic a team added) reads as words. */
export function nameOf(id: string): string {
  return names.get(id) ?? id.replaceAll('-', ' ');
}

/** Of the names known beforehand: every feed has some sixty. */
const namesInSentence = new Map(Array.from(names, ([id, name]) => [id, inSentence(name)]));

/** A name within a sentence: `custom silicon`, but `AI research` and `IPOs`. */
export function nameInSentence(id: string): string {
  return namesInSentence.get(id) ?? inSentence(nameOf(id));
}

function inSentence(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? name[0]!.toLowerCase() + name.slice(1) : name;
}

/** The id behind a stored evidence key, if it is known beforehand. */
export function idOfKey(key: number): string | undefined {
  return idsByKey.get(key);
}

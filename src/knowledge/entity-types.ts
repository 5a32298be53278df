import type { IndustryId } from './industries.js';
import type { RoleId } from './roles.js';

export type EntityType =
  | 'company'
  | 'product'
  | 'chip'
  | 'model'
  | 'agency'
  | 'person'
  | 'law'
  | 'place'
  | 'standard'
  | 'matter'
  | 'organisation';

/** When a name is also a word, a river or somebody else's name. All words are compared without regard to case. */
export interface Ambiguity {
  /** The spellings that are ambiguous; without it the one-word ones, or all where every spelling has several words. */
  readonly forms?: readonly string[];
  /** One of these words must occur near the name, unless a clear spelling occurs in the same story. */
  readonly needs?: readonly string[];
  /** The name beside one of these words is not this entity. */
  readonly avoid?: readonly string[];
}

/** Something with a name that professional news is about. */
export interface Entity {
  /** Kebab-case and for ever: follows, mutes and briefings hold it. */
  readonly id: string;
  readonly name: string;
  readonly type: EntityType;
  /** Further spellings, besides `name`. A spelling is written with the capitals that a careful newspaper gives it. */
  readonly aliases: readonly string[];
  readonly ticker?: string;
  /** The industries whose readers count it as one of theirs. */
  readonly industries?: readonly IndustryId[];
  /** The roles for whom it is their own business. */
  readonly roles?: readonly RoleId[];
  readonly competitors?: readonly string[];
  readonly suppliers?: readonly string[];
  /** Who makes a product, chip or model; whom a person leads; which company owns a company. */
  readonly maker?: string;
  readonly ambiguous?: Ambiguity;
}

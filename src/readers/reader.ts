/** A reader as the services know one; role and industry are known ids. */
export interface Reader {
  readonly id: string;
  /** Internal key; never leaves the process. */
  readonly ref: number;
  readonly name: string | null;
  readonly role: string;
  readonly industry: string;
  readonly seniority: string | null;
  readonly about: string | null;
  readonly followedTopics: readonly string[];
  readonly mutedTopics: readonly string[];
  readonly followedEntities: readonly string[];
  readonly mutedSources: readonly string[];
  readonly timeZone: string;
  /** `HH:MM`, or null: as the digest schedule says. */
  readonly deliveryTime: string | null;
  /** Bit 0 Monday … bit 6 Sunday, or null: as the digest schedule says. */
  readonly days: number | null;
  /** Local dates without delivery: `YYYY-MM-DD`, or a span `YYYY-MM-DD/YYYY-MM-DD`, both included. */
  readonly quietDates: readonly string[];
  readonly length: number;
  readonly channels: readonly string[];
  readonly email: string | null;
  readonly nextDeliveryAt: Date | null;
  /** Nothing is learned from what happened before; null: everything counts. */
  readonly learnedFrom: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Rises with every change. */
  readonly revision: number;
  /** Moves on with every batch that holds events of the reader to learn from. */
  readonly heard: number;
}

/** What a briefing is made by; the rest, much of a row, is for those who show or change a reader. */
export type BriefedReader = Pick<
  Reader,
  | 'id'
  | 'ref'
  | 'role'
  | 'industry'
  | 'seniority'
  | 'about'
  | 'followedTopics'
  | 'mutedTopics'
  | 'followedEntities'
  | 'mutedSources'
  | 'length'
  | 'learnedFrom'
  | 'revision'
>;

/** By which whoever keeps something of a reader sees whether it still holds. */
export interface ReaderStamp {
  readonly id: string;
  readonly ref: number;
  /** As in {@link Reader}. */
  readonly revision: number;
  /** As in {@link Reader}. */
  readonly heard: number;
  /** When the latest of them came in, or everything learned was forgotten; null where neither ever happened. */
  readonly heardAt: Date | null;
}

/** What is stored of a reader: everything but what the database adds. */
export type ReaderDraft = Omit<
  Reader,
  'ref' | 'nextDeliveryAt' | 'learnedFrom' | 'createdAt' | 'updatedAt' | 'revision' | 'heard'
>;

/** The moment that stands for "never" in `next_delivery_at`. */
export const NEVER = new Date('9999-12-31T00:00:00Z');

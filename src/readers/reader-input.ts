/** What a reader says of themselves; role, industry and topics are ids or, for role and industry, free text. */
export interface ReaderInput {
  readonly role: string;
  readonly industry: string;
  readonly seniority?: string | null | undefined;
  /** One line about themselves. */
  readonly about?: string | null | undefined;
  readonly followedTopics?: readonly string[] | undefined;
  readonly mutedTopics?: readonly string[] | undefined;
  readonly followedEntities?: readonly string[] | undefined;
  readonly mutedSources?: readonly string[] | undefined;
}

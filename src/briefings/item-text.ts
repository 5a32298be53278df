import { hash } from 'node:crypto';
import type { RankedItem } from '../ranking/pipeline.js';
import type { Evidence } from '../ranking/stages.js';
import { reasonView, type StoryView, storyView } from './item-view.js';
import { evidenceName, quotedAt, reasonOpening, type ReasonReader, reasonSubject } from './reason-text.js';

/** An item as JSON in two pieces, which follow each other. */
export interface ItemText {
  /** Without its closing brace; the same bytes for every reader. */
  readonly shared: Buffer;
  /** SHA-256 of {@link shared}. */
  readonly digest: string;
  readonly own: string;
}

export interface StoryText extends Omit<StoryView, 'view'> {
  readonly json: Buffer;
  readonly digest: string;
  /** Of the first reason and of a later one: what it ends with as JSON, by the id of the evidence. */
  readonly endings: readonly [first: Map<string, ReasonEnding>, later: Map<string, ReasonEnding>];
}

/** What a reason with an opening ends with as JSON: it depends on the story alone. */
interface ReasonEnding {
  readonly type: Evidence['type'];
  readonly json: string;
}

export function storyText(...about: Parameters<typeof storyView>): StoryText {
  const { view, ...rest } = storyView(...about);
  const json = Buffer.from(JSON.stringify(view).slice(0, -1));
  return { ...rest, json, digest: hash('sha256', json, 'base64url'), endings: [new Map(), new Map()] };
}

/** What depends on the reader as JSON, without its opening brace: byte for byte what `JSON.stringify` makes of it. */
export function ownText(
  { kind, score, contributions, reasons }: RankedItem,
  text: StoryText,
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined,
): string {
  let own = `,"kind":"${kind}","score":${score},"contributions":${JSON.stringify(contributions)},"reasons":[`;
  for (const [place, reason] of reasons.entries()) {
    if (place > 0) own += ',';
    const opening = reasonOpening(reason, reader);
    own +=
      opening === undefined
        ? JSON.stringify(reasonView(reason, place, text, reader, titleOf))
        : `{"group":"${reason.group}","text":"${withinJson(opening)}${endingOf(reason.evidence, place, text)}`;
  }
  return `${own}]}`;
}

function endingOf({ type, id }: Evidence, place: number, { endings, quoted }: StoryText): string {
  const known = endings[place === 0 ? 0 : 1];
  let ending = known.get(id);
  // A topic and a name may share an id.
  if (ending?.type !== type) {
    const subject = reasonSubject({ type, id }, quotedAt(place, quoted));
    const evidence = { type, id, name: evidenceName({ type, id }, quoted) };
    ending = { type, json: `${inJson(subject)}","evidence":${JSON.stringify(evidence)}}` };
    known.set(id, ending);
  }
  return ending.json;
}

/** Openings of reasons within a JSON string; there are some dozens. */
const openings = new Map<string, string>();

function withinJson(opening: string): string {
  let json = openings.get(opening);
  if (json === undefined) openings.set(opening, (json = inJson(opening)));
  return json;
}

/** A text as it stands between the quotation marks of a JSON string. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

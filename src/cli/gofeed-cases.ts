import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { personFromText } from '../catalog/feeds/feed-elements.js';
import { parseFeed } from '../catalog/feeds/parse-feed.js';
import type { ParsedFeed, ParsedItem } from '../catalog/feeds/parsed-feed.js';
import { same, type CorpusCase, type Value } from './feed-cases.js';

interface GofeedPerson {
  readonly name?: string;
  readonly email?: string;
}
/** The union of gofeed's universal, RSS and Atom shapes; `managingEditor` and `creator` are strings or people. */
interface GofeedItem {
  readonly id?: string;
  readonly title?: string;
  readonly link?: string;
  readonly links?: readonly (string | { readonly href?: string; readonly rel?: string })[];
  readonly description?: string;
  readonly summary?: string;
  readonly subtitle?: string;
  readonly content?: string | { readonly value?: string };
  readonly guid?: string | { readonly value?: string };
  readonly publishedParsed?: string;
  readonly pubDateParsed?: string;
  readonly updatedParsed?: string;
  readonly author?: string | GofeedPerson;
  readonly authors?: readonly GofeedPerson[];
  readonly categories?: readonly (string | { readonly value?: string; readonly term?: string })[];
}
interface GofeedFeed extends GofeedItem {
  readonly language?: string;
  readonly items?: readonly GofeedItem[];
  readonly entries?: readonly GofeedItem[];
}

/** An XML file with the JSON that gofeed makes of it. */
export function gofeedCase(root: string, file: string): CorpusCase {
  const name = relative(root, file);
  const expected = JSON.parse(readFileSync(file, 'utf8')) as GofeedFeed;
  let parsed: ParsedFeed;
  try {
    parsed = parseFeed(readFileSync(file.replace(/\.json$/, '.xml')));
  } catch (error) {
    return { corpus: 'gofeed', file: name, verdict: 'failed', detail: String(error) };
  }
  const wrong: string[] = [];
  let judged = 0;
  const compare = (place: string, want: Value | undefined, got: Value | undefined, isDate = false): void => {
    if (want === undefined || want === '') return;
    judged++;
    if (!same(got ?? null, want, isDate)) {
      wrong.push(`${place} should be ${JSON.stringify(want)}, is ${JSON.stringify(got)}`);
    }
  };
  const both = (place: string, want: GofeedItem, got: ParsedItem | ParsedFeed['feed'] | undefined): void => {
    compare(`${place}.title`, want.title, got?.title);
    compare(`${place}.link`, want.link ?? alternate(want.links), got?.link);
    compare(`${place}.id`, valueOf(want.guid) ?? want.id, got?.id);
    compare(
      `${place}.author`,
      personName(want.author) ?? want.authors?.map(personName).join(', '),
      got?.author,
    );
    compare(`${place}.published`, want.publishedParsed ?? want.pubDateParsed, got?.published, true);
    compare(`${place}.updated`, want.updatedParsed, got?.updated, true);
    compare(
      `${place}.categories`,
      want.categories?.map((one) => (typeof one === 'string' ? one : (one.term ?? one.value))).join('|'),
      got?.categories.join('|'),
    );
  };
  both('feed', expected, parsed.feed);
  compare('feed.language', expected.language, parsed.feed.language);
  compare('feed.description', expected.description ?? expected.subtitle, parsed.feed.description);
  (expected.items ?? expected.entries)?.forEach((want, index) => {
    const got = parsed.items[index];
    both(`items.${index}`, want, got);
    compare(`items.${index}.summary`, want.description ?? want.summary, got?.summary);
    compare(`items.${index}.content`, valueOf(want.content), got?.content);
  });
  if (wrong.length > 0) return { corpus: 'gofeed', file: name, verdict: 'failed', detail: wrong.join('; ') };
  return { corpus: 'gofeed', file: name, verdict: judged === 0 ? 'outside' : 'passed' };
}

function valueOf(held: string | { readonly value?: string } | undefined): string | undefined {
  return typeof held === 'string' ? held : held?.value;
}

function personName(person: string | GofeedPerson | undefined): string | undefined {
  return typeof person === 'string' ? personFromText(person) : (person?.name ?? person?.email);
}

function alternate(links: GofeedItem['links']): string | undefined {
  const first = links?.find((one) => typeof one !== 'string' && (one.rel ?? 'alternate') === 'alternate');
  return typeof first === 'object' ? first.href : undefined;
}

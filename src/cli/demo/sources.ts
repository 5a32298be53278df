import { existsSync, readFileSync } from 'node:fs';

/** One invented outlet of the demo. `authority` is 0 to 1, as an operator would set it. */
export interface DemoSource {
  readonly id: string;
  readonly name: string;
  /** Name of the template in `feeds/`. */
  readonly file: string;
  /** As the outlet's server would send it. */
  readonly contentType: string;
  readonly authority: number;
  /** Bytes on the wire; templates on disk are UTF-8 so that they can be read and compared. */
  readonly encoding?: 'latin1' | 'utf16le';
  /** The zone the outlet writes its dates in, minutes east of UTC. */
  readonly utcOffsetMinutes?: number;
}

export interface RenderedFeed {
  readonly name: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: Buffer;
}

const RSS = 'application/rss+xml; charset=utf-8';
const ATOM = 'application/atom+xml; charset=utf-8';
const JSON_FEED = 'application/feed+json';

/** The outlets of the demo; all of them, their staff and most of their facts are invented. */
export const DEMO_SOURCES: readonly DemoSource[] = [
  { id: 'adroom', name: 'The Ad Room', file: 'adroom.xml', contentType: RSS, authority: 0.6 },
  {
    id: 'axle',
    name: 'Axle Journal',
    file: 'axle.xml',
    contentType: 'text/xml; charset=iso-8859-1',
    authority: 0.65,
    encoding: 'latin1',
  },
  {
    id: 'companyrecord',
    name: 'Company Record',
    file: 'companyrecord.atom',
    contentType: ATOM,
    authority: 0.8,
    utcOffsetMinutes: -480,
  },
  {
    id: 'cornerlantern',
    name: 'Corner Lantern',
    file: 'cornerlantern.xml',
    contentType: 'application/rss+xml',
    authority: 0.3,
    encoding: 'utf16le',
  },
  { id: 'docketcode', name: 'Docket & Code', file: 'docketcode.xml', contentType: RSS, authority: 0.75 },
  { id: 'gridline', name: 'Gridline Review', file: 'gridline.xml', contentType: 'text/xml', authority: 0.7 },
  { id: 'halden', name: 'The Halden Times', file: 'halden.atom', contentType: ATOM, authority: 0.85 },
  { id: 'ledgerwire', name: 'Ledger Wire', file: 'ledgerwire.xml', contentType: RSS, authority: 0.85 },
  {
    id: 'marketminute',
    name: 'Market Minute',
    file: 'marketminute.xml',
    contentType: 'text/xml',
    authority: 0.55,
  },
  { id: 'modelnotes', name: 'Model Notes', file: 'modelnotes.atom', contentType: ATOM, authority: 0.65 },
  {
    id: 'northlight',
    name: 'Northlight',
    file: 'northlight.rdf',
    contentType: 'application/rdf+xml',
    authority: 0.75,
  },
  {
    id: 'paymentspulse',
    name: 'Payments Pulse',
    file: 'paymentspulse.json',
    contentType: JSON_FEED,
    authority: 0.6,
  },
  {
    id: 'perimeter',
    name: 'Perimeter Daily',
    file: 'perimeter.json',
    contentType: JSON_FEED,
    authority: 0.75,
  },
  {
    id: 'quayrail',
    name: 'Quay & Rail',
    file: 'quayrail.xml',
    contentType: RSS,
    authority: 0.6,
    utcOffsetMinutes: 330,
  },
  { id: 'signalgrid', name: 'Signal Grid', file: 'signalgrid.xml', contentType: RSS, authority: 0.7 },
  {
    id: 'talentcurrent',
    name: 'Talent Current',
    file: 'talentcurrent.atom',
    contentType: ATOM,
    authority: 0.65,
  },
  {
    id: 'waferwatt',
    name: 'Wafer & Watt',
    file: 'waferwatt.rdf',
    contentType: 'application/rdf+xml',
    authority: 0.75,
  },
];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

// The compiled code lies in dist/src/cli/demo, the templates stay in the source tree.
const FEEDS_FOLDER = ['./feeds/', '../../../../src/cli/demo/feeds/']
  .map((path) => new URL(path, import.meta.url))
  .find((folder) => existsSync(folder));

/**
 * One outlet's feed as it would be served at `now`.
 *
 * The templates tell three days that end at 07:00 of day 0. That moment becomes `now`, to the minute, so that the
 * newest stories are always some minutes old and none lies in the future, at whatever hour the demo is run.
 * @throws Error if the template is missing.
 */
export function renderDemoFeed(source: DemoSource, now: Date): RenderedFeed {
  if (FEEDS_FOLDER === undefined) throw new Error('The demo feeds are missing: src/cli/demo/feeds');
  const template = readFileSync(new URL(source.file, FEEDS_FOLDER), 'utf8');
  const offset = source.utcOffsetMinutes ?? 0;
  const text = template.replaceAll(
    /(<pubDate>|<lastBuildDate>)?\{\{day-(\d)T(\d\d):(\d\d)\}\}/g,
    (_placeholder, rssTag: string | undefined, day: string, hour: string, minute: string) => {
      const time = demoTime(Number(day), Number(hour), Number(minute), now);
      return rssTag === undefined ? isoDate(time, offset) : rssTag + rfc822Date(time, offset);
    },
  );
  return {
    name: source.name,
    url: `https://${source.id}.example/feed.${source.file.split('.').at(-1) ?? 'xml'}`,
    contentType: source.contentType,
    body:
      source.encoding === 'utf16le'
        ? Buffer.from(`\uFEFF${text}`, 'utf16le')
        : Buffer.from(text, source.encoding ?? 'utf8'),
  };
}

/** Milliseconds since the epoch of a template's time when its edition ends at `now`. */
function demoTime(daysBefore: number, hour: number, minute: number, now: Date): number {
  const end = Math.floor(now.getTime() / MINUTE) * MINUTE;
  return end - daysBefore * DAY + ((hour - 7) * 60 + minute) * MINUTE;
}

function isoDate(time: number, offsetMinutes: number): string {
  const local = new Date(time + offsetMinutes * MINUTE).toISOString().slice(0, 19);
  return local + (offsetMinutes === 0 ? 'Z' : zone(offsetMinutes, ':'));
}

function rfc822Date(time: number, offsetMinutes: number): string {
  const local = new Date(time + offsetMinutes * MINUTE).toUTCString();
  return offsetMinutes === 0 ? local : local.replace('GMT', zone(offsetMinutes, ''));
}

function zone(offsetMinutes: number, separator: string): string {
  const size = Math.abs(offsetMinutes);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${separator}${pad(size % 60)}`;
}

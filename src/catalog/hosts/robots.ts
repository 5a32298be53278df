import parser from 'robots-parser';

/** The package is CommonJS and its types say otherwise. */
const robotsParser = parser as unknown as (
  address: string,
  text: string,
) => {
  isAllowed(url: string, name: string): boolean | undefined;
  getCrawlDelay(name: string): number | undefined;
};

/** Our name in a robots.txt (RFC 9309, 2.2.1); the user agent of the guarded client begins with it. */
export const ROBOTS_NAME = 'scout';

/** As much of a robots.txt as is read; RFC 9309, 2.5 asks for 500 KiB at least. In characters. */
const READ = 512_000;
/** A host that wants to be asked less often than this gets no more patience, in seconds. */
const MOST_DELAY = 60;
/** Characters of rules with wildcards, which cost their length times the address's. A file with more allows nothing. */
const WILDCARDS = 100_000;

export interface RobotsRules {
  /** @param url absolute address on the host of the rules */
  allows(url: string): boolean;
  /** Least time between two requests, in seconds, 0 to 60; `Crawl-delay` is no part of RFC 9309 but widely written. */
  readonly delaySeconds: number;
}

/**
 * Reads a robots.txt as RFC 9309 says: the group of our name, else that of `*`; the longest rule that matches decides, and
 * allows where two are equally long.
 * @param address where it was asked for; the rules hold for its host and port only
 */
export function readRobots(address: string, text: string): RobotsRules {
  const { lines, wildcards } = groupsForUs(text.slice(0, READ));
  if (wildcards > WILDCARDS) return { allows: () => false, delaySeconds: 0 };
  const robots = robotsParser(address, lines.join('\n'));
  const delay = robots.getCrawlDelay(ROBOTS_NAME) ?? 0;
  return {
    allows: (url) => robots.isAllowed(url, ROBOTS_NAME) === true,
    delaySeconds: Math.min(MOST_DELAY, Math.max(0, delay)),
  };
}

/**
 * The lines that can concern us. Other crawlers' names become one: the parser keeps every rule once for each name of its
 * group, so thousands of names above thousands of rules would be millions.
 */
function groupsForUs(text: string): { lines: string[]; wildcards: number } {
  const lines: string[] = [];
  let wildcards = 0;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.split('#', 1)[0]?.trim() ?? '';
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (key === 'user-agent') {
      const name = value.split('/', 1)[0]?.trim().toLowerCase() ?? '';
      const group = `user-agent: ${name === ROBOTS_NAME || name === '*' ? name : 'another'}`;
      if (lines.at(-1) !== group) lines.push(group);
    } else if (key === 'allow' || key === 'disallow') {
      // Stars in a row mean one.
      const rule = value.replace(/\*{2,}/g, '*');
      if (rule.includes('*')) wildcards += rule.length;
      lines.push(`${key}: ${rule}`);
    } else if (key === 'crawl-delay') {
      lines.push(`crawl-delay: ${value}`);
    }
  }
  return { lines, wildcards };
}

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { FetchError } from './fetch-errors.js';

/** Names that only mean something inside a network (RFC 6761, RFC 6762, RFC 8375 and usage). */
const PRIVATE_NAMES =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa)$/;

/** Web ports below 1024; above, everything but well-known ports of databases, queues, mail and administration. */
const LOW_PORTS = new Set([80, 443]);
const CLOSED_PORTS = new Set([
  1025, 1080, 1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 2525, 3128,
  3268, 3269, 3306, 3389, 3659, 4045, 4190, 4369, 4444, 5000, 5060, 5061, 5432, 5433, 5601, 5671, 5672, 5900,
  5984, 5985, 5986, 6000, 6066, 6379, 6380, 6432, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000,
  7001, 7199, 7473, 7474, 7687, 8086, 8091, 8123, 8200, 8500, 8529, 8983, 9000, 9042, 9092, 9160, 9200, 9300,
  9418, 10000, 10080, 10250, 10255, 11211, 15672, 25672, 26257, 26379, 27017, 27018, 27019, 28015, 33060,
  50000, 61616,
]);

const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');
/** Public by its range, but inside of Azure it answers every machine with its configuration. */
const WIRE_SERVER = '168.63.129.16';

/**
 * Whether an IP address is one of the public internet. Anything not known to be is not; nor are spellings such as
 * `0177.1` or `134744072`, which a socket would look up as a name again.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address === WIRE_SERVER) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_V6);
}

/** Host names with port that may be fetched although they are private: an operator's intranet, a test's loopback. */
export class AllowList {
  private readonly entries: ReadonlySet<string>;

  /** @param hostPorts `host:port` each, IPv6 in brackets */
  constructor(hostPorts: readonly string[]) {
    this.entries = new Set(hostPorts.map((entry) => entry.toLowerCase()));
  }

  allows(hostname: string, port: number): boolean {
    return this.entries.has(`${hostname.toLowerCase()}:${port}`);
  }
}

/**
 * Checks an address before anything is resolved: scheme, user, name and port.
 * @returns the parsed address
 * @throws FetchError FETCH_FORBIDDEN_ADDRESS
 */
export function checkUrl(value: string, allow: AllowList, base?: URL): URL {
  // The parser would drop line breaks silently and so fetch something else than what was written.
  if (hasControl(value)) throw forbidden('The address holds control characters.');
  const url = URL.parse(value, base?.href);
  if (!url) throw forbidden('The address is not a URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw forbidden(`Only http and https addresses are fetched, not ${url.protocol.slice(0, 20)}`);
  }
  if (url.username !== '' || url.password !== '')
    throw forbidden('An address with a user name is not fetched.');
  const port = portOf(url);
  if (allow.allows(url.hostname, port)) return url;
  const name = url.hostname.replace(/\.+$/, '');
  if (name !== url.hostname) throw forbidden(`The host '${url.hostname}' ends in a dot.`);
  if (port < 1024 ? !LOW_PORTS.has(port) : CLOSED_PORTS.has(port)) {
    throw forbidden(`Port ${port} is not one of the web.`);
  }
  const literal = name.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(literal)) {
    if (!isPublicAddress(literal)) throw forbidden(`The address ${name} is not public.`);
  } else if (!name.includes('.') || PRIVATE_NAMES.test(name)) {
    throw forbidden(`The host '${name}' is not public.`);
  }
  return url;
}

export function portOf(url: { readonly protocol: string; readonly port: string }): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

function hasControl(value: string): boolean {
  return /\p{Cc}/u.test(value.trim());
}

export function forbidden(message: string): FetchError {
  return new FetchError('FETCH_FORBIDDEN_ADDRESS', message);
}

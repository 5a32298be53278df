import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { forbidden, isPublicAddress, portOf } from './address-rules.js';
import { toFetchError } from './fetch-errors.js';
import type { AllowList } from './address-rules.js';

/** All addresses of a name; a test brings its own to play a hostile name server. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map((answer) => answer.address);

/**
 * Opens sockets only to addresses that were checked: the name is resolved once, every answer must be public, and the
 * connection goes to that very answer, so that a name cannot change between check and use.
 */
export function pinnedConnector(
  allow: AllowList,
  resolve: Resolve,
  timeoutMs: number,
): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const port = portOf(options);
    pin(host, port)
      .then((address) => {
        const servername = options.servername ?? (isIP(host) === 0 ? host : undefined);
        connect(
          {
            ...options,
            hostname: address,
            port: String(port),
            ...(servername === undefined ? {} : { servername }),
          },
          callback,
        );
      })
      .catch((error: unknown) => {
        callback(toFetchError(error, `${host}:${port}`), null);
      });
  };

  async function pin(host: string, port: number): Promise<string> {
    const allowed = allow.allows(isIP(host) === 6 ? `[${host}]` : host, port);
    const answers = isIP(host) === 0 ? await resolve(host) : [host];
    const [first] = answers;
    if (first === undefined) throw Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
    const closed = allowed ? undefined : answers.find((answer) => !isPublicAddress(answer));
    if (closed !== undefined)
      throw forbidden(`The host '${host}' resolves to ${closed}, which is not public.`);
    return answers.find((answer) => isIP(answer) === 4) ?? first;
  }
}

import { ScoutError } from '../errors.js';

export type FetchErrorCode =
  | 'FETCH_FORBIDDEN_ADDRESS'
  | 'FETCH_TIMEOUT'
  | 'FETCH_TOO_LARGE'
  | 'FETCH_BAD_STATUS'
  | 'FETCH_BAD_ENCODING'
  | 'FETCH_DNS'
  | 'FETCH_TLS'
  | 'FETCH_REDIRECT'
  | 'FETCH_CONNECTION';

/** Fetching an address failed; `code` says how, and the message names the address without its query. */
export class FetchError extends ScoutError {
  declare readonly code: FetchErrorCode;

  constructor(code: FetchErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, code === 'FETCH_FORBIDDEN_ADDRESS' ? 422 : 502, [], options);
  }

  /** Whether another try later may go better. */
  get transient(): boolean {
    return this.code !== 'FETCH_FORBIDDEN_ADDRESS';
  }
}

/** What undici, Node's sockets, DNS and TLS throw, as one of our codes. */
export function toFetchError(error: unknown, place: string): FetchError {
  const found = chainOf(error);
  const own = found.find((one) => one instanceof FetchError);
  if (own instanceof FetchError) return own;
  const codes = found.map((one) => (typeof one.code === 'string' ? one.code : one.name));
  const options = { cause: error };
  if (codes.some((code) => /TIMEOUT|ETIMEDOUT|TimeoutError/.test(code))) {
    return new FetchError('FETCH_TIMEOUT', `${place} did not answer in time.`, options);
  }
  if (codes.some((code) => /^(?:ENOTFOUND|EAI_|ENODATA|ESERVFAIL|EBADNAME)/.test(code))) {
    return new FetchError('FETCH_DNS', `The name of ${place} cannot be resolved.`, options);
  }
  if (codes.some((code) => /TLS|SSL|CERT|SIGNATURE|ISSUER|EPROTO|UNABLE_TO_/.test(code))) {
    return new FetchError('FETCH_TLS', `The TLS connection to ${place} cannot be trusted or made.`, options);
  }
  const reason = found.at(-1)?.message ?? 'unknown reason';
  return new FetchError(
    'FETCH_CONNECTION',
    `The connection to ${place} failed: ${reason.slice(0, 200)}.`,
    options,
  );
}

/** The error and its causes, outermost first. By shape: what the runtime throws may come from another realm. */
function chainOf(error: unknown): Thrown[] {
  const chain: Thrown[] = [];
  for (let one = error; isThrown(one) && chain.length < 5; one = one.cause) chain.push(one);
  return chain;
}

interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

function isThrown(value: unknown): value is Thrown {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}

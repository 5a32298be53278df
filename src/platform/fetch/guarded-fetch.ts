import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { AllowList, checkUrl, portOf } from './address-rules.js';
import { FetchError, toFetchError } from './fetch-errors.js';
import { pinnedConnector, systemResolve } from './pinned-connector.js';
import type { Resolve } from './pinned-connector.js';
import { ACCEPT_ENCODING, readBody } from './read-body.js';

export interface GuardedFetchOptions {
  /** `host:port` that may be fetched although private. */
  readonly allow?: readonly string[];
  /** Most bytes of a body, after decompression. */
  readonly maxBytes: number;
  /** Longest time of one call, redirects and body included, in milliseconds. */
  readonly timeoutMs: number;
  readonly userAgent?: string;
  readonly resolve?: Resolve;
}

export interface FetchRequest {
  /** Sent to the first host only; a redirect to another never gets them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  /** Asked before a redirect is followed, with the absolute address; what it throws ends the call. */
  readonly beforeRedirect?: (address: string) => Promise<void>;
}

export interface PostRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Longest time until the answer's headers are there and its body is let go of, in milliseconds. */
  readonly timeoutMs: number;
}

export interface FetchResult {
  /** Any status but a followed redirect; the body is read for 2xx only. */
  readonly status: number;
  /** Lower-case names; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly finalUrl: string;
  /** Where the address has moved for good: set when every redirect up to there was 301 or 308. */
  readonly permanentUrl?: string;
}

/** What is read of an answer to a POST, so that the connection can be used again; nobody looks at it. */
const ANSWER_BYTES = 16_384;
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The one client for every address that comes from outside. Only http and https, only public addresses (checked when
 * connecting, each redirect again), bounded in time and size. See `address-rules.ts` for what is refused.
 */
export class GuardedFetch {
  private readonly allow: AllowList;
  private readonly agent: Agent;

  constructor(private readonly options: GuardedFetchOptions) {
    this.allow = new AllowList(options.allow ?? []);
    this.agent = new Agent({
      connect: pinnedConnector(this.allow, options.resolve ?? systemResolve, options.timeoutMs),
      connections: 4,
      keepAliveTimeout: 1_000,
      keepAliveMaxTimeout: 5_000,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      maxHeaderSize: 32_768,
    });
  }

  /**
   * @param address absolute http(s) address
   * @throws FetchError with a code of `FetchErrorCode`; a status such as 404 is no error here
   */
  async get(address: string, want: FetchRequest = {}): Promise<FetchResult> {
    const signal = AbortSignal.timeout(want.timeoutMs ?? this.options.timeoutMs);
    let url = checkUrl(address, this.allow);
    const origin = url.origin;
    const seen = new Set([url.href]);
    let permanent: string | undefined;
    let stillPermanent = true;
    for (let hops = 0; ; hops++) {
      const answer = await this.once(url, want, url.origin === origin, signal);
      if (!('location' in answer)) {
        return permanent === undefined ? answer : { ...answer, permanentUrl: permanent };
      }
      if (hops >= MOST_REDIRECTS) throw redirectError(url, `redirects more than ${MOST_REDIRECTS} times`);
      const next = checkUrl(answer.location, this.allow, url);
      next.hash = '';
      if (url.protocol === 'https:' && next.protocol === 'http:') {
        throw redirectError(url, 'redirects from https to http');
      }
      if (seen.has(next.href)) throw redirectError(url, 'redirects in a circle');
      seen.add(next.href);
      await want.beforeRedirect?.(next.href);
      stillPermanent &&= answer.status === 301 || answer.status === 308;
      if (stillPermanent) permanent = next.href;
      url = next;
    }
  }

  /**
   * Posts once. A redirect is not followed: its status is the answer, like any other. The answer's body is not kept.
   * @param address absolute http(s) address
   * @throws FetchError with a code of `FetchErrorCode`; a status such as 404 is no error here
   */
  async post(address: string, want: PostRequest): Promise<Pick<FetchResult, 'status' | 'headers'>> {
    const signal = AbortSignal.timeout(want.timeoutMs);
    const url = checkUrl(address, this.allow);
    try {
      const response = await raced(
        request(url, {
          method: 'POST',
          dispatcher: this.agent,
          signal,
          headers: { 'user-agent': 'Scout/0.1', ...want.headers },
          body: want.body,
        }),
        signal,
      );
      // Also where it never ends: the answer is known already.
      await raced(response.body.dump({ limit: ANSWER_BYTES, signal }), signal).catch(() => {
        discard(response.body);
      });
      return { status: response.statusCode, headers: flat(response.headers) };
    } catch (error) {
      throw signal.aborted && !(error instanceof FetchError)
        ? new FetchError('FETCH_TIMEOUT', `${placeOf(url)} did not answer in time.`, { cause: error })
        : toFetchError(error, placeOf(url));
    }
  }

  /** Whether an address is one of those that an operator has opened by name (FETCH_ALLOW). */
  isAllowListed(address: string): boolean {
    const url = URL.parse(address);
    return url !== null && this.allow.allows(url.hostname, portOf(url));
  }

  /**
   * Whether an address may be fetched as far as can be said without resolving its name.
   * @throws FetchError FETCH_FORBIDDEN_ADDRESS
   */
  assertAllowed(address: string): void {
    checkUrl(address, this.allow);
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async once(
    url: URL,
    want: FetchRequest,
    sameOrigin: boolean,
    signal: AbortSignal,
  ): Promise<FetchResult | { readonly location: string; readonly status: number }> {
    try {
      const response = await raced(
        request(url, { dispatcher: this.agent, signal, headers: this.headersOf(want, sameOrigin) }),
        signal,
      );
      const headers = flat(response.headers);
      const status = response.statusCode;
      const location = headers['location'];
      if (REDIRECTS.has(status) && location !== undefined) {
        discard(response.body);
        return { location, status };
      }
      if (status < 200 || status > 299) {
        discard(response.body);
        return { status, headers, body: Buffer.alloc(0), finalUrl: url.href };
      }
      const maxBytes = want.maxBytes ?? this.options.maxBytes;
      if (Number(headers['content-length'] ?? 0) > maxBytes) {
        discard(response.body);
        throw new FetchError('FETCH_TOO_LARGE', `The body is larger than ${maxBytes} bytes.`);
      }
      const body = await raced(readBody(response.body, headers['content-encoding'] ?? '', maxBytes), signal);
      return { status, headers, body, finalUrl: url.href };
    } catch (error) {
      throw signal.aborted && !(error instanceof FetchError)
        ? new FetchError('FETCH_TIMEOUT', `${placeOf(url)} did not answer in time.`, { cause: error })
        : toFetchError(error, placeOf(url));
    }
  }

  private headersOf(want: FetchRequest, sameOrigin: boolean): Record<string, string> {
    const headers: Record<string, string> = {
      ...(sameOrigin ? want.headers : {}),
      accept: want.accept ?? '*/*',
      'accept-encoding': ACCEPT_ENCODING,
      'user-agent': this.options.userAgent ?? 'Scout/0.1 (+feed reader)',
    };
    // Validators of a server are sent back as they came, unless they would break the request.
    if (want.etag !== undefined && isHeaderValue(want.etag)) headers['if-none-match'] = want.etag;
    if (want.lastModified !== undefined && isHeaderValue(want.lastModified)) {
      headers['if-modified-since'] = want.lastModified;
    }
    return headers;
  }
}

/** Lets go of a body that nobody reads; its complaint about that is of no interest, but unheard it would end the process. */
function discard(body: Readable): void {
  body.on('error', () => undefined).destroy();
}

function isHeaderValue(value: string): boolean {
  return /^[\x20-\x7e\x80-\xff]{1,1000}$/.test(value);
}

/** DNS cannot be cancelled, so waiting for it is. */
function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return out;
}

function placeOf(url: URL): string {
  return `${url.origin}${url.pathname}`.slice(0, 300);
}

function redirectError(url: URL, what: string): FetchError {
  return new FetchError('FETCH_REDIRECT', `${placeOf(url)} ${what}.`);
}

import { type Dispatcher, Pool } from 'undici';
import { mulberry32, type Random } from '../../ranking/random.js';

export interface FeedLoad {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly key: string;
  /** Readers are called `reader-0` and so on. */
  readonly readers: number;
  /** `random`: any reader at any time; otherwise each once, in the order in which they were made. */
  readonly order: 'random' | 'once';
  readonly connections: number;
  /** Longest time that requests are sent; 0 ends with the readers. */
  readonly seconds: number;
  /** Requests a second, sent by chance and whether or not the ones before are answered; absent: as fast as answers come. */
  readonly rate?: number;
  /** Whether a reader asked for again sends the tag of the answer before. */
  readonly conditional?: boolean;
  readonly seed: number;
}

export interface FeedLoadResult {
  /** Of each answer, milliseconds: from the moment at which the request was to be sent. */
  readonly times: Float64Array;
  readonly seconds: number;
  /** Of all bodies. */
  readonly bytes: number;
  /** Answers 304. */
  readonly unchanged: number;
  /** The first things that went wrong; anything here makes the figures worthless. */
  readonly failures: readonly string[];
}

/** One answer in so many is read as a client would read it. */
const READ_EVERY = 64;
const MOST_FAILURES = 5;

/** What the thread of `scout bench feed` does: it asks for feeds over kept connections and takes the time of each answer. */
export default async function feedClients(load: FeedLoad): Promise<FeedLoadResult> {
  const clients = new Clients(load);
  try {
    await (load.rate === undefined ? clients.oneAfterTheOther() : clients.atRate(load.rate));
    return clients.result();
  } finally {
    await clients.close();
  }
}

class Clients {
  private readonly pool: Pool;
  private readonly random: Random;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly times: number[] = [];
  private readonly tags = new Map<number, string>();
  private readonly failures: string[] = [];
  private readonly start = performance.now();
  private asked = 0;
  private bytes = 0;
  private unchanged = 0;

  constructor(private readonly load: FeedLoad) {
    this.pool = new Pool(load.url, { connections: load.connections, pipelining: 1 });
    this.random = mulberry32(load.seed);
    this.headers = { authorization: `Bearer ${load.key}` };
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  result(): FeedLoadResult {
    return {
      times: Float64Array.from(this.times),
      seconds: (performance.now() - this.start) / 1000,
      bytes: this.bytes,
      unchanged: this.unchanged,
      failures: this.failures,
    };
  }

  /** Each connection asks again as soon as it is answered. */
  async oneAfterTheOther(): Promise<void> {
    await Promise.all(
      Array.from({ length: this.load.connections }, async () => {
        while (!this.over()) await this.ask(performance.now());
      }),
    );
  }

  /** Moments by chance, as many readers make them who know nothing of each other. */
  async atRate(rate: number): Promise<void> {
    const open = new Set<Promise<void>>();
    let next = performance.now();
    while (!this.over()) {
      for (
        ;
        next <= performance.now() && !this.over();
        next += (-1000 / rate) * Math.log(1 - this.random())
      ) {
        const asked: Promise<void> = this.ask(next).finally(() => open.delete(asked));
        open.add(asked);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(open);
  }

  private over(): boolean {
    const { seconds, order, readers } = this.load;
    return (
      this.failures.length >= MOST_FAILURES ||
      (order === 'once' && this.asked >= readers) ||
      (seconds > 0 && performance.now() - this.start > 1000 * seconds)
    );
  }

  private ask(from: number): Promise<void> {
    const { order, readers, conditional } = this.load;
    const turn = this.asked++;
    const reader = order === 'once' ? turn : Math.floor(readers * this.random());
    const tag = this.tags.get(reader);
    const headers = tag === undefined ? this.headers : { ...this.headers, 'if-none-match': tag };
    return new Promise((resolve) => {
      let status = 0;
      const chunks: Buffer[] = [];
      const end = (failure?: string): void => {
        this.times.push(performance.now() - from);
        if (failure !== undefined && this.failures.length < MOST_FAILURES) this.failures.push(failure);
        resolve();
      };
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, code, answered) => {
          status = code;
          if (conditional === true) this.tags.set(reader, String(answered['etag']));
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          for (const chunk of chunks) this.bytes += chunk.length;
          if (status === 304) this.unchanged++;
          const read = status === 304 || (status === 200 && turn % READ_EVERY !== 0);
          end(read ? undefined : faultOf(status, Buffer.concat(chunks).toString(), reader));
        },
        onResponseError: (_controller, error) => {
          end(error.message);
        },
      };
      this.pool.dispatch({ method: 'GET', path: `/v1/readers/reader-${reader}/feed`, headers }, handler);
    });
  }
}

/** What is wrong with an answer, if anything. */
function faultOf(status: number, body: string, reader: number): string | undefined {
  if (status !== 200) return `${status} ${body.slice(0, 200)}`;
  const page = JSON.parse(body) as { reader?: unknown; items?: unknown };
  if (page.reader !== `reader-${reader}`) return `an answer for ${String(page.reader)} to reader-${reader}`;
  return Array.isArray(page.items) && page.items.length > 0 ? undefined : `no items for reader-${reader}`;
}

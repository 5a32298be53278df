import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.js';
import { migrate } from '../../src/platform/database/migrate.js';

/** A migrated PostgreSQL that a test brings to harm and starts again, then at another port. */
export class OwnPostgres {
  private constructor(
    private readonly home: string,
    private readonly data: string,
    private server: EmbeddedPostgres,
  ) {}

  /** @param home by default a folder of its own. Not mkdtemp: the user that PostgreSQL runs as may not enter such a one */
  static async start(home = join(tmpdir(), `scout-fault-${process.pid}`)): Promise<OwnPostgres> {
    const server = await startEmbeddedPostgres({ home, exclusive: true });
    await migrate(server.url);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    await client.end();
    return new OwnPostgres(home, rows[0]!.data_directory, server);
  }

  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** To the server itself, as an operator or the kernel does it. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    process.kill(await this.pid(), signal);
  }

  async runs(): Promise<boolean> {
    try {
      await this.signal('SIGCONT');
      return true;
    } catch {
      return false;
    }
  }

  /** How often its log has said something. */
  async timesLogged(words: string): Promise<number> {
    const log = await readFile(join(dirname(this.data), 'postgres.log'), 'utf8');
    return log.split(words).length - 1;
  }

  async startAgain(): Promise<void> {
    // Its owner would look for the old one for ever.
    await this.server.stop();
    this.server = await startEmbeddedPostgres({ home: this.home, exclusive: true });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.home, { recursive: true, force: true });
  }

  private async pid(): Promise<number> {
    return Number((await readFile(join(this.data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }
}

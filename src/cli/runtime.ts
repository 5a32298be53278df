import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { changed, loadSettings, type Settings } from '../config/settings.js';
import { openDataSource } from '../platform/database/data-source.js';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.js';
import { migrate } from '../platform/database/migrate.js';
import { openContext } from '../platform/context.js';
import { StderrLogger } from '../platform/logging/stderr-logger.js';
import type { ProcessRole } from '../app.module.js';

/** Settings with a database behind them: one's own, or the embedded one, which `close` stops if this process owns it. */
export interface Ground {
  readonly settings: Settings;
  close(): Promise<void>;
}

export interface GroundOptions {
  /** Own the embedded server or fail, for processes of which there should be one. */
  readonly exclusive?: boolean;
  /** Bring the schema up first; the embedded database is always brought up. */
  readonly migrate?: boolean;
}

/**
 * Reads the settings and, where no `DATABASE_URL` is set, starts or joins the embedded PostgreSQL.
 * @throws SettingError, ScoutError EMBEDDED_IN_USE and others, each with a sentence that says what to do
 */
export async function openGround(options: GroundOptions = {}): Promise<Ground> {
  const settings = loadSettings();
  if (settings.DATABASE_URL !== undefined) {
    if (options.migrate === true) await migrate(settings.DATABASE_URL);
    return { settings, close: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({
    home: settings.SCOUT_HOME,
    exclusive: options.exclusive ?? false,
  });
  try {
    await migrate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { settings: changed(settings, { DATABASE_URL: server.url }), close: () => server.stop() };
}

/**
 * Opens the application without a port, does the work, and closes everything again, also after an error.
 * @throws DatabaseUnavailableError at once: who waits at a terminal is not helped by tries that a server process would make
 */
export async function withScout<T>(
  work: (app: INestApplicationContext) => Promise<T>,
  options: GroundOptions & { readonly role?: ProcessRole } = {},
): Promise<T> {
  const ground = await openGround(options);
  try {
    const role = options.role ?? { name: 'scout-cli', workers: false };
    await assertDatabase(ground.settings, role.name);
    const module = await appModule(ground.settings, role);
    const logger = new StderrLogger(ground.settings.LOG_LEVEL === 'debug' ? 'debug' : 'warn');
    const app = await openContext(module, logger);
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await ground.close();
  }
}

async function assertDatabase(settings: Settings, applicationName: string): Promise<void> {
  const { DATABASE_URL: url = '', DATABASE_TIMEOUT_MS: statementTimeoutMs } = settings;
  await (await openDataSource({ url, applicationName, pool: 1, statementTimeoutMs })).destroy();
}

/** Loaded late: the light commands never need it. */
export async function appModule(settings: Settings, role: ProcessRole): Promise<DynamicModule> {
  const { AppModule } = await import('../app.module.js');
  return AppModule.forRoot(settings, role);
}

/** A terminal, npm and the launcher may all hand on the same Ctrl-C; within this time it counts once. */
const SAME_SIGNAL_MS = 1_000;

/** Resolves when the process is asked to end. Asked again, a second or more later, it ends at once. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        askedAt ??= performance.now();
        if (performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(1);
        resolve();
      });
    }
  });
}

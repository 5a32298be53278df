import { openContext } from '../platform/context.js';
import { StderrLogger } from '../platform/logging/stderr-logger.js';
import { createHttpApp } from '../platform/http/http-app.js';
import { standBack } from '../platform/stand-back.js';
import { appModule, type Ground, openGround, untilAskedToStop } from './runtime.js';
import { tell } from './output.js';

/** The API process; on the embedded default it starts or joins the database. */
export async function serve(): Promise<void> {
  await runUntilStopped(await openGround(), (ground) => listen(ground, false));
}

/** The job process. */
export async function work(): Promise<void> {
  await runUntilStopped(await openGround(), async ({ settings }) => {
    standBack(settings.WORKER_NICE);
    const logger = new StderrLogger(settings.LOG_LEVEL);
    const module = await appModule(settings, { name: 'scout-worker', workers: true });
    const app = await openContext(module, logger);
    tell('The worker waits for jobs.');
    return app;
  });
}

/** API and jobs in one process; owner of the embedded database when none is configured. */
export async function up(): Promise<void> {
  await runUntilStopped(await openGround({ exclusive: true, migrate: true }), (ground) =>
    listen(ground, true),
  );
}

/** Starts the API, with or without the workers, and tells its address. */
export async function listen(
  { settings }: Ground,
  workers: boolean,
): Promise<{ close(): Promise<void>; url: string }> {
  const logger = new StderrLogger(settings.LOG_LEVEL);
  const module = await appModule(settings, { name: workers ? 'scout-up' : 'scout-api', workers });
  const app = await createHttpApp(module, { logger });
  await app.listen(settings.PORT, settings.HOST);
  const url = await app.getUrl();
  tell(`The API listens on ${url} (documentation: ${url}/docs).`);
  return { close: () => app.close(), url };
}

/** Closes the application before its database, whatever ends it. */
async function runUntilStopped(
  ground: Ground,
  start: (ground: Ground) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  const asked = untilAskedToStop();
  try {
    const app = await start(ground);
    await asked;
    tell('Stopping …');
    await app.close();
  } finally {
    await ground.close();
  }
}

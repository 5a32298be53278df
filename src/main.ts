import { AppModule } from './app.module.js';
import { loadSettings } from './config/settings.js';
import { createHttpApp } from './platform/http/http-app.js';
import { StderrLogger } from './platform/logging/stderr-logger.js';

/** The API process. */
async function start(): Promise<void> {
  const settings = loadSettings();
  const logger = new StderrLogger(settings.LOG_LEVEL);
  const app = await createHttpApp(AppModule.forRoot(settings), { logger });
  // On SIGTERM requests under way are finished and no new ones taken.
  app.enableShutdownHooks();
  await app.listen(settings.PORT, settings.HOST);
  logger.log(`The API listens on ${await app.getUrl()}.`, 'Scout');
}

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

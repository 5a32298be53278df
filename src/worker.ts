import { setPriority } from 'node:os';
import { AppModule } from './app.module.js';
import { loadSettings } from './config/settings.js';
import { openContext } from './platform/context.js';
import { StderrLogger } from './platform/logging/stderr-logger.js';

/** The job process. */
async function start(): Promise<void> {
  const settings = loadSettings();
  setPriority(settings.WORKER_NICE);
  const logger = new StderrLogger(settings.LOG_LEVEL);
  const module = AppModule.forRoot(settings, { name: 'scout-worker', workers: true });
  const app = await openContext(module, logger);
  // On SIGTERM jobs under way are finished and no new ones taken.
  app.enableShutdownHooks();
  logger.log('The worker waits for jobs.', 'Scout');
}

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

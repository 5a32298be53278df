import {
  Body,
  Controller,
  Delete,
  Get,
  Global,
  HttpCode,
  Module,
  Param,
  Patch,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { AccessModule } from '../../src/access/access.module.js';
import { KeysService, type NewKey } from '../../src/access/keys.service.js';
import { loadSettings } from '../../src/config/settings.js';
import { SettingsModule } from '../../src/config/settings.module.js';
import { Clock, FixedClock } from '../../src/platform/clock.js';
import { Database } from '../../src/platform/database/database.js';
import { HealthModule } from '../../src/platform/health/health.module.js';
import { createHttpApp } from '../../src/platform/http/http-app.js';
import {
  assertReader,
  Audited,
  type Caller,
  ChecksReaders,
  currentCaller,
  Public,
  ReaderRoute,
  RequireScope,
} from '../../src/platform/http/scopes.js';
import { openTestDatabase } from '../support/test-database.js';

const thing = z.object({ title: z.string().min(1), secret: z.string().optional() });
const events = z.array(z.object({ reader: z.string() }));

/** What the things have been through; a test may hold a request up or make it fail. */
export class Things {
  created = 0;
  fail: Error | undefined;
  hold: Promise<void> | undefined;
  reached: () => void = () => undefined;
}

@Controller('readers')
class ReadersController {
  @Get(':id/feed')
  @RequireScope('feed:read')
  @ReaderRoute('id')
  feed(@Param('id') id: string): unknown {
    return { reader: id };
  }

  @Put(':id')
  @RequireScope('readers:write')
  @ReaderRoute()
  @Audited('reader.put')
  put(@Param('id') id: string, @Body({ schema: thing }) body: z.output<typeof thing>): unknown {
    return { id, title: body.title };
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('readers:write')
  @Audited('reader.erase')
  erase(@Param('id') _id: string): void {
    return undefined;
  }
}

@Controller('events')
class EventsController {
  @Post()
  @HttpCode(200)
  @RequireScope('events:write')
  @ChecksReaders()
  add(@Body({ schema: events }) body: z.output<typeof events>, @currentCaller() caller: Caller): unknown {
    for (const event of body) assertReader(caller, event.reader);
    return { accepted: body.length };
  }
}

@Controller('things')
@RequireScope('stories:write')
class ThingsController {
  constructor(
    private readonly things: Things,
    private readonly database: Database,
  ) {}

  @Get()
  list(@Query({ schema: z.object({}) }) _query: unknown): unknown {
    return [];
  }

  @Post()
  @Audited('thing.create')
  async create(@Body({ schema: thing }) body: z.output<typeof thing>): Promise<unknown> {
    this.things.reached();
    await this.things.hold;
    if (this.things.fail !== undefined) throw this.things.fail;
    this.things.created++;
    await this.database.query(`INSERT INTO source (id, name) VALUES ($1, $1)`, [body.title]);
    return { id: body.title, number: this.things.created };
  }

  @Patch(':id')
  @RequireScope('tuning:write', 'ops')
  patch(@Param('id') id: string): unknown {
    return { id };
  }
}

@Controller('shelves')
@RequireScope('ops')
class ShelvesController {
  @Delete(':shelf/things/:thing')
  @HttpCode(204)
  @Audited('thing.remove')
  remove(@Param('shelf') _shelf: string, @Param('thing') _thing: string): void {
    return undefined;
  }
}

@Controller('open')
class OpenController {
  @Get()
  @Public()
  open(): unknown {
    return {};
  }
}

export interface AccessApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly clock: FixedClock;
  readonly things: Things;
  /** Everything that was logged. */
  readonly logged: string[];
  /** Makes a key and returns its text. */
  key(wish: Partial<NewKey>): Promise<string>;
  close(): Promise<void>;
}

/** The API's machinery over a few invented routes, on a database of its own. */
export async function openAccessApp(settings: Readonly<Record<string, string>> = {}): Promise<AccessApp> {
  const { database, close } = await openTestDatabase();
  const clock = new FixedClock(new Date('2026-07-06T07:00:00Z'));
  const things = new Things();
  const logged: string[] = [];

  @Global()
  @Module({
    providers: [
      { provide: Database, useValue: database },
      { provide: Clock, useValue: clock },
      { provide: Things, useValue: things },
    ],
    exports: [Database, Clock, Things],
  })
  class GroundModule {}

  @Module({
    imports: [SettingsModule.forRoot(loadSettings(settings)), GroundModule, HealthModule, AccessModule],
    controllers: [ReadersController, EventsController, ThingsController, ShelvesController, OpenController],
  })
  class AppModule {}

  const log = (...words: unknown[]) => void logged.push(words.map(String).join(' '));
  const app = await createHttpApp(AppModule, {
    logger: { log, error: log, warn: log, debug: log, verbose: log },
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    database,
    clock,
    things,
    logged,
    async key(wish) {
      const { text } = await app.get(KeysService).create({ name: 'test', scopes: ['feed:read'], ...wish });
      return text;
    },
    async close() {
      await app.close();
      await close();
    },
  };
}

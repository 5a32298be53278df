import { Body, Controller, Get, Global, Module, Post, type Type } from '@nestjs/common';
import { AccessModule } from '../../src/access/access.module.js';
import { SettingsModule } from '../../src/config/settings.module.js';
import { Clock, SystemClock } from '../../src/platform/clock.js';
import { Database } from '../../src/platform/database/database.js';
import { HealthModule } from '../../src/platform/health/health.module.js';
import { createHttpApp } from '../../src/platform/http/http-app.js';
import { Public, RequireScope } from '../../src/platform/http/scopes.js';

@Controller('forgotten')
class ForgottenController {
  @Get()
  read(): string {
    return 'open';
  }
}

@Controller('torn')
class TornController {
  @Get()
  @Public()
  @RequireScope('ops')
  read(): string {
    return 'open';
  }
}

@Controller('unchecked')
class UncheckedController {
  @Post()
  @RequireScope('ops')
  write(@Body() _body: unknown): string {
    return 'anything';
  }
}

async function start(controller: Type): Promise<void> {
  @Global()
  @Module({
    providers: [
      { provide: Database, useValue: {} },
      { provide: Clock, useClass: SystemClock },
    ],
    exports: [Database, Clock],
  })
  class GroundModule {}

  @Module({
    imports: [SettingsModule.forRoot(), GroundModule, HealthModule, AccessModule],
    controllers: [controller],
  })
  class AppModule {}

  const app = await createHttpApp(AppModule, { logger: false });
  try {
    await app.init();
  } finally {
    await app.close();
  }
}

describe('the API does not start', () => {
  it.each([
    [ForgottenController, 'ForgottenController.read has neither @RequireScope nor @Public'],
    [TornController, 'TornController.read has both @RequireScope and @Public'],
    [UncheckedController, 'UncheckedController.write takes its body without a schema'],
  ])('with %p', async (controller, message) => {
    await expect(start(controller)).rejects.toThrow(message);
  });
});

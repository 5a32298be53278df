import { Global, Injectable, Module } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { GuardedFetch } from './guarded-fetch.js';

@Injectable()
class ConfiguredFetch extends GuardedFetch implements OnModuleDestroy {
  constructor(settings: Settings) {
    super({
      allow: settings.FETCH_ALLOW,
      maxBytes: settings.FETCH_MAX_BYTES,
      timeoutMs: settings.FETCH_TIMEOUT_MS,
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }
}

/** Gives every feature the guarded client, set up from the environment. */
@Global()
@Module({
  providers: [ConfiguredFetch, { provide: GuardedFetch, useExisting: ConfiguredFetch }],
  exports: [GuardedFetch],
})
export class FetchModule {}

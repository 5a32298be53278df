import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { BriefingContentsModule } from './briefings/briefing-contents.module.js';
import { BriefingsJobsModule } from './briefings/briefings-jobs.module.js';
import { BriefingsModule } from './briefings/briefings.module.js';
import { CatalogJobsModule } from './catalog/catalog-jobs.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import type { Settings } from './config/settings.js';
import { SettingsModule } from './config/settings.module.js';
import { DeliveryJobsModule } from './delivery/delivery-jobs.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { EngagementModule } from './engagement/engagement.module.js';
import { ClockModule } from './platform/clock.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { QueueOperationsModule } from './platform/queue/queue-operations.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { RankingProfilesModule } from './ranking-profiles/ranking-profiles.module.js';
import { ReadersModule } from './readers/readers.module.js';
import { TuningModule } from './tuning/tuning.module.js';

/** The features in the order of the sentence that they are: stories in, understood, ranked, briefed. */
const features: NonNullable<ModuleMetadata['imports']> = [
  CatalogModule,
  ReadersModule,
  EngagementModule,
  RankingProfilesModule,
  DeliveryModule,
  BriefingsModule,
  BriefingContentsModule,
  TuningModule,
];
const jobs: NonNullable<ModuleMetadata['imports']> = [
  CatalogJobsModule,
  BriefingsJobsModule,
  DeliveryJobsModule,
];

/** What a process does besides answering calls: `workers` works jobs off. */
export interface ProcessRole {
  /** Shows in `pg_stat_activity`. */
  readonly name: 'scout-api' | 'scout-worker' | 'scout-up' | 'scout-cli';
  readonly workers: boolean;
}

/** The composition root: the ground, access control for every route, the features, and the jobs where they are worked off. */
@Module({})
export class AppModule {
  static forRoot(
    settings: Settings,
    role: ProcessRole = { name: 'scout-api', workers: false },
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.forRoot(settings),
        ClockModule,
        DatabaseModule.forRoot(role.name),
        QueueModule.forRoot({ workers: role.workers }),
        HealthModule,
        QueueOperationsModule,
        AccessModule,
        ...features,
        ...(role.workers ? jobs : []),
      ],
    };
  }
}

import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { EngagementModule } from '../engagement/engagement.module.js';
import { RankingProfilesModule } from '../ranking-profiles/ranking-profiles.module.js';
import { ReadersModule } from '../readers/readers.module.js';
import { AssemblyService } from './assembly.service.js';
import { BriefingPartitionRepository } from './briefing-partition.repository.js';
import { BriefingRepository } from './briefing.repository.js';
import { BriefingViewService } from './briefing-view.service.js';
import { BriefingsController } from './briefings.controller.js';
import { BriefingsService } from './briefings.service.js';
import { CandidatePoolsService } from './candidate-pools.service.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DevelopmentsService } from './developments.service.js';
import { DigestMetrics } from './digest-metrics.js';
import { DigestOperationsService } from './digest-operations.service.js';
import { DigestScheduleRepository } from './digest-schedule.repository.js';
import { DigestService } from './digest.service.js';
import { DigestsController } from './digests.controller.js';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';
import { FeedController } from './feed.controller.js';
import { FeedReadersService } from './feed-readers.service.js';
import { FeedService } from './feed.service.js';
import { FeedStampRepository } from './feed-stamp.repository.js';
import { PrivateFeedsController } from './private-feeds.controller.js';
import { PrivateFeedsService } from './private-feeds.service.js';
import { ReaderRankingService } from './reader-ranking.service.js';
import { RetentionService } from './retention.service.js';
import { WhyController } from './why.controller.js';
import { WhyService } from './why.service.js';

@Module({
  imports: [CatalogModule, ReadersModule, EngagementModule, RankingProfilesModule, DeliveryModule],
  controllers: [
    FeedController,
    BriefingsController,
    PrivateFeedsController,
    DigestsController,
    ExportController,
    WhyController,
  ],
  providers: [
    AssemblyService,
    BriefingPartitionRepository,
    BriefingRepository,
    BriefingViewService,
    BriefingsService,
    CandidatePoolsService,
    DeliveryRepository,
    DigestMetrics,
    DevelopmentsService,
    DigestOperationsService,
    DigestScheduleRepository,
    DigestService,
    ExportService,
    FeedReadersService,
    FeedService,
    FeedStampRepository,
    PrivateFeedsService,
    ReaderRankingService,
    RetentionService,
    WhyService,
  ],
  exports: [
    AssemblyService,
    BriefingViewService,
    BriefingsService,
    CandidatePoolsService,
    DevelopmentsService,
    DigestOperationsService,
    DigestScheduleRepository,
    DigestService,
    ReaderRankingService,
    RetentionService,
  ],
})
export class BriefingsModule {}

import { Module } from '@nestjs/common';
import { BriefingsModule } from '../briefings/briefings.module.js';
import { EngagementModule } from '../engagement/engagement.module.js';
import { RankingProfilesModule } from '../ranking-profiles/ranking-profiles.module.js';
import { ReadersModule } from '../readers/readers.module.js';
import { EvaluationController } from './evaluation.controller.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { EvaluationService } from './evaluation.service.js';
import { PreviewController } from './preview.controller.js';
import { PreviewService } from './preview.service.js';

@Module({
  imports: [BriefingsModule, EngagementModule, RankingProfilesModule, ReadersModule],
  controllers: [EvaluationController, PreviewController],
  providers: [EvaluationRepository, EvaluationService, PreviewService],
  exports: [EvaluationService, PreviewService],
})
export class TuningModule {}

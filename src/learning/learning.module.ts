import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/engagement.module.js';
import { RankingProfilesModule } from '../ranking-profiles/ranking-profiles.module.js';
import { LearnService } from './learn.service.js';
import { LearnedRepository } from './learned.repository.js';
import { LearnedStateService } from './learned-state.service.js';

@Module({
  imports: [EngagementModule, RankingProfilesModule],
  providers: [LearnedRepository, LearnedStateService, LearnService],
  exports: [LearnedStateService, LearnService],
})
export class LearningModule {}

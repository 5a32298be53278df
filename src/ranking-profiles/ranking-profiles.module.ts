import { Module } from '@nestjs/common';
import { RankingProfileRepository } from './ranking-profile.repository.js';
import { RankingProfilesController } from './ranking-profiles.controller.js';
import { RankingProfilesService } from './ranking-profiles.service.js';

@Module({
  controllers: [RankingProfilesController],
  providers: [RankingProfileRepository, RankingProfilesService],
  exports: [RankingProfilesService],
})
export class RankingProfilesModule {}

import { Module } from '@nestjs/common';
import { BriefingsModule } from '../briefings/briefings.module.js';
import { RankingProfilesModule } from '../ranking-profiles/ranking-profiles.module.js';
import { ReadersModule } from '../readers/readers.module.js';
import { PreviewController } from './preview.controller.js';
import { PreviewService } from './preview.service.js';

@Module({
  imports: [BriefingsModule, RankingProfilesModule, ReadersModule],
  controllers: [PreviewController],
  providers: [PreviewService],
  exports: [PreviewService],
})
export class TuningModule {}

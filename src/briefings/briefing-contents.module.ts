import { Global, Module } from '@nestjs/common';
import { BriefingContents } from '../delivery/briefing-contents.js';
import { BriefingContentsService } from './briefing-contents.service.js';
import { BriefingsModule } from './briefings.module.js';

/** Gives delivery the words of the briefings. Global, because delivery may not import this room and its module cannot either. */
@Global()
@Module({
  imports: [BriefingsModule],
  providers: [{ provide: BriefingContents, useClass: BriefingContentsService }],
  exports: [BriefingContents],
})
export class BriefingContentsModule {}

import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ReadersModule } from '../readers/readers.module.js';
import { BehaviourEventRepository } from './behaviour-event.repository.js';
import { EngagementService } from './engagement.service.js';
import { EventsController } from './events.controller.js';
import { LearnService } from './learn.service.js';
import { LearnedRepository } from './learned.repository.js';
import { LearnedStateService } from './learned-state.service.js';
import { TouchRepository } from './touch.repository.js';

@Module({
  imports: [CatalogModule, ReadersModule],
  controllers: [EventsController],
  providers: [
    BehaviourEventRepository,
    EngagementService,
    TouchRepository,
    LearnedRepository,
    LearnedStateService,
    LearnService,
  ],
  exports: [EngagementService, LearnedStateService, LearnService],
})
export class EngagementModule {}

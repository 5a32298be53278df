import type { INestApplicationContext } from '@nestjs/common';
import { ClusteringService } from '../catalog/events/clustering.service.js';
import { CompositionService } from '../catalog/events/composition.service.js';
import { EnrichmentRepository } from '../catalog/topics/enrichment.repository.js';
import { EnrichmentService } from '../catalog/topics/enrichment.service.js';
import { TopicRepository } from '../catalog/topics/topic.repository.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';

/** Understands stories in this process. Made by hand, because otherwise it belongs to the processes that work the queue off. */
export function enrichmentOf(app: INestApplicationContext): EnrichmentService {
  return new EnrichmentService(
    app.get(EnrichmentRepository),
    app.get(TopicRepository),
    app.get(Database),
    app.get(Clock),
    app.get(ClusteringService),
    app.get(CompositionService),
  );
}

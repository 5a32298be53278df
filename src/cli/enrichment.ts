import type { INestApplicationContext } from '@nestjs/common';
import { ClusteringService } from '../catalog/clustering.service.js';
import { CompositionService } from '../catalog/composition.service.js';
import { EnrichmentRepository } from '../catalog/enrichment.repository.js';
import { EnrichmentService } from '../catalog/enrichment.service.js';
import { TopicRepository } from '../catalog/topic.repository.js';
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

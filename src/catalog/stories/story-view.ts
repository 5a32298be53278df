import type { StoryDetailView, StoryView } from './story-schema.js';
import type { StoryDetail, StoryRecord } from './story.js';

/** A story as the API shows it; internal keys stay behind. */
export function storyViewOf(story: StoryRecord): StoryView {
  return {
    id: story.id,
    title: story.title,
    url: story.url,
    source: { id: story.sourceId, name: story.sourceName },
    publishedAt: story.publishedAt.toISOString(),
    language: story.language,
    lead: story.lead,
    topics: story.topics.map((tag) => ({ ...tag, evidence: [...tag.evidence] })),
    entities: story.entities.map((tag) => ({ ...tag, mentions: [...tag.mentions] })),
    kinds: [...story.kinds],
    figures: story.figures.map(({ of, ...figure }) => (of === undefined ? figure : { ...figure, of })),
  };
}

export function detailViewOf(story: StoryDetail): StoryDetailView {
  return {
    ...storyViewOf(story),
    author: story.author,
    summary: story.summary,
    text: story.text,
    textFrom: story.textFrom,
    article: story.article,
    sources: [...story.sources],
    firstSeenAt: story.firstSeenAt.toISOString(),
    updatedAt: story.updatedAt.toISOString(),
    enrichedAt: story.enrichedAt?.toISOString() ?? null,
    event: story.event,
    taxonomyVersion: story.taxonomyVersion,
  };
}

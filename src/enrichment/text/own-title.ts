import type { StoryText } from '../understanding.js';

/** The title without the publisher that an aggregator writes behind it; offsets in it are those of the title. */
export function ownTitle(story: Pick<StoryText, 'title' | 'source'>): string {
  if (story.source?.startsWith('Google News') !== true) return story.title;
  const tail = story.title.lastIndexOf(' - ');
  return tail > 0 ? story.title.slice(0, tail) : story.title;
}

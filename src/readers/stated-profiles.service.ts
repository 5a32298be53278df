import { Injectable } from '@nestjs/common';
import { createEntityLinker } from '../enrichment/entities/entities.js';
import { createTagger } from '../enrichment/topics/tagger.js';
import type { StatedProfile } from '../ranking/reader.js';
import type { TextReader } from './about-line.js';
import type { BriefedReader } from './reader.js';
import { statedProfile } from './stated-profile.js';

const CACHED = 20_000;

/** Tagger and linker of stories, turned on the line about oneself. */
export function createTextReader(): TextReader {
  const tagger = createTagger();
  const linker = createEntityLinker();
  return {
    topics: (text) => tagger.tag({ id: 'about', title: text }),
    entities: (text) => linker.link({ id: 'about', title: text }),
  };
}

/** Stated profiles in the terms of ranking, kept for the readers seen last. */
@Injectable()
export class StatedProfilesService {
  private readonly textReader = createTextReader();
  private readonly cache = new Map<number, { revision: number; profile: StatedProfile }>();

  /** The profile of a reader who has not said so (yet); kept for nobody. */
  whatIf(reader: BriefedReader): StatedProfile {
    return statedProfile(reader, this.textReader);
  }

  of(reader: BriefedReader): StatedProfile {
    const cached = this.cache.get(reader.ref);
    if (cached?.revision === reader.revision) return cached.profile;
    const profile = statedProfile(reader, this.textReader);
    this.cache.delete(reader.ref);
    if (this.cache.size >= CACHED) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(reader.ref, { revision: reader.revision, profile });
    return profile;
  }
}

import type { z } from 'zod';
import { closedObject } from '../platform/http/closed-object.js';
import { draftSchema } from '../ranking-profiles/ranking-profiles.controller.js';

/**
 * The bodies that try a ranking profile: a draft with what the trial is of, or, for a stored version, that alone. A field that is
 * unknown is refused, for a misspelt one would be a trial of something else.
 */
export function trialSchemas<Shape extends z.ZodRawShape>(
  shape: Shape,
): {
  readonly ofDraft: z.ZodObject<typeof draftSchema.shape & Shape, z.core.$strict>;
  readonly ofVersion: z.ZodObject<Shape, z.core.$strict>;
} {
  return { ofDraft: closedObject({ ...draftSchema.shape, ...shape }), ofVersion: closedObject(shape) };
}

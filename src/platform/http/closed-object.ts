import { z } from 'zod';

/**
 * The schema of a body in which a field that is not known is refused by its name: for bodies of optional fields, where a
 * misspelt one would silently mean its default.
 */
export function closedObject<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is unknown; known are ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

import { z } from 'zod';

/** Items per page, 1 to 100. A query carries text, hence the coercion. */
export const limitSchema = z.coerce
  .number('must be a number from 1 to 100')
  .int('must be a whole number from 1 to 100')
  .min(1, 'must be at least 1')
  .max(100, 'must be at most 100')
  .default(20)
  .meta({ description: 'items per page' });

/** The query of every list: extend it with the list's own filters. */
export const pageQuerySchema = z.object({
  limit: limitSchema,
  cursor: z.string().optional().meta({ description: '`nextCursor` of the page before' }),
});
export type PageQuery = z.output<typeof pageQuerySchema>;

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** The schema of a page, for the API documentation. */
export function pageSchema<T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodArray<T>; nextCursor: z.ZodOptional<z.ZodString> }> {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/**
 * Makes a page of what a query with `LIMIT limit + 1` returned: the one row too many only says that there is more.
 * @param cursorFor the cursor that continues after an item
 */
export function pageOf<T>(rows: readonly T[], limit: number, cursorFor: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorFor(last) } : { items };
}

import { z } from 'zod';

/** A text of a client that is stored: PostgreSQL holds any but one with a NUL. */
export const storableText = z.string().refine((value) => !value.includes('\0'), 'must not hold a NUL');

import { z } from 'zod';

/** A calendar date as a caller states one, `YYYY-MM-DD`. Year 0 is a date to ISO 8601 and none to PostgreSQL. */
export const localDateSchema = z.iso
  .date('is no date such as 2026-01-31')
  .refine((date) => date >= '0001', 'is no date such as 2026-01-31');

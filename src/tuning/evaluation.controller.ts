import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers } from '../platform/http/openapi.js';
import { ChangesNothing, RequireScope } from '../platform/http/scopes.js';
import { versionSchema } from '../ranking-profiles/ranking-profiles.controller.js';
import { LIST_MEASURES } from './evaluation-measures.js';
import {
  DEFAULT_DAYS,
  DEFAULT_READERS,
  type Evaluation,
  EvaluationService,
  MOST_DAYS,
  MOST_READERS,
} from './evaluation.service.js';
import { trialSchemas } from './trial-schema.js';

const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'must be a time such as 2026-01-08T07:00:00Z, or a date',
});
const evaluation = trialSchemas({
  from: moment.optional().meta({ description: 'where the span begins; absent: `days` before `to`' }),
  to: moment.optional().meta({ description: 'where it ends; absent: now' }),
  days: z
    .number()
    .int()
    .min(1)
    .max(MOST_DAYS)
    .optional()
    .meta({ description: `default ${DEFAULT_DAYS}` }),
  readers: z
    .number()
    .int()
    .min(1)
    .max(MOST_READERS)
    .optional()
    .meta({ description: `readers to draw from those who took something; default ${DEFAULT_READERS}` }),
  seed: z
    .number()
    .int()
    .min(0)
    .max(4_294_967_295)
    .optional()
    .meta({ description: 'of the draw and the resamples; default 1: the same answer every time' }),
});

const comparisonSchema = z.object({
  readers: z.number(),
  active: z.number().nullable(),
  draft: z.number().nullable(),
  difference: z.number().nullable(),
  interval: z
    .array(z.number())
    .length(2)
    .nullable()
    .meta({ description: '95% of 1,000 resamples of the readers, paired; null with too few of them' }),
  verdict: z.enum(['higher', 'lower', 'unclear', 'too-little-data']),
});
const evaluationSchema = z
  .object({
    activeVersion: z.number(),
    profiles: z.object({ active: z.string(), draft: z.string() }).meta({ description: 'hashes' }),
    from: z.string(),
    to: z.string(),
    seed: z.number(),
    readers: z.object({ active: z.number(), drawn: z.number(), measured: z.number() }),
    lists: z.object({ measured: z.number(), withTargets: z.number(), changedSince: z.number() }),
    enough: z.boolean(),
    groups: z.array(
      z.object({
        by: z.enum(['all', 'role', 'industry']),
        id: z.string(),
        name: z.string(),
        readers: z.number(),
        lists: z.number(),
        measures: z
          .record(z.enum([...LIST_MEASURES, 'coverage']), comparisonSchema)
          .meta({ description: 'less is nearer for calibration (KL), more is more for the others' }),
      }),
    ),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Evaluation' });

@ApiTags('ranking profiles')
@Controller('ranking-profiles')
@RequireScope('tuning:write')
export class EvaluationController {
  constructor(private readonly evaluations: EvaluationService) {}

  @Post('evaluate')
  @HttpCode(200)
  @ChangesNothing()
  @ApiOperation({ summary: 'What a draft would have done to the lists of the last days, without storing it' })
  @Answers(evaluationSchema, 'Both profiles against what readers took')
  async draft(
    @Body({ schema: evaluation.ofDraft }) body: z.output<typeof evaluation.ofDraft>,
  ): Promise<Evaluation> {
    return await this.evaluations.ofDraft(body, body);
  }

  @Post(':version/evaluate')
  @HttpCode(200)
  @ChangesNothing()
  @ApiOperation({ summary: 'What a stored version would have done to the lists of the last days' })
  @Answers(evaluationSchema, 'Both profiles against what readers took')
  async version(
    @Param('version', { schema: versionSchema }) version: number,
    @Body({ schema: evaluation.ofVersion }) body: z.output<typeof evaluation.ofVersion>,
  ): Promise<Evaluation> {
    return await this.evaluations.ofVersion(version, body);
  }
}

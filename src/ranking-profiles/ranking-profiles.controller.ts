import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { closedObject } from '../platform/http/closed-object.js';
import { Answers } from '../platform/http/openapi.js';
import { Audited, type Caller, currentCaller, RequireScope } from '../platform/http/scopes.js';
import { storableText } from '../platform/http/storable-text.js';
import { RULES, WEIGHTS } from '../ranking/ranking-profile.js';
import type { Activation, ProfileVersion } from './ranking-profile.repository.js';
import { type ProfileDifference, RankingProfilesService } from './ranking-profiles.service.js';

export const versionSchema = z.coerce
  .number('must be the number of a version')
  .int()
  .min(1)
  .max(2_147_483_647);

/** Values are checked one by one with their names by the service, hence open here. */
export const draftSchema = closedObject({
  name: z.unknown().optional(),
  reason: z
    .unknown()
    .optional()
    .meta({ description: 'why, in a few words; a draft that is stored must have it' }),
  weights: z
    .unknown()
    .optional()
    .meta({ description: `any of ${Object.keys(WEIGHTS).join(', ')}` }),
  rules: z
    .unknown()
    .optional()
    .meta({ description: `any of ${Object.keys(RULES).join(', ')}, editorial` }),
  author: storableText.min(1).max(200).optional().meta({ description: 'who; absent: the key' }),
}).meta({ id: 'RankingProfileDraft' });
const switchSchema = z.object({
  author: storableText.min(1).max(200).optional(),
  reason: storableText.trim().min(1).max(1000),
  expectedActive: z
    .number()
    .int()
    .optional()
    .meta({ description: 'refuse when another version is active by now' }),
});

const profileViewSchema = z.object({
  version: z.number(),
  active: z.boolean(),
  name: z.string(),
  basedOn: z.number().nullable(),
  author: z.string(),
  reason: z.string(),
  hash: z.string(),
  createdAt: z.string(),
  weights: z.record(z.string(), z.number()),
  rules: z.record(z.string(), z.unknown()),
});
export type ProfileView = z.output<typeof profileViewSchema>;

@ApiTags('ranking profiles')
@Controller('ranking-profiles')
@RequireScope('tuning:write')
export class RankingProfilesController {
  constructor(private readonly profiles: RankingProfilesService) {}

  @Get()
  @ApiOperation({ summary: 'All versions, newest first' })
  @Answers(z.object({ items: z.array(profileViewSchema) }), 'All versions')
  async list(): Promise<{ items: ProfileView[] }> {
    const active = await this.profiles.active();
    return { items: (await this.profiles.list()).map((version) => profileView(version, active.version)) };
  }

  @Post()
  @Audited('ranking-profile.draft')
  @ApiOperation({
    summary: 'Store a draft on top of the active version; it changes nothing until it is activated',
  })
  @Answers(profileViewSchema, 'The new version', 201)
  async draft(
    @Body({ schema: draftSchema }) body: z.output<typeof draftSchema>,
    @currentCaller() caller: Caller,
  ): Promise<ProfileView> {
    const version = await this.profiles.draft(body, body.author ?? caller.keyId);
    return profileView(version, version.basedOn ?? 0);
  }

  @Get('knobs')
  @ApiOperation({ summary: 'Every weight and rule with its unit, range and default' })
  knobs(): { weights: typeof WEIGHTS; rules: typeof RULES } {
    return { weights: WEIGHTS, rules: RULES };
  }

  @Get('history')
  @ApiOperation({ summary: 'Which version was put into use when, by whom and why' })
  async history(): Promise<{ items: Activation[] }> {
    return { items: await this.profiles.history() };
  }

  @Post('rollback')
  @HttpCode(200)
  @Audited('ranking-profile.rollback')
  @ApiOperation({ summary: 'Put the version that was in use before back into use' })
  @Answers(profileViewSchema, 'The version now in use')
  async rollback(
    @Body({ schema: switchSchema }) body: z.output<typeof switchSchema>,
    @currentCaller() caller: Caller,
  ): Promise<ProfileView> {
    const version = await this.profiles.rollback(
      body.author ?? caller.keyId,
      body.reason,
      body.expectedActive,
    );
    return profileView(version, version.version);
  }

  @Get(':version')
  @ApiOperation({ summary: 'One version' })
  @Answers(profileViewSchema, 'The version')
  async get(@Param('version', { schema: versionSchema }) version: number): Promise<ProfileView> {
    return profileView(await this.profiles.get(version), (await this.profiles.active()).version);
  }

  @Get(':version/diff')
  @ApiOperation({ summary: 'What differs from another version, or from the active one' })
  async diff(
    @Param('version', { schema: versionSchema }) version: number,
    @Query({ schema: z.object({ from: versionSchema.optional() }) }) query: { from?: number | undefined },
  ): Promise<{ from: number; to: number; differences: ProfileDifference[] }> {
    const from = query.from ?? (await this.profiles.active()).version;
    return { from, to: version, differences: await this.profiles.diff(from, version) };
  }

  @Post(':version/activate')
  @HttpCode(200)
  @Audited('ranking-profile.activate')
  @ApiOperation({ summary: 'Put a version into use' })
  @Answers(profileViewSchema, 'The version now in use')
  async activate(
    @Param('version', { schema: versionSchema }) version: number,
    @Body({ schema: switchSchema }) body: z.output<typeof switchSchema>,
    @currentCaller() caller: Caller,
  ): Promise<ProfileView> {
    const active = await this.profiles.activate(
      version,
      body.author ?? caller.keyId,
      body.reason,
      body.expectedActive,
    );
    return profileView(active, active.version);
  }
}

export function profileView(version: ProfileVersion, activeVersion: number): ProfileView {
  return {
    version: version.version,
    active: version.version === activeVersion,
    name: version.profile.name,
    basedOn: version.basedOn,
    author: version.author,
    reason: version.reason,
    hash: version.hash,
    createdAt: version.createdAt.toISOString(),
    weights: { ...version.profile.weights },
    rules: { ...version.profile.rules },
  };
}

import { userInfo } from 'node:os';
import type { ProfileVersion } from '../ranking-profiles/ranking-profile.repository.js';
import { RankingProfilesService } from '../ranking-profiles/ranking-profiles.service.js';
import { profileView } from '../ranking-profiles/ranking-profiles.controller.js';
import { RULE_NAMES, RULES, WEIGHT_NAMES, WEIGHTS } from '../ranking/ranking-profile.js';
import type { Measure } from '../tuning/evaluation-bootstrap.js';
import { type EvaluatedGroup, type Evaluation, EvaluationService } from '../tuning/evaluation.service.js';
import { type PreviewItem, PreviewService, type ReaderPreview } from '../tuning/preview.service.js';
import { readJson } from './input-files.js';
import type { Json } from './options.js';
import { CommandError, print, printJson, table } from './output.js';
import { withScout } from './runtime.js';

/** Who makes the change. */
export interface Signed extends Json {
  readonly author?: string;
}

export interface SwitchOptions extends Signed {
  readonly reason: string;
}

export interface PreviewOptions extends Json {
  readonly readers: string;
}

export interface EvaluateOptions extends Json {
  readonly days: number;
  readonly readers: number;
  readonly seed: number;
}

export async function listProfiles(options: Json): Promise<void> {
  const { versions, active } = await withScout(async (app) => {
    const profiles = app.get(RankingProfilesService);
    const activeVersion = (await profiles.active()).version;
    return { active: activeVersion, versions: await profiles.list() };
  });
  if (options.json === true) {
    printJson({ items: versions.map((version) => profileView(version, active)) });
    return;
  }
  print(
    table([
      ['version', 'name', 'author', 'made', 'reason', ''],
      ...versions.map((one) => [
        one.version,
        one.profile.name,
        one.author,
        one.createdAt.toISOString().slice(0, 16),
        one.reason,
        one.version === active ? '← active' : '',
      ]),
    ]),
  );
}

/** One version with the meaning and range of every weight and rule; the active one by default. */
export async function showProfile(version: number | undefined, options: Json): Promise<void> {
  const { shown, active } = await withScout(async (app) => {
    const profiles = app.get(RankingProfilesService);
    const inUse = await profiles.active();
    return { active: inUse.version, shown: version === undefined ? inUse : await profiles.get(version) };
  });
  if (options.json === true) {
    printJson(profileView(shown, active));
    return;
  }
  const { weights, rules } = shown.profile;
  print(
    `Version ${shown.version}${shown.version === active ? ' (active)' : ''}: ${shown.profile.name}; ${shown.reason}`,
  );
  print(
    table([
      ['weight or rule', 'value', 'range', 'unit', 'what it is'],
      ...WEIGHT_NAMES.map((name) => [
        name,
        weights[name],
        range(WEIGHTS[name]),
        WEIGHTS[name].unit,
        WEIGHTS[name].about,
      ]),
      ...RULE_NAMES.map((name) => [
        name,
        rules[name],
        range(RULES[name]),
        RULES[name].unit,
        RULES[name].about,
      ]),
    ]),
  );
}

/** Stores a draft from a file `{name, reason, weights, rules}` on top of the active version. */
export async function draftProfile(file: string, options: Signed): Promise<void> {
  const draft = await draftOf(file);
  const stored = await withScout((app) => app.get(RankingProfilesService).draft(draft, authorOf(options)));
  if (options.json === true) printJson(profileView(stored, stored.basedOn ?? 0));
  else
    print(`Version ${stored.version} stored; see it with: weights preview ${stored.version} --readers ID,ID`);
}

/** Both lists side by side for some readers, for a stored version or a draft file. */
export async function previewProfile(what: string, options: PreviewOptions): Promise<void> {
  const readers = options.readers.split(',').map((id) => id.trim());
  const draft = /^\d+$/.test(what) ? undefined : await draftOf(what);
  const preview = await withScout((app) => {
    const previews = app.get(PreviewService);
    return draft === undefined ? previews.ofVersion(Number(what), readers) : previews.ofDraft(draft, readers);
  });
  if (options.json === true) {
    printJson(preview);
    return;
  }
  for (const reader of preview.readers) print(`${previewText(reader)}\n`);
}

/** What a stored version or a draft file would have done to the lists of the last days, against the active version. */
export async function evaluateProfile(what: string, options: EvaluateOptions): Promise<void> {
  const { days, readers, seed } = options;
  const draft = /^\d+$/.test(what) ? undefined : await draftOf(what);
  const evaluation = await withScout((app) => {
    const evaluations = app.get(EvaluationService);
    const span = { days, readers, seed };
    return draft === undefined ? evaluations.ofVersion(Number(what), span) : evaluations.ofDraft(draft, span);
  });
  if (options.json === true) printJson(evaluation);
  else print(evaluationText(evaluation));
}

export async function diffProfiles(from: number, to: number, options: Json): Promise<void> {
  const differences = await withScout((app) => app.get(RankingProfilesService).diff(from, to));
  if (options.json === true) {
    printJson({ from, to, differences });
    return;
  }
  if (differences.length === 0) {
    print('The versions are the same.');
    return;
  }
  print(
    table([
      ['', `version ${from}`, `version ${to}`],
      ...differences.map((one) => [one.path, JSON.stringify(one.from), JSON.stringify(one.to)]),
    ]),
  );
}

export async function activateProfile(version: number, options: SwitchOptions): Promise<void> {
  report(
    await withScout((app) =>
      app.get(RankingProfilesService).activate(version, authorOf(options), options.reason),
    ),
    options,
  );
}

export async function rollbackProfile(options: SwitchOptions): Promise<void> {
  report(
    await withScout((app) => app.get(RankingProfilesService).rollback(authorOf(options), options.reason)),
    options,
  );
}

export async function profileHistory(options: Json): Promise<void> {
  const history = await withScout((app) => app.get(RankingProfilesService).history());
  if (options.json === true) {
    printJson({ items: history });
    return;
  }
  print(
    table([
      ['when', 'what', 'version', 'who', 'why'],
      ...history.map((one) => [
        one.at.toISOString().slice(0, 19),
        one.kind,
        one.version,
        one.author,
        one.reason,
      ]),
    ]),
  );
}

function report(active: ProfileVersion, options: Json): void {
  if (options.json === true) printJson(profileView(active, active.version));
  else print(`Version ${active.version} (${active.profile.name}) is active.`);
}

function evaluationText({ from, to, readers, lists, groups, notes }: Evaluation): string {
  const cell = ({ measures }: EvaluatedGroup, name: Measure): string => {
    const { active, draft, interval } = measures[name];
    if (active === null || draft === null) return '–';
    const range = interval === null ? 'n/a' : interval.map((end) => signed(end)).join(' … ');
    return `${active.toFixed(3)} → ${draft.toFixed(3)} (${range})`;
  };
  const names: Measure[] = ['ndcg10', 'mrr', 'diversity', 'calibration', 'novelty', 'coverage'];
  return [
    `${from.slice(0, 16)} to ${to.slice(0, 16)}: ${lists.measured} lists of ${readers.measured} readers (of ${readers.active}), active → draft (95% of the difference)`,
    table([
      ['', 'readers', ...names],
      ...groups.map((group) => [group.name, group.readers, ...names.map((name) => cell(group, name))]),
    ]),
    ...notes,
  ].join('\n');
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}

function previewText({ reader, active, draft }: ReaderPreview): string {
  const moved = ({ moved: places }: PreviewItem): string =>
    places === null ? 'new' : places === 0 ? '=' : places > 0 ? `▲${places}` : `▼${-places}`;
  const short = (text: string): string => (text.length > 52 ? `${text.slice(0, 51)}…` : text);
  const strongest = ({ contributions }: PreviewItem): string =>
    Object.entries(contributions)
      .filter(([name, value]) => name !== 'bias' && value !== 0)
      .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .slice(0, 3)
      .map(([name, value]) => `${name} ${value.toFixed(2)}`)
      .join(', ');
  const rows = draft.map((item) => [
    item.place,
    moved(item),
    short(item.headline),
    item.score.toFixed(2),
    strongest(item),
  ]);
  const gone = active
    .filter((item) => item.moved === null)
    .map((item) => `  ${item.place}. ${item.headline}`);
  return [
    `${reader}: the draft's list (moved against the active one)`,
    table([['', 'moved', 'story', 'z', 'strongest contributions'], ...rows]),
    ...(gone.length === 0 ? [] : ['No longer on it:', ...gone]),
  ].join('\n');
}

function range(knob: { readonly min: number; readonly max: number }): string {
  return `${knob.min} … ${knob.max}`;
}

async function draftOf(file: string): Promise<Record<string, unknown>> {
  const draft = await readJson(file);
  if (typeof draft !== 'object' || draft === null || Array.isArray(draft)) {
    throw new CommandError(`${file}: must be a JSON object {name, reason, weights, rules}`);
  }
  return draft as Record<string, unknown>;
}

function authorOf(options: Signed): string {
  return options.author ?? userInfo().username;
}

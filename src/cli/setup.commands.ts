import { existsSync } from 'node:fs';
import { loadSettings, type Settings } from '../config/settings.js';
import { KeysService } from '../access/keys.service.js';
import { MailTransport } from '../delivery/mail-transport.js';
import { withoutAddresses } from '../delivery/outbox.js';
import { HealthChecks } from '../platform/health/health-checks.js';
import type { Json } from './options.js';
import { CommandError, print, printJson } from './output.js';
import { openGround, withScout } from './runtime.js';

/** Brings the schema up under a lock. */
export async function migrateCommand(): Promise<void> {
  const ground = await openGround({ migrate: true });
  await ground.close();
  print('The schema is up to date.');
}

export interface KeyOptions extends Json {
  readonly scopes: string;
  readonly name: string;
  readonly reader?: string;
  readonly expires?: Date;
}

/** Makes an API key and shows it, once. */
export async function createKey(options: KeyOptions): Promise<void> {
  const { key, text } = await withScout((app) =>
    app.get(KeysService).create({
      name: options.name,
      scopes: options.scopes.split(',').map((scope) => scope.trim()),
      ...(options.reader === undefined ? {} : { readerId: options.reader }),
      ...(options.expires === undefined ? {} : { expiresAt: options.expires }),
    }),
  );
  if (options.json === true) printJson({ id: key.id, scopes: key.scopes, key: text });
  else print(text);
}

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Checks settings and every dependency, and says what to do about what is wrong. */
export async function doctor(options: Json): Promise<void> {
  const findings: Finding[] = [];
  const major = Number(process.versions.node.split('.')[0]);
  findings.push({
    check: 'node',
    ok: major >= 24,
    detail: `Node ${process.versions.node}${major >= 24 ? '' : '; run through npm, which brings Node 24'}`,
  });
  const settings = loadSettings();
  findings.push({
    check: 'settings',
    ok: true,
    detail: 'every environment variable that is set has a right value',
  });
  findings.push({
    check: 'queue backend',
    ok: true,
    detail: settings.REDIS_URL === undefined ? 'PostgreSQL (REDIS_URL is not set)' : 'Redis (REDIS_URL)',
  });
  findings.push({
    check: 'quality data',
    ok: true,
    detail: existsSync(settings.SCOUT_DATA)
      ? settings.SCOUT_DATA
      : `absent (${settings.SCOUT_DATA}); only \`scout quality\` and some tests need it`,
  });
  try {
    const [report, mail] = await withScout((app) =>
      Promise.all([
        app.get(HealthChecks, { strict: false }).run(),
        mailFinding(settings, app.get(MailTransport)),
      ]),
    );
    findings.push(mail);
    for (const { name, status, milliseconds } of report) {
      const ok = status === 'up';
      findings.push({
        check: name,
        ok,
        detail: ok ? `answers in ${milliseconds} ms` : 'does not answer; the log says why',
      });
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    findings.push({ check: 'database', ok: false, detail });
  }
  if (options.json === true) printJson({ findings });
  else for (const { check, ok, detail } of findings) print(`${ok ? 'ok  ' : 'FAIL'}  ${check}: ${detail}`);
  if (findings.some((finding) => !finding.ok)) throw new CommandError('something is wrong; see above');
}

async function mailFinding(settings: Settings, transport: MailTransport): Promise<Finding> {
  const check = 'mail server';
  if (settings.SMTP_URL === undefined)
    return { check, ok: true, detail: 'none (SMTP_URL is not set); no mail is sent' };
  try {
    await transport.verify();
  } catch (error) {
    const said = withoutAddresses(error instanceof Error ? error.message : String(error));
    return { check, ok: false, detail: `does not take us: ${said}` };
  }
  if (settings.PUBLIC_URL?.startsWith('https:') === true) return { check, ok: true, detail: 'takes us' };
  // RFC 8058 §3.1
  const detail = 'takes us; PUBLIC_URL must be https for mail clients to show their button to unsubscribe';
  return { check, ok: true, detail };
}

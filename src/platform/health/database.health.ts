import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { migrations } from '../database/migrations.js';
import { type HealthCheck, HealthChecks } from './health-checks.js';

/** PostgreSQL answers, and every migration that this build knows has run. A schema that is ahead is a newer build beside us. */
@Injectable()
export class DatabaseHealth implements HealthCheck, OnModuleInit {
  readonly name = 'database';

  constructor(
    private readonly database: Database,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add(this);
  }

  async check(): Promise<void> {
    const rows = await this.database.query<{ name: string }>('SELECT name FROM migrations');
    const ran = new Set(rows.map((row) => row.name));
    const missing = migrations.map((migration) => new migration().name).filter((name) => !ran.has(name));
    if (missing.length > 0) throw new Error(`not migrated: ${missing.join(', ')}; run \`scout migrate\``);
  }
}

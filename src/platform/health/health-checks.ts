import { Injectable, Logger } from '@nestjs/common';

/** Something the process cannot do its work without. */
export interface HealthCheck {
  /** One word: `database`, `queue`. */
  readonly name: string;
  /** False where this process serves without it: trouble then shows as late, not as down, and requests go on coming. */
  readonly essential?: boolean;
  /** Returns when it is well, throws when it is not. */
  check(): Promise<void>;
}

export interface HealthReport {
  readonly name: string;
  readonly status: 'up' | 'down' | 'late';
  readonly milliseconds: number;
}

/** A check that takes longer has failed. */
const TIMEOUT_MS = 2_000;

/** The list of checks; whoever owns something that can be down adds one when its module starts. */
@Injectable()
export class HealthChecks {
  private readonly logger = new Logger('Health');
  private readonly checks: HealthCheck[] = [];
  private running: Promise<readonly HealthReport[]> | undefined;

  add(check: HealthCheck): void {
    this.checks.push(check);
  }

  /** Runs all checks at once. Calls while they run share the answer, for anybody may ask as often as he likes. */
  async run(): Promise<readonly HealthReport[]> {
    this.running ??= Promise.all(this.checks.map((check) => this.runOne(check))).finally(() => {
      this.running = undefined;
    });
    return await this.running;
  }

  private async runOne(check: HealthCheck): Promise<HealthReport> {
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    });
    let status: HealthReport['status'] = 'up';
    try {
      await Promise.race([check.check(), late]);
    } catch (error) {
      status = check.essential === false ? 'late' : 'down';
      // The reason names hosts and users; it is for the log, for the probe is open to everybody.
      this.logger.warn(
        `${check.name} is ${status}: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      clearTimeout(timer);
    }
    return { name: check.name, status, milliseconds: Math.round(performance.now() - start) };
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { projectRoot } from '../../src/config/project-root.js';

const read = (path: string): string => readFileSync(join(projectRoot(), path), 'utf8');

const serviceSchema = z.object({
  image: z.string().optional(),
  restart: z.string().optional(),
  command: z.array(z.string()).optional(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.unknown()).optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  healthcheck: z.looseObject({}).optional(),
  deploy: z.object({ replicas: z.int() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
});
type Service = z.output<typeof serviceSchema>;

/** The services with their merge keys (`<<`), which YAML 1.2 leaves to the program, laid under their own. */
function services(): Record<string, Service> {
  const raw = z
    .object({ services: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(load(read('docker-compose.yml')));
  return Object.fromEntries(
    Object.entries(raw.services).map(([name, { '<<': base, ...own }]) => [
      name,
      serviceSchema.parse({ ...(base as Record<string, unknown> | undefined), ...own }),
    ]),
  );
}

describe('docker-compose.yml', () => {
  const { postgres, redis, migrate, api, worker } = services();

  it('has the five services and no other', () => {
    expect(Object.keys(services())).toEqual(['postgres', 'redis', 'migrate', 'api', 'worker']);
    expect(postgres?.image).toMatch(/^postgres:18/);
    expect(redis?.image).toMatch(/^redis:[78]/);
    expect(worker?.deploy?.replicas).toBe(2);
  });

  it('publishes the port of the API only', () => {
    const open = Object.entries(services()).filter(([, service]) => service.ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['api']);
  });

  it('keeps what must last, and starts again what fell', () => {
    expect(postgres?.volumes).toHaveLength(1);
    expect(redis?.volumes).toHaveLength(1);
    for (const service of [postgres, redis, api, worker]) expect(service?.restart).toBe('unless-stopped');
    for (const service of [postgres, redis, worker]) expect(service?.healthcheck).toBeDefined();
  });

  it('lets API and workers begin when the schema is up and their servers answer', () => {
    for (const service of [api, worker]) {
      expect(service?.depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
      });
    }
    expect(migrate?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  });

  it('runs files that the build makes, and holds no secret', () => {
    const entries = [migrate, api, worker].map((service) => service?.command?.[1]);
    expect(entries).toEqual(['dist/src/cli.js', 'dist/src/main.js', 'dist/src/worker.js']);
    expect(read('docker-compose.yml')).not.toMatch(/PASSWORD: (?!\$\{)/);
    expect(read('.gitignore')).toMatch(/^\.env$/m);
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
    expect(read('Dockerfile')).toMatch(/^HEALTHCHECK /m);
  });
});

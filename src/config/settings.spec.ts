import { loadSettings, SettingError, settingsTable } from './settings.js';

function failure(env: Record<string, string>): SettingError {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof SettingError) return error;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

describe('settings', () => {
  it('has a default for every variable that needs one', () => {
    const settings = loadSettings({});
    expect(settings).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, LOG_LEVEL: 'info', FETCH_ALLOW: [] });
    expect(settings.DATABASE_URL).toBeUndefined();
    expect(settings.SCOUT_HOME).toMatch(/\/\.scout$/);
  });

  it('takes an empty variable as not set', () => {
    expect(loadSettings({ PORT: '', DATABASE_URL: ' ' })).toEqual(loadSettings({}));
  });

  it('reads values of every kind and is frozen', () => {
    const settings = loadSettings({
      PORT: '0',
      DATABASE_URL: 'postgres://u:p@db/scout',
      FETCH_ALLOW: 'localhost:80, [::1]:9000',
      PUBLIC_URL: 'https://scout.example.com',
    });
    expect(settings.PORT).toBe(0);
    expect(settings.DATABASE_URL).toBe('postgres://u:p@db/scout');
    expect(settings.FETCH_ALLOW).toEqual(['localhost:80', '[::1]:9000']);
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['LOG_LEVEL', 'loud'],
    ['FETCH_ALLOW', 'localhost'],
    ['FETCH_ALLOW', 'a:1,,b:2'],
    ['QUEUE_PREFIX', 'a:b'],
    ['PUBLIC_URL', 'ftp://example.com'],
    ['REDIS_URL', 'localhost:6379'],
    ['DATABASE_POOL', '1'],
  ])('refuses %s=%s and names it', (name, value) => {
    const error = failure({ [name]: value });
    expect(error.code).toBe('INVALID_SETTING');
    expect(error.message).toMatch(new RegExp(`^${name} .*: it must be .+\\.$`));
  });

  it('shows the value given, but never a secret', () => {
    expect(failure({ PORT: 'abc' }).message).toBe(
      "PORT is 'abc': it must be a whole number from 0 to 65535.",
    );
    expect(failure({ DATABASE_URL: 'mysql://u:hunter2@db/x' }).message).not.toContain('hunter2');
  });

  it('names every wrong variable at once', () => {
    const { message } = failure({ PORT: 'x', LOG_LEVEL: 'y' });
    expect(message).toContain('PORT');
    expect(message).toContain('LOG_LEVEL');
  });

  it('renders a table with one row for each variable and nothing of this machine', () => {
    const table = settingsTable();
    for (const name of Object.keys(loadSettings({}))) expect(table).toContain(`| \`${name}\` |`);
    expect(table).not.toContain(process.cwd());
  });
});

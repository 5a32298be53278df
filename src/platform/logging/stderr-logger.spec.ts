import { jest } from '@jest/globals';
import { StderrLogger } from './stderr-logger.js';

const key = `sk_scout_abcdefghijkl_${'S'.repeat(43)}`;

describe('the logger', () => {
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const lines: string[] = [];
  const err = jest.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  afterAll(() => {
    out.mockRestore();
    err.mockRestore();
  });
  beforeEach(() => {
    out.mockClear();
    lines.length = 0;
  });

  it('writes nothing to standard output', () => {
    const logger = new StderrLogger('debug');
    logger.log('a');
    logger.warn('b');
    logger.debug('c');
    logger.verbose('d');
    logger.error('e', 'Error: e\n    at stack');
    logger.fatal('f');
    expect(out).not.toHaveBeenCalled();
    expect(lines.length).toBeGreaterThanOrEqual(6);
  });

  it('keeps to its level', () => {
    new StderrLogger('warn').log('a');
    expect(lines).toEqual([]);
  });

  it('blanks keys', () => {
    const logger = new StderrLogger('info');
    logger.log(`GET /?key=${key}`);
    logger.error('failed', `Error: ${key}\n    at here`);
    logger.log({ authorization: `Bearer ${key}` });
    expect(lines.join('')).toContain('sk_scout_abcdefghijkl_…');
    expect(lines.join('')).not.toContain('SSSS');
  });
});

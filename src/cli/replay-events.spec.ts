import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadLines } from './input-files.js';
import { readReplayEvents } from './replay-events.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'replay-'))));
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(text: string, most = 0) {
  const file = join(folder, 'log');
  await writeFile(file, text);
  const bad = new BadLines(most);
  const events = await readReplayEvents(file, bad);
  return { events, bad };
}

const HEAD = 'timestamp,eventType,contentId,personId,sessionId,userRegion,userCountry';

describe('readReplayEvents', () => {
  it('reads the columns of Deskdrop in any order, with what else stands there', async () => {
    const { events, bad } = await read(
      'personId,mood,contentId,timestamp,eventType,userCountry,userRegion\np,calm,s,10,COMMENT CREATED,BR,SP\n',
    );
    expect(events).toEqual([
      { story: 's', reader: 'p', kind: 'comment', at: 10_000, groups: ['BR', 'BR/SP'] },
    ]);
    expect(() => {
      bad.finish();
    }).not.toThrow();
  });

  it('reports bad lines with their numbers and skips them', async () => {
    const told: string[] = [];
    const write = collectTold(told);
    const { events, bad } = await read(
      [HEAD, 'soon,VIEW,s,p,1,,', '5,LOOK,s,p,1,,', '5,VIEW,s', '5,VIEW,,p,1,,', '6,VIEW,s,p,1,,'].join('\n'),
      3,
    );
    write.restore();
    expect(events).toEqual([{ story: 's', reader: 'p', kind: 'view', at: 6000, groups: ['', '/'] }]);
    expect(told.map((line) => /:(\d+): (\w+)/.exec(line)?.slice(1))).toEqual([
      ['2', 'timestamp'],
      ['3', 'eventType'],
      ['4', 'has'],
      ['5', 'names'],
    ]);
    expect(() => {
      bad.finish();
    }).toThrow('4 bad entries');
  });

  it('reads the IBM log, whose titles hold commas and line ends', async () => {
    const { events } = await read('article_id,title,user_id\n1.0,"a, b\nc",7\n1.0,d,8\n');
    expect(events).toEqual([
      { story: '1.0', reader: '7', kind: 'view', title: 'a, b\nc', groups: [] },
      { story: '1.0', reader: '8', kind: 'view', title: 'd', groups: [] },
    ]);
  });

  it('reads events of the service: clicks and reads are views, an id counts once, the rest touches nothing', async () => {
    const event = (type: string, id?: string) =>
      JSON.stringify({ id, type, reader: 'r', story: 's', at: '2026-01-08T00:00:00Z' });
    const { events } = await read(
      [event('impression'), event('click', 'a'), event('click', 'a'), event('read'), event('save')].join(
        '\n',
      ),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['view', 'view', 'bookmark']);
    expect(events[0]!.at).toBe(Date.UTC(2026, 0, 8));
  });

  it('takes an empty file as a log without events and refuses columns of another file', async () => {
    expect((await read('')).events).toEqual([]);
    expect((await read(HEAD)).events).toEqual([]);
    await expect(read('a,b\n1,2\n')).rejects.toThrow('neither JSON Lines nor a CSV file with the columns');
    await expect(readReplayEvents(join(folder, 'absent'), new BadLines(0))).rejects.toThrow('cannot be read');
  });
});

/** Collects what is told to standard error. */
function collectTold(told: string[]): { restore: () => void } {
  const { write } = process.stderr;
  process.stderr.write = (text: string | Uint8Array): boolean => {
    told.push(String(text).trim());
    return true;
  };
  return {
    restore: () => {
      process.stderr.write = write;
    },
  };
}

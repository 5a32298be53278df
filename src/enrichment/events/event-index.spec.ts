import { EventIndex, type Cluster, type Member } from './event-index.js';

const HOUR = 3_600_000;

function fill(index: EventIndex, cluster: Cluster, id: string, at: number, words: string): Member {
  const terms = index.vector(new Map(words.split(' ').map((word) => [word, 0.5])));
  const member: Member = { id, publishedAt: at, publisher: '', terms, copies: [], cluster };
  index.addStory(cluster, member);
  return member;
}

describe('EventIndex', () => {
  it('links with the stories nearest in time, in whatever order they came', () => {
    const links = [false, true].map((backwards) => {
      const index = new EventIndex(() => 0);
      const cluster = index.open('e', 0);
      const hours = Array.from({ length: 100 }, (_, i) => (backwards ? 99 - i : i));
      for (const hour of hours)
        fill(index, cluster, `s${hour}`, hour * HOUR, hour < 30 ? 'old reef' : 'new dam');
      return ['old reef', 'new dam'].map((words) => {
        const probe = index.probe(index.vector(new Map(words.split(' ').map((word) => [word, 1]))));
        return [0, 99].map((hour) => index.link(probe, cluster, '', hour * HOUR));
      });
    });
    expect(links[0]).toEqual(links[1]);
    const [[oldThen, oldNow], [, newNow]] = links[0] as [[number, number], [number, number]];
    expect(oldThen).toBeGreaterThan(0.9);
    expect(oldNow).toBe(0);
    expect(newNow).toBeGreaterThan(0.9);
  });

  it('finds and weighs as if what has left had never been there', () => {
    const [used, fresh] = [new EventIndex(() => 0.01), new EventIndex(() => 0.01)];
    const gone = Array.from({ length: 400 }, (_, i) =>
      fill(used, used.open(`g${i}`, i), `g${i}`, i, `reef dam word${i % 50} other${i}`),
    );
    const answers = [used, fresh].map((index) => {
      for (let i = 0; i < 20; i++) {
        const cluster = index.open(`e${i}`, i);
        fill(index, cluster, `a${i}`, i, `reef word${i} more${i % 3}`);
        fill(index, cluster, `b${i}`, i, `dam word${i} more${i % 4}`);
      }
      if (index === used) for (const member of gone) index.removeStory(member.cluster, member);
      const probe = index.probe(
        index.vector(
          new Map([
            ['reef', 1],
            ['word7', 1],
            ['more1', 0.5],
          ]),
        ),
      );
      return index
        .near(probe)
        .map(([{ event }, cosine]) => [event, cosine.toFixed(9)])
        .sort();
    });
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]!.length).toBeGreaterThan(5);
  });
});

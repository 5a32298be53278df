import { withinCpu } from '../../../test/support/cpu-time.js';
import { createEntityLinker } from './entities.js';
import type { StoryText } from '../understanding.js';

const linker = createEntityLinker();
const link = (title: string, rest: Partial<StoryText> = {}) => linker.link({ id: 's', title, ...rest });
const idsIn = (title: string, rest: Partial<StoryText> = {}) => link(title, rest).map(({ entity }) => entity);

describe('the entity linker', () => {
  it('finds companies, chips and people, the leading one most salient', () => {
    const tags = link('Nvidia ships Blackwell GPUs to CoreWeave', {
      summary: 'Jensen Huang said so. Huang smiled.',
    });
    expect(tags.map(({ entity }) => entity)).toEqual([
      'nvidia',
      'nvidia-blackwell',
      'coreweave',
      'jensen-huang',
    ]);
    expect(tags[0]!.salience).toBe(1);
    expect(tags[3]!.mentions).toHaveLength(2);
    expect(tags[3]!.salience).toBeLessThan(0.6);
  });

  it('gives spans that cut the name out as it is written, emoji and curly marks before it or not', () => {
    const story: StoryText = {
      id: 's',
      title: '🚀🚀 Lowe’s, AT&T and McDonald’s',
      text: '“OpenAI’s” é NVIDIA — Disney+',
    };
    const written = linker
      .link(story)
      .flatMap(({ mentions }) => mentions.map(({ field, start, end }) => story[field]!.slice(start, end)));
    expect(written.sort()).toEqual(['AT&T', 'Disney+', 'Lowe’s', 'McDonald’s', 'NVIDIA', 'OpenAI'].sort());
  });

  it.each([
    ['Copper prices climb to a record', 'copper'],
    ['Gold falls below 4,000 dollars an ounce', 'gold'],
    ['Mill towns hope for steel tariffs', 'steel'],
    ['Phone makers fear a shortage of memory chips', 'dram'],
    ['Farmers wait for cheaper fertilizer', 'fertiliser'],
  ])('finds the raw material of "%s"', (title, commodity) => {
    expect(idsIn(title)).toContain(commodity);
  });

  it('takes the longest name', () => {
    expect(idsIn('Amazon Web Services opens a region')).toEqual(['amazon-web-services']);
    expect(idsIn('Meta Quest sales fall')).toEqual(['meta-quest']);
    expect(idsIn('GPT-5.2 beats GPT-4o')).toEqual(['gpt-5', 'gpt-4']);
    expect(idsIn('GPT-5.99 is a rumour')).toEqual([]);
  });

  it.each([
    ['Deforestation in the Amazon rises again', 'amazon'],
    ['The meta of the game changed, and a gap opened', 'gap'],
    ['An apple a day, an oracle in a shell', 'apple'],
    ['Harrison Ford returns to the screen', 'ford'],
    ['Target Price Raised for the Whole Block', 'target'],
    ['New visa rules for students', 'visa'],
    ['Visa Applicants Face Longer Waits', 'visa'],
    ['Taylor Swift breaks a record', 'swift'],
    ['He worked for the Ford Foundation', 'ford'],
    ['Melania Trump opens the ball', 'donald-trump'],
    ['The arm of the law is long', 'arm'],
    ['Listen on Apple Podcasts', 'apple'],
    ['Skater wins gold medal at the winter games', 'gold'],
    ['Silver or gold: which watch finish to buy', 'gold'],
    ['The new phone has an aluminium frame', 'aluminium'],
    ['A pan with a copper bottom', 'copper'],
  ])('does not take "%s" for %s', (title, entity) => {
    expect(idsIn(title)).not.toContain(entity);
  });

  it.each([
    ['Target shares fall as shoppers stay home', 'target'],
    ['Block cuts jobs at Cash App', 'block'],
    ['Visa and Mastercard settle with merchants', 'visa'],
    ['Arm designs a chip of its own', 'arm'],
    ['Gap (NYSE: GAP) opens higher', 'gap'],
    ['Shell to buy a refinery from BP', 'shell'],
    ['Ford recalls trucks', 'ford'],
  ])('takes "%s" for %s', (title, entity) => {
    expect(idsIn(title)).toContain(entity);
  });

  it('carries a clear name over the story: a surname, an ambiguous word', () => {
    expect(idsIn('Su sees a bigger market', { summary: 'Lisa Su spoke in Taipei.' })).toContain('lisa-su');
    expect(idsIn('Ford speaks up', { summary: 'Ontario Premier Doug Ford said so.' })).toEqual(['doug-ford']);
    expect(idsIn('Cook explains the plan')).toEqual([]);
    expect(idsIn('Cook explains the plan', { text: 'Tim Cook has run Apple since 2011.' })).toContain(
      'tim-cook',
    );
  });

  it('reads titles in capitals and names in odd case', () => {
    expect(idsIn('NVIDIA AND OPENAI SIGN A NEW DEAL FOR CHIPS')).toEqual(['nvidia', 'openai']);
    expect(idsIn('APPLE PIE AND CIDER FOR EVERYBODY IN TOWN')).not.toContain('apple');
    expect(idsIn('Openai and Github go down')).toEqual(['openai', 'github']);
  });

  it('leaves addresses, handles and photo credits alone', () => {
    expect(idsIn('See www.nvidia.com, @openai, github.com/x and Image Credits:SpaceX')).toEqual([]);
  });

  it("reads over page furniture and the publisher behind an aggregator's headline", () => {
    expect(idsIn('A phone is here - Bloomberg Apple', { source: 'Google News (Technology)' })).toEqual([]);
    expect(
      idsIn('A phone', { text: 'Follow ZDNET: Add us as a preferred source on Google. It rings.' }),
    ).toEqual([]);
  });

  it('survives any input, quickly', () => {
    const inputs = [
      '',
      '😀'.repeat(1000),
      'A'.repeat(1_000_000),
      'Apple '.repeat(200_000),
      '('.repeat(1_000_000),
      '&+&+'.repeat(250_000),
    ];
    withinCpu(2_000, () => {
      for (const text of inputs) link('', { summary: text, text });
    });
    const [apple] = link('Apple, Apple', { text: 'Apple '.repeat(200_000) });
    expect(apple!.mentions.length).toBeLessThanOrEqual(20);
  });

  it("links a gazetteer of one's own", () => {
    const own = createEntityLinker(
      [{ id: 'acme', name: 'Acme', type: 'company', aliases: [], ambiguous: { needs: ['anvils'] } }],
      ['Acme Bakery'],
    );
    expect(own.link({ id: 's', title: 'Acme sells anvils' })).toHaveLength(1);
    expect(own.link({ id: 's', title: 'Acme sells bread' })).toEqual([]);
    expect(own.link({ id: 's', title: 'Acme Bakery sells anvils' })).toEqual([]);
  });
});

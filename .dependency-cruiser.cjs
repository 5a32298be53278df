/**
 * The rooms of src/ and what each may import (CONTRIBUTING.md, "The house"). `npm run rules` names the broken rule.
 * A room may import only what its line names; rooms are listed from the ground up.
 */
const ground = ['config', 'platform'];
const rooms = {
  config: [],
  platform: ['config'],
  knowledge: [],
  ranking: [],
  enrichment: ['knowledge'],
  access: ground,
  catalog: ['enrichment', 'knowledge', ...ground],
  readers: ['enrichment', 'knowledge', 'ranking', ...ground],
  engagement: ['catalog', 'readers', 'ranking', ...ground],
  'ranking-profiles': ['ranking', ...ground],
  delivery: ['readers', ...ground],
  briefings: [
    'enrichment',
    'knowledge',
    'ranking',
    'catalog',
    'readers',
    'engagement',
    'ranking-profiles',
    'delivery',
    ...ground,
  ],
  tuning: [
    'enrichment',
    'knowledge',
    'ranking',
    'catalog',
    'readers',
    'engagement',
    'ranking-profiles',
    'delivery',
    'briefings',
    ...ground,
  ],
};
/** Parts of the large rooms, and which other parts of their room each may import: one way as well. */
const parts = {
  catalog: {
    feeds: [],
    hosts: [],
    stories: ['feeds'],
    articles: ['feeds', 'hosts', 'stories'],
    sources: ['articles', 'feeds', 'hosts', 'stories'],
    events: ['stories'],
    topics: ['events', 'sources', 'stories'],
  },
  enrichment: {
    text: [],
    kinds: ['text'],
    entities: ['text'],
    topics: ['entities', 'text'],
    events: ['text'],
    figures: ['events', 'text'],
    composites: ['events', 'figures', 'text'],
  },
};
/** Types of what goes into a room and comes out, which every part of it may name. */
const vocabulary = ['enrichment/understanding', 'enrichment/composite'];
const all = [...Object.keys(rooms), 'cli'];

const roomRules = Object.entries(rooms).map(([room, may]) => ({
  name: `room-${room}`,
  comment: `src/${room} may import only: ${[room, ...may].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...may].join('|')})/` },
}));

const partRules = Object.entries(parts).flatMap(([room, ofRoom]) =>
  Object.entries(ofRoom).map(([part, may]) => ({
    name: `part-${room}-${part}`,
    comment: `src/${room}/${part} may import of its room only: ${[part, ...may].join(', ')}`,
    severity: 'error',
    // A spec may try a part together with others.
    from: { path: `^src/${room}/${part}/`, pathNot: '\\.spec\\.ts$' },
    to: {
      path: `^src/${room}/`,
      pathNot: `^src/${room}/(${[part, ...may].join('|')})/|^src/(${vocabulary.join('|')})\\.ts$`,
    },
  })),
);

module.exports = {
  forbidden: [
    ...roomRules,
    ...partRules,
    {
      name: 'known-parts',
      comment: 'A file of a room with parts lies in one of them, or in the room itself.',
      severity: 'error',
      from: {
        path: `^src/(${Object.keys(parts).join('|')})/[^/]+/`,
        pathNot: Object.entries(parts).map(
          ([room, ofRoom]) => `^src/${room}/(${Object.keys(ofRoom).join('|')})/[^/]+$`,
        ),
      },
      to: {},
    },
    {
      name: 'known-rooms',
      comment: 'Every file of src/ lives in a room of the table or is one of the three processes.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/(${all.join('|')})/|^src/(main|worker|cli|app\\.module|scout)\\.ts$`,
      },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: 'Imports run one way.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-rooms',
      comment: 'ranking/ and knowledge/ use no npm package and no Node built-in.',
      severity: 'error',
      from: { path: '^src/(ranking|knowledge)/', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core', 'npm-no-pkg', 'npm-unknown'],
      },
    },
    {
      name: 'enrichment-packages',
      comment: 'enrichment/ may use natural (by sub-path) and small text libraries; no I/O.',
      severity: 'error',
      from: { path: '^src/enrichment/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/natural/lib/natural/' },
    },
    {
      name: 'natural-by-sub-path',
      comment: "`import 'natural'` loads database drivers; keep the one wrapper in enrichment/.",
      severity: 'error',
      from: { path: '^(src|test|migrations)/', pathNot: '^src/enrichment/text/natural\\.ts$' },
      to: { path: 'node_modules/natural/' },
    },
    {
      name: 'page-reading-wrapped',
      comment: 'What reads pages and robots files is wrapped once each.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/catalog/(articles/article-extract|hosts/robots)\\.ts$' },
      to: { path: 'node_modules/(@mozilla/readability|linkedom|robots-parser)/' },
    },
    {
      name: 'typeorm-places',
      comment: 'typeorm only in entities, repositories, modules, platform/database and migrations.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '\\.(entity|repository|module)\\.ts$|^src/platform/database/|\\.spec\\.ts$',
      },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'bullmq-places',
      comment: 'bullmq only in processors, modules and platform/queue.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(processor|module)\\.ts$|^src/platform/queue/|\\.spec\\.ts$' },
      to: { path: 'node_modules/(bullmq|@nestjs/bullmq)/' },
    },
    {
      name: 'entities-stay-home',
      comment: 'An entity is used by its repository and its module only.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(entity|repository|module)\\.ts$|^src/platform/database/' },
      to: { path: '\\.entity\\.ts$' },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};

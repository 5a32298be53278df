import { contentStems } from './event-terms.js';

/** Words that reports put for each other: whoever reads two of them has read the same news. */
const GROUPS: readonly string[] = [
  'announce announcement unveil introduce launch reveal debut release unveiling rollout',
  'buy bought acquire acquisition purchase takeover takes snap',
  'agree agreement deal pact accord contract',
  'approve pass passage adopt okay clear',
  'reject block strike struck overturn',
  'leave left leaving depart departure exit resign resignation quit',
  'cut layoff reduce slash trim axe eliminate',
  'rise rose risen climb jump surge soar gain rally increase grow grew growth',
  'fall fell fallen drop decline sink slump plunge slide tumble decrease dip',
  'delay postpone defer',
  'sue sued suing lawsuit suit complaint litigation',
  'probe investigate investigation inquiry',
  'invest investment stake funding fund raise',
  'spin spinoff spin-off spinout demerge separate independent',
  'plan expect intend aim set consider',
  'staff employee worker workforce job',
  'company firm startup start-up business maker unit subsidiary division',
  'phone smartphone handset',
  'boss chief ceo head leader',
  'billion multibillion-dollar multi-billion-dollar multibillion multi-billion',
  'ai artificial-intelligence',
  'price cost pricing',
  'court judge ruling rule',
  'rumor rumour rumored report reported reportedly',
  'show display demonstrate demo',
];

const MEANINGS: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap((group) => {
    const stems = contentStems(group.split(' '));
    return stems.map((stem): [string, string] => [stem, stems[0]!]);
  }),
);

/** The stem that stands for a stem and the others of its meaning. */
export function meaningOf(stem: string): string {
  return MEANINGS.get(stem) ?? stem;
}

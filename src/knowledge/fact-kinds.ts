/**
 * What a story holds besides its topic. Roles care about kinds: finance for guidance, security for exploits,
 * procurement for prices; consumer how-tos, shopping and stock chatter sink for everyone whose trade they are not.
 */
export const FACT_KINDS = [
  {
    id: 'guidance',
    name: 'Money and guidance',
    definition: 'Results, forecasts, capital spending, valuations, funding sums',
  },
  {
    id: 'vulnerability',
    name: 'Vulnerability or breach',
    definition: 'An exploit, flaw, breach or attack that somebody must act on',
  },
  {
    id: 'price',
    name: 'Price or supply',
    definition: 'A price change, a shortage, availability of a thing that businesses buy',
  },
  {
    id: 'law',
    name: 'Law or ruling',
    definition: 'A law in force or proposed, a ruling, a fine, an order of an authority',
  },
  {
    id: 'people-move',
    name: 'Hire or departure',
    definition: 'A person of weight appointed, hired away, leaving or dismissed',
  },
  {
    id: 'outage',
    name: 'Outage or recall',
    definition: 'A service down, a recall, an accident that stops work',
  },
  { id: 'launch', name: 'Launch', definition: 'A product, service, feature or site announced or released' },
  { id: 'research', name: 'Research', definition: 'A paper, study, survey or report with findings' },
  { id: 'opinion', name: 'Opinion', definition: 'A column, interview or essay that argues' },
  { id: 'how-to', name: 'How-to', definition: 'Advice or instructions, mostly for consumers' },
  { id: 'shopping', name: 'Deal to shop', definition: 'A discount, a buying guide, a product round-up' },
  { id: 'review', name: 'Review or hands-on', definition: 'Somebody tried a consumer product' },
  { id: 'rumour', name: 'Rumour', definition: 'A leak or unconfirmed report' },
  {
    id: 'market-wrap',
    name: 'Market wrap',
    definition: 'What indices, prices or a share did today, stock tips and ratings',
  },
  {
    id: 'deal',
    name: 'Corporate deal',
    definition: 'An acquisition, funding round, partnership or contract between companies',
  },
] as const satisfies readonly { id: string; name: string; definition: string }[];

export type FactKind = (typeof FACT_KINDS)[number]['id'];

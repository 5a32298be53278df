/** A story as a client posts one; everything in it is made up. */
export interface InventedStory {
  readonly id: string;
  readonly source: string;
  readonly title: string;
  readonly summary: string;
  readonly url?: string;
  readonly publishedAt?: string;
}

/** Source, title and summary of one day; several fields of work, one event that three sources tell. */
const DAY: readonly (readonly [source: string, title: string, summary: string])[] = [
  [
    'Ledger Wire',
    'Norvane Chips raises prices of its server GPUs by 12%',
    'The maker of GPU accelerators said demand from data centers for AI training outruns supply. Norvane sold chips worth $4.1 billion in the quarter.',
  ],
  [
    'Ledger Wire',
    'Quillbank reports quarterly earnings above guidance',
    'Quarterly revenue of the bank rose 9% to $2.3 billion and earnings per share beat the guidance. Lending and card payments grew.',
  ],
  [
    'Ledger Wire',
    'Central bank of Varland holds interest rates at 3.5%',
    'Inflation slowed to 2.4% while unemployment rose. Economists expect a rate cut in autumn as GDP growth weakens.',
  ],
  [
    'Perimeter Daily',
    'Critical vulnerability in Gatelock VPN is exploited by ransomware gang',
    'Security researchers found a zero-day in the VPN appliance. Attackers stole data from 40 companies; a patch is out. The flaw has a CVSS score of 9.8.',
  ],
  [
    'Perimeter Daily',
    'Phishing campaign steals passwords from hospital staff',
    'The malware spreads by e-mail. Cybersecurity teams in 14 hospitals reset credentials after the data breach.',
  ],
  [
    'Perimeter Daily',
    'Privacy watchdog fines Oddly 30 million euros over location data',
    'The data protection authority found that the app shared personal data of users without consent under GDPR.',
  ],
  [
    'Northgrid Report',
    'Utility signs 500 MW power deal for data centers in Halden',
    'The electricity grid operator will supply hyperscale data centers with 500 MW from gas turbines and wind. The contract is worth $1.8 billion.',
  ],
  [
    'Northgrid Report',
    'Oil prices fall 4% as producers raise output',
    'Crude slipped to $66 a barrel after producers of oil and gas agreed to pump more.',
  ],
  [
    'Northgrid Report',
    'Carbon emissions of steel makers drop for a second year',
    'Climate researchers credit electric furnaces; emissions fell 6%. Sustainability rules tighten next year.',
  ],
  [
    'Model Notes',
    'Sablewood releases open-weights foundation model with long context',
    'The large language model reads a million tokens and is released as open source under a free licence. Benchmarks place it near the leaders.',
  ],
  [
    'Model Notes',
    'Coding agents now write a third of new code at Fennel Software',
    'The software developers use AI coding assistants in the IDE; pull requests are reviewed by engineers.',
  ],
  [
    'Model Notes',
    'Researchers publish method that halves training cost of language models',
    'The paper describes a new optimiser for neural network training. Machine learning researchers repeated the result.',
  ],
  [
    'Talent Current',
    'Brightloom lays off 900 workers in restructuring',
    'The layoffs reach 8% of staff. The company is cutting jobs in sales and support to save costs.',
  ],
  [
    'Talent Current',
    'Hiring of nurses picks up as hospitals raise wages',
    'Recruiters report more job openings; wages rose 5%. Talent teams compete for applicants.',
  ],
  [
    'Talent Current',
    'Pellworth names Ana Ruiz as chief executive officer',
    'The new CEO succeeds Jon Marsh, who steps down in May. The board appointed her after a long search.',
  ],
  [
    'Docket Line',
    'Antitrust regulator sues Marketplane over search monopoly',
    'The lawsuit of the competition authority says the company abused its dominant position. A court hearing is set for May.',
  ],
  [
    'Docket Line',
    'Court finds Tarnwick liable for patent infringement',
    'The jury awarded $210 million in the patent litigation. Tarnwick will appeal the ruling.',
  ],
  [
    'Docket Line',
    'New export controls cover tools for semiconductor factories',
    'The trade ministry requires licences for exports of chip making equipment. Tariffs stay as they are.',
  ],
  [
    'Adroom Weekly',
    'Brands move advertising budgets to streaming',
    'Advertisers spend 14% more on streaming video ads; marketing agencies cut print campaigns.',
  ],
  [
    'Adroom Weekly',
    'Pixelforge sells two million copies of its new video game',
    'The game studio said players on console bought most copies. A sequel is in the works at the gaming company.',
  ],
  [
    'Adroom Weekly',
    'Retailer Corner & Co opens 40 stores and grows e-commerce',
    'Retail sales rose 7%; online shopping made a third of the revenue.',
  ],
  [
    'Axle Journal',
    'Electric car maker Voltura recalls 60,000 vehicles',
    'The automaker found a fault in the battery of its electric vehicles. Drivers are asked to visit a workshop.',
  ],
  [
    'Axle Journal',
    'Ports clear backlog as freight rates fall',
    'Supply chain managers see shorter waits; container shipping rates fell 20%. Logistics companies cut prices.',
  ],
  [
    'Axle Journal',
    'Factory robots weld hulls at Brackwater shipyard',
    'The manufacturing robots work beside people. Industrial automation raised output by 15%.',
  ],
  [
    'Ledger Monday',
    'Corvane to buy Lumenworks for $7.5 billion',
    'The acquisition of the cloud software maker is the largest merger of the year. Corvane pays $7.5 billion in cash.',
  ],
  [
    'Market Minute',
    'Corvane agrees to acquire Lumenworks in $7.5 billion deal',
    'Corvane will acquire the cloud software maker Lumenworks for $7.5 billion in cash, the largest merger of the year.',
  ],
  [
    'Quay and Rail',
    'Lumenworks sold to Corvane for $7.5 billion',
    'Corvane buys Lumenworks, a maker of cloud software. The acquisition for $7.5 billion in cash closes in autumn.',
  ],
  [
    'Clinic Post',
    'Drug of Helix Fern cuts heart attacks in large clinical trial',
    'The biotech company said the medicine lowered risk by 18% among patients. The regulator decides on approval in June.',
  ],
  [
    'Quay and Rail',
    'Start-up Minnow raises $80 million from venture investors',
    'The venture capital round values the startup at $600 million. Investors led by Oakstep joined the Series B funding.',
  ],
  [
    'Market Minute',
    'Cloud platform Stratus outage stops online banks for two hours',
    'The cloud provider blamed a faulty update of its database. Banking apps and payments were down.',
  ],
];

/** The invented day, its stories spread over the hours before `until`, the first the oldest. */
export function inventedDay(until: Date, prefix = 'day'): InventedStory[] {
  return DAY.map(([source, title, summary], i) => ({
    id: `${prefix}-${i + 1}`,
    source,
    title,
    summary,
    url: `https://news.example.org/${prefix}/${i + 1}`,
    publishedAt: new Date(until.getTime() - (DAY.length - i) * 20 * 60_000).toISOString(),
  }));
}

/** Which demo stories tell the same event, by canonical link: the answer that clustering is checked against. */
export const EXPECTED_EVENTS: Readonly<Record<string, readonly string[]>> = {
  'meridian-4': [
    'https://signalgrid.example/news/meridian-4-cloud-price',
    'https://ledgerwire.example/news/meridian-labs-model-price-war',
    'https://modelnotes.example/news/meridian-4-release',
  ],
  'calder-northfold': [
    'https://signalgrid.example/news/northfold-calder-campus',
    'https://ledgerwire.example/news/calder-valley-northfold-deal',
    'https://gridline.example/news/calder-northfold-1400mw',
    'https://marketminute.example/news/utilities-calder-northfold',
  ],
  'amazon-openai': [
    'https://signalgrid.example/news/openai-bedrock-stateful-runtime',
    'https://ledgerwire.example/news/amazon-openai-150bn',
    'https://halden.example/articles/amazon-openai-35bn-conditions',
    'https://waferwatt.example/news/openai-2gw-trainium',
    'https://gridline.example/news/openai-trainium-2gw-power',
    'https://talentcurrent.example/news/amazon-openai-hiring-shift',
    'https://talentcurrent.example/news/amazon-staff-briefed-openai',
    'https://modelnotes.example/news/frontier-aws-exclusive-distributor',
    'https://companyrecord.example/news/amazon-openai-strategic-agreement',
    'https://marketminute.example/news/microsoft-openai-statement',
  ],
  tandempay: [
    'https://signalgrid.example/news/tandempay-expired-certificate',
    'https://halden.example/articles/tandempay-shops-cash',
    'https://paymentspulse.example/news/tandempay-outage',
  ],
  larkspur: [
    'https://ledgerwire.example/news/quillmind-ruling-licensing',
    'https://halden.example/articles/larkspur-wins-ai-copyright',
    'https://docketcode.example/news/larkspur-quillmind-ruling',
    'https://modelnotes.example/news/quillmind-copyright-ruling',
  ],
  'fed-cut': [
    'https://ledgerwire.example/news/fed-quarter-point-cut',
    'https://halden.example/articles/fed-rate-cut-split',
    'https://paymentspulse.example/news/fed-cut-card-rates',
    'https://marketminute.example/news/fed-cuts-quarter-point',
  ],
  'export-rule': [
    'https://ledgerwire.example/news/chip-export-rule-shares',
    'https://waferwatt.example/news/commerce-rack-export-rule',
    'https://docketcode.example/news/bis-rack-level-licence',
    'https://marketminute.example/news/nvidia-amd-export-rule',
  ],
  brightmoor: [
    'https://ledgerwire.example/news/brightmoor-layoffs-guidance',
    'https://halden.example/articles/brightmoor-1900-jobs',
    'https://talentcurrent.example/news/brightmoor-cuts-1900',
  ],
  lumora: [
    'https://ledgerwire.example/news/lumora-ad-metric',
    'https://docketcode.example/news/lumora-metric-disclosure',
    'https://adroom.example/news/lumora-view-standard',
  ],
  kestrel: [
    'https://ledgerwire.example/news/kestrel-bearings-fire-output',
    'https://halden.example/articles/kestrel-bearings-wire',
    'https://axle.example/news/kestrel-second-source-approval',
    'https://axle.example/news/kestrel-bearings-fire',
    'https://quayrail.example/news/kestrel-fire-air-freight',
  ],
  'tallow-t2': [
    'https://ledgerwire.example/news/tallow-robotics-t2-orders',
    'https://modelnotes.example/news/tallow-t2-robot-model',
    'https://quayrail.example/news/tallow-t2-warehouse',
  ],
  'orient-foundry': [
    'https://ledgerwire.example/news/orient-foundry-capex',
    'https://waferwatt.example/news/orient-foundry-results',
    'https://marketminute.example/news/orient-foundry-profit',
  ],
  brackenridge: [
    'https://halden.example/articles/brackenridge-hospitals-divert',
    'https://perimeter.example/articles/brackenridge-vpn-flaw',
    'https://perimeter.example/articles/brackenridge-ransomware',
    'https://northlight.example/news/brackenridge-ransomware-patients',
  ],
};

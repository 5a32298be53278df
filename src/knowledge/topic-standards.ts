import type { TopicId } from './topics.js';

/** A category of a published taxonomy. */
export interface StandardCategory {
  readonly id: string;
  /** As its publisher writes it. */
  readonly name: string;
}

export interface TopicStandards {
  readonly iptc: readonly StandardCategory[];
  readonly iab: readonly StandardCategory[];
}

/**
 * The nearest categories of two published taxonomies for each topic, the nearest first: IPTC Media Topics of 9 October
 * 2025 (© IPTC, https://iptc.org, CC BY 4.0) and IAB Tech Lab Content Taxonomy 3.1 (© IAB Technology Laboratory,
 * https://iabtechlab.com, CC BY 3.0). Their ids and names are carried over unchanged; the mapping is ours. Both are coarser
 * than our topics on chips, AI and software, so several of ours share a category: it translates outwards, never back.
 */
export const TOPIC_STANDARDS: Readonly<Record<TopicId, TopicStandards>> = {
  'hyperscale-infrastructure': {
    iptc: [
      { id: 'medtop:20000225', name: 'computing and information technology' },
      { id: 'medtop:20001245', name: 'infrastructure projects' },
    ],
    iab: [
      { id: '620', name: 'Cloud Computing' },
      { id: '622', name: 'Web Hosting' },
    ],
  },
  'custom-silicon': {
    iptc: [{ id: 'medtop:20000230', name: 'semiconductor and electronic component' }],
    iab: [{ id: '115', name: 'Technology Industry' }],
  },
  'gpus-accelerators': {
    iptc: [
      { id: 'medtop:20000230', name: 'semiconductor and electronic component' },
      { id: 'medtop:20001298', name: 'artificial intelligence' },
    ],
    iab: [
      { id: '115', name: 'Technology Industry' },
      { id: '597', name: 'Artificial Intelligence' },
    ],
  },
  semiconductors: {
    iptc: [{ id: 'medtop:20000230', name: 'semiconductor and electronic component' }],
    iab: [{ id: '115', name: 'Technology Industry' }],
  },
  'cloud-platforms': {
    iptc: [{ id: 'medtop:20000225', name: 'computing and information technology' }],
    iab: [{ id: '620', name: 'Cloud Computing' }],
  },
  'networking-telecom': {
    iptc: [
      { id: 'medtop:20000233', name: 'telecommunication service' },
      { id: 'medtop:20000234', name: 'wireless technology' },
      { id: 'medtop:20000226', name: 'computer and telecommunications hardware' },
    ],
    iab: [
      { id: '116', name: 'Telecommunications Industry' },
      { id: '600', name: 'Computer Networking' },
    ],
  },
  'energy-for-compute': {
    iptc: [
      { id: 'medtop:20000260', name: 'electricity' },
      { id: 'medtop:20000256', name: 'energy and resource' },
    ],
    iab: [{ id: '110', name: 'Power and Energy Industry' }],
  },
  'foundation-models': {
    iptc: [{ id: 'medtop:20001298', name: 'artificial intelligence' }],
    iab: [{ id: '597', name: 'Artificial Intelligence' }],
  },
  'agent-orchestration': {
    iptc: [
      { id: 'medtop:20001298', name: 'artificial intelligence' },
      { id: 'medtop:20000231', name: 'software and applications' },
    ],
    iab: [
      { id: '597', name: 'Artificial Intelligence' },
      { id: '602', name: 'Computer Software and Applications' },
    ],
  },
  'ai-assistants': {
    iptc: [
      { id: 'medtop:20001298', name: 'artificial intelligence' },
      { id: 'medtop:20000231', name: 'software and applications' },
    ],
    iab: [{ id: '597', name: 'Artificial Intelligence' }],
  },
  'ai-coding': {
    iptc: [
      { id: 'medtop:20001298', name: 'artificial intelligence' },
      { id: 'medtop:20000231', name: 'software and applications' },
    ],
    iab: [
      { id: '597', name: 'Artificial Intelligence' },
      { id: '631', name: 'Programming Languages' },
    ],
  },
  'enterprise-ai-adoption': {
    iptc: [
      { id: 'medtop:20001298', name: 'artificial intelligence' },
      { id: 'medtop:20000192', name: 'business strategy and marketing' },
    ],
    iab: [
      { id: '597', name: 'Artificial Intelligence' },
      { id: '72', name: 'Business I.T.' },
    ],
  },
  'ai-research': {
    iptc: [
      { id: 'medtop:20001298', name: 'artificial intelligence' },
      { id: 'medtop:20000735', name: 'scientific research' },
    ],
    iab: [
      { id: '597', name: 'Artificial Intelligence' },
      { id: '464', name: 'Science' },
    ],
  },
  'ai-safety-governance': {
    iptc: [
      { id: 'medtop:20001298', name: 'artificial intelligence' },
      { id: 'medtop:20000636', name: 'regulation of industry' },
    ],
    iab: [
      { id: '597', name: 'Artificial Intelligence' },
      { id: '388', name: 'Political Issues & Policy' },
    ],
  },
  'robotics-autonomy': {
    iptc: [
      { id: 'medtop:20001298', name: 'artificial intelligence' },
      { id: 'medtop:20000302', name: 'machine manufacturing' },
    ],
    iab: [
      { id: '638', name: 'Robotics' },
      { id: '21', name: 'Driverless Cars' },
    ],
  },
  'data-platforms': {
    iptc: [{ id: 'medtop:20000231', name: 'software and applications' }],
    iab: [
      { id: '611', name: 'Databases' },
      { id: '616', name: 'Data Storage and Warehousing' },
    ],
  },
  'developer-tools': {
    iptc: [
      { id: 'medtop:20000231', name: 'software and applications' },
      { id: 'medtop:20000763', name: 'information technology and computer science' },
    ],
    iab: [
      { id: '631', name: 'Programming Languages' },
      { id: '602', name: 'Computer Software and Applications' },
    ],
  },
  'open-source': {
    iptc: [
      { id: 'medtop:20000231', name: 'software and applications' },
      { id: 'medtop:20000763', name: 'information technology and computer science' },
    ],
    iab: [{ id: '602', name: 'Computer Software and Applications' }],
  },
  'enterprise-software': {
    iptc: [{ id: 'medtop:20000231', name: 'software and applications' }],
    iab: [
      { id: '72', name: 'Business I.T.' },
      { id: '602', name: 'Computer Software and Applications' },
    ],
  },
  'operating-systems-browsers': {
    iptc: [{ id: 'medtop:20000231', name: 'software and applications' }],
    iab: [
      { id: '615', name: 'Operating Systems' },
      { id: '609', name: 'Browsers' },
    ],
  },
  cybersecurity: {
    iptc: [
      { id: 'medtop:20000086', name: 'cyber crime' },
      { id: 'medtop:20000763', name: 'information technology and computer science' },
    ],
    iab: [
      { id: '618', name: 'Information and Network Security' },
      { id: '608', name: 'Antivirus Software' },
    ],
  },
  'privacy-data-protection': {
    iptc: [
      { id: 'medtop:20000627', name: 'data protection policy' },
      { id: 'medtop:20001299', name: 'surveillance' },
    ],
    iab: [{ id: '618', name: 'Information and Network Security' }],
  },
  hiring: {
    iptc: [
      { id: 'medtop:20000523', name: 'labour market' },
      { id: 'medtop:20000518', name: 'wages and benefits' },
      { id: 'medtop:20000188', name: 'human resources' },
    ],
    iab: [
      { id: '55', name: 'Human Resources' },
      { id: '127', name: 'Job Search' },
      { id: '89', name: 'Job Market' },
    ],
  },
  'layoffs-restructuring': {
    iptc: [
      { id: 'medtop:20000189', name: 'layoffs and downsizing' },
      { id: 'medtop:20001366', name: 'business restructuring' },
      { id: 'medtop:20000174', name: 'bankruptcy' },
    ],
    iab: [
      { id: '65', name: 'Bankruptcy' },
      { id: '89', name: 'Job Market' },
    ],
  },
  'future-of-work': {
    iptc: [
      { id: 'medtop:20000509', name: 'employment' },
      { id: 'medtop:20000524', name: 'labour relations' },
    ],
    iab: [
      { id: '123', name: 'Careers' },
      { id: '130', name: 'Remote Working' },
    ],
  },
  'executive-moves': {
    iptc: [
      { id: 'medtop:20000190', name: 'executive officer' },
      { id: 'medtop:20000195', name: 'board of directors' },
    ],
    iab: [{ id: '76', name: 'Executive Leadership & Management' }],
  },
  'partnerships-deals': {
    iptc: [{ id: 'medtop:20000196', name: 'commercial contract' }],
    iab: [{ id: '53', name: 'Business' }],
  },
  'mergers-acquisitions': {
    iptc: [
      { id: 'medtop:20000204', name: 'merger or acquisition' },
      { id: 'medtop:20000197', name: 'company spin-off' },
      { id: 'medtop:20000200', name: 'joint venture' },
    ],
    iab: [{ id: '68', name: 'Mergers and Acquisitions' }],
  },
  'venture-funding': {
    iptc: [
      { id: 'medtop:20001158', name: 'start-up and entrepreneurial business' },
      { id: 'medtop:20000183', name: 'business financing' },
    ],
    iab: [
      { id: '71', name: 'Venture Capital' },
      { id: '61', name: 'Startups' },
      { id: '64', name: 'Angel Investment' },
    ],
  },
  earnings: {
    iptc: [
      { id: 'medtop:20000178', name: 'corporate earnings' },
      { id: 'medtop:20001365', name: 'business reporting and performance' },
    ],
    iab: [{ id: '54', name: 'Business Accounting & Finance' }],
  },
  'ipos-capital-markets': {
    iptc: [
      { id: 'medtop:20000187', name: 'stock flotation' },
      { id: 'medtop:20000390', name: 'debt market' },
      { id: 'medtop:20000175', name: 'stock buyback' },
    ],
    iab: [
      { id: '95', name: 'Financial Industry' },
      { id: '414', name: 'Stocks and Bonds' },
    ],
  },
  'antitrust-competition': {
    iptc: [
      { id: 'medtop:20000123', name: 'antitrust regulations' },
      { id: 'medtop:20000088', name: 'anti-trust crime' },
    ],
    iab: [
      { id: '383', name: 'Law' },
      { id: '85', name: 'Financial Regulation' },
    ],
  },
  'regulation-policy': {
    iptc: [
      { id: 'medtop:20000621', name: 'government policy' },
      { id: 'medtop:20000636', name: 'regulation of industry' },
      { id: 'medtop:20000124', name: 'regulations' },
    ],
    iab: [
      { id: '388', name: 'Political Issues & Policy' },
      { id: '85', name: 'Financial Regulation' },
    ],
  },
  'litigation-ip': {
    iptc: [
      { id: 'medtop:20000114', name: 'litigation' },
      { id: 'medtop:20000206', name: 'patent, copyright and trademark' },
    ],
    iab: [
      { id: '383', name: 'Law' },
      { id: '100', name: 'Legal Services Industry' },
    ],
  },
  'trade-export-controls': {
    iptc: [
      { id: 'medtop:20000373', name: 'international trade' },
      { id: 'medtop:20000384', name: 'tariff' },
      { id: 'medtop:20000642', name: 'economic sanction' },
    ],
    iab: [
      { id: '80', name: 'Economy' },
      { id: '388', name: 'Political Issues & Policy' },
    ],
  },
  geopolitics: {
    iptc: [
      { id: 'medtop:20000638', name: 'international relations' },
      { id: 'medtop:16000000', name: 'conflict, war and peace' },
      { id: 'medtop:20000574', name: 'election' },
    ],
    iab: [
      { id: '389', name: 'War and Conflicts' },
      { id: '386', name: 'Politics' },
      { id: '387', name: 'Elections' },
    ],
  },
  macroeconomy: {
    iptc: [
      { id: 'medtop:20000344', name: 'economy' },
      { id: 'medtop:20000346', name: 'economic trends and indicators' },
      { id: 'medtop:20000350', name: 'central bank' },
    ],
    iab: [
      { id: '80', name: 'Economy' },
      { id: '88', name: 'Interest Rates' },
      { id: '87', name: 'Housing Market' },
    ],
  },
  'financial-markets': {
    iptc: [
      { id: 'medtop:20000385', name: 'market and exchange' },
      { id: 'medtop:20000396', name: 'stocks and securities' },
    ],
    iab: [
      { id: '95', name: 'Financial Industry' },
      { id: '414', name: 'Stocks and Bonds' },
      { id: '81', name: 'Commodities' },
    ],
  },
  'banking-payments': {
    iptc: [
      { id: 'medtop:20000274', name: 'banking' },
      { id: 'medtop:20001164', name: 'payment service' },
      { id: 'medtop:20000279', name: 'insurance' },
    ],
    iab: [
      { id: '95', name: 'Financial Industry' },
      { id: '63', name: 'Business Banking & Finance' },
      { id: '398', name: 'Insurance' },
    ],
  },
  'crypto-digital-assets': {
    iptc: [{ id: 'medtop:20001279', name: 'cryptocurrency' }],
    iab: [{ id: '82', name: 'Currencies' }],
  },
  'personal-finance': {
    iptc: [
      { id: 'medtop:20000287', name: 'personal finance and investment' },
      { id: 'medtop:20000380', name: 'mortgages' },
      { id: 'medtop:20000531', name: 'retirement' },
    ],
    iab: [{ id: '391', name: 'Personal Finance' }],
  },
  'energy-oil-gas': {
    iptc: [
      { id: 'medtop:20000256', name: 'energy and resource' },
      { id: 'medtop:20001243', name: 'oil and gas' },
      { id: 'medtop:20001244', name: 'utilities' },
    ],
    iab: [{ id: '110', name: 'Power and Energy Industry' }],
  },
  'climate-sustainability': {
    iptc: [
      { id: 'medtop:20000418', name: 'climate change' },
      { id: 'medtop:20001374', name: 'sustainability' },
      { id: 'medtop:20000257', name: 'renewable energy' },
    ],
    iab: [
      { id: '467', name: 'Environment' },
      { id: '78', name: 'Green Solutions' },
      { id: '94', name: 'Environmental Services Industry' },
    ],
  },
  'automotive-ev': {
    iptc: [{ id: 'medtop:20000296', name: 'automotive' }],
    iab: [
      { id: '1', name: 'Automotive' },
      { id: '117', name: 'Automotive Industry' },
      { id: '22', name: 'Green Vehicles' },
    ],
  },
  'aerospace-defense': {
    iptc: [
      { id: 'medtop:20000295', name: 'aerospace' },
      { id: 'medtop:20000297', name: 'defence equipment' },
      { id: 'medtop:20000602', name: 'military weaponry and equipment' },
    ],
    iab: [
      { id: '118', name: 'Aviation Industry' },
      { id: '122', name: 'Defense Industry' },
    ],
  },
  'manufacturing-industrial': {
    iptc: [
      { id: 'medtop:20000294', name: 'manufacturing and engineering' },
      { id: 'medtop:20000217', name: 'chemicals' },
      { id: 'medtop:20000316', name: 'metal and mineral mining and refining' },
    ],
    iab: [
      { id: '104', name: 'Manufacturing Industry' },
      { id: '105', name: 'Mechanical and Industrial Engineering Industry' },
      { id: '107', name: 'Metals Industry' },
    ],
  },
  'supply-chain-logistics': {
    iptc: [
      { id: 'medtop:20001170', name: 'logistics' },
      { id: 'medtop:20000337', name: 'transport' },
      { id: 'medtop:20000291', name: 'shipping and postal service' },
    ],
    iab: [
      { id: '57', name: 'Logistics' },
      { id: '101', name: 'Logistics and Transportation Industry' },
    ],
  },
  'healthcare-biotech': {
    iptc: [
      { id: 'medtop:07000000', name: 'health' },
      { id: 'medtop:20001354', name: 'healthcare industry' },
      { id: 'medtop:20000218', name: 'biotechnology business' },
    ],
    iab: [
      { id: '97', name: 'Healthcare Industry' },
      { id: '119', name: 'Biotech and Biomedical Industry' },
      { id: '286', name: 'Medical Health' },
    ],
  },
  'retail-ecommerce': {
    iptc: [
      { id: 'medtop:20000252', name: 'retail' },
      { id: 'medtop:20000247', name: 'online shopping' },
      { id: 'medtop:20000243', name: 'consumer goods' },
    ],
    iab: [
      { id: '114', name: 'Retail Industry' },
      { id: '473', name: 'Shopping' },
    ],
  },
  'shopping-deals': {
    iptc: [
      { id: 'medtop:20000243', name: 'consumer goods' },
      { id: 'medtop:20000205', name: 'new product or service' },
    ],
    iab: [
      { id: '474', name: 'Coupons and Discounts' },
      { id: '481', name: 'Sales and Promotions' },
      { id: '473', name: 'Shopping' },
    ],
  },
  'consumer-devices': {
    iptc: [{ id: 'medtop:20001258', name: 'consumer electronics' }],
    iab: [{ id: '632', name: 'Consumer Electronics' }],
  },
  gaming: {
    iptc: [{ id: 'medtop:20000548', name: 'video game' }],
    iab: [{ id: '680', name: 'Video Gaming' }],
  },
  'media-entertainment': {
    iptc: [
      { id: 'medtop:20000304', name: 'media and entertainment industry' },
      { id: 'medtop:20000045', name: 'mass media' },
      { id: 'medtop:01000000', name: 'arts, culture, entertainment and media' },
    ],
    iab: [
      { id: '93', name: 'Entertainment Industry' },
      { id: '106', name: 'Media Industry' },
      { id: 'JLBCU7', name: 'Entertainment' },
    ],
  },
  'social-platforms': {
    iptc: [
      { id: 'medtop:20001182', name: 'social media' },
      { id: 'medtop:20001192', name: 'influencers' },
    ],
    iab: [{ id: '628', name: 'Social Networking' }],
  },
  'advertising-marketing': {
    iptc: [
      { id: 'medtop:20000305', name: 'advertising' },
      { id: 'medtop:20000192', name: 'business strategy and marketing' },
    ],
    iab: [
      { id: '58', name: 'Marketing and Advertising' },
      { id: '91', name: 'Advertising Industry' },
    ],
  },
  'real-estate-construction': {
    iptc: [
      { id: 'medtop:20000235', name: 'construction and property' },
      { id: 'medtop:20001367', name: 'commercial real estate' },
      { id: 'medtop:20001368', name: 'residential real estate' },
    ],
    iab: [
      { id: '441', name: 'Real Estate' },
      { id: '112', name: 'Real Estate Industry' },
      { id: '121', name: 'Construction Industry' },
    ],
  },
  education: {
    iptc: [{ id: 'medtop:05000000', name: 'education' }],
    iab: [
      { id: '132', name: 'Education' },
      { id: '92', name: 'Education industry' },
    ],
  },
  'travel-hospitality': {
    iptc: [
      { id: 'medtop:20000331', name: 'tourism and leisure industry' },
      { id: 'medtop:20000563', name: 'travel and tourism' },
      { id: 'medtop:20000338', name: 'air transport' },
    ],
    iab: [
      { id: '653', name: 'Travel' },
      { id: '98', name: 'Hospitality Industry' },
    ],
  },
  'agriculture-food': {
    iptc: [
      { id: 'medtop:20000210', name: 'agriculture' },
      { id: 'medtop:20000324', name: 'beverage and grocery' },
    ],
    iab: [
      { id: '102', name: 'Agriculture' },
      { id: '96', name: 'Food Industry' },
    ],
  },
  'quantum-computing': {
    iptc: [
      { id: 'medtop:20000763', name: 'information technology and computer science' },
      { id: 'medtop:20000731', name: 'physics' },
    ],
    iab: [
      { id: '599', name: 'Computing' },
      { id: '471', name: 'Physics' },
    ],
  },
  science: {
    iptc: [
      { id: 'medtop:13000000', name: 'science and technology' },
      { id: 'medtop:20000717', name: 'natural science' },
      { id: 'medtop:20000739', name: 'space exploration' },
    ],
    iab: [{ id: '464', name: 'Science' }],
  },
};

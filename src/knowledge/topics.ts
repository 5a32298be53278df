/**
 * The topics that Scout knows beforehand: the taxonomy every story is tagged with.
 * An id is for ever (briefings, follows and mutes hold it); the order is that of the published list and append-only.
 */
export const TOPICS = [
  {
    id: 'hyperscale-infrastructure',
    name: 'Hyperscale infrastructure',
    section: 'AI and compute',
    definition:
      'Data centres and their build-out: hyperscaler capital spending, regions, campuses, capacity deals measured in gigawatts, colocation, cooling',
  },
  {
    id: 'custom-silicon',
    name: 'Custom silicon',
    section: 'AI and compute',
    definition:
      'Chips that a cloud or device company designs for itself: Trainium, Inferentia, Graviton, TPU, MTIA, Maia, custom ASICs and their makers',
  },
  {
    id: 'gpus-accelerators',
    name: 'GPUs and accelerators',
    section: 'AI and compute',
    definition:
      'Merchant accelerators and their supply: Nvidia, AMD and Intel AI chips, GPU rental, benchmarks of accelerators',
  },
  {
    id: 'semiconductors',
    name: 'Semiconductors',
    section: 'AI and compute',
    definition:
      'The chip industry at large: foundries, fabs, memory, lithography, packaging, PC and phone processors',
  },
  {
    id: 'cloud-platforms',
    name: 'Cloud platforms',
    section: 'AI and compute',
    definition: 'Services, outages, prices and market share of AWS, Azure, Google Cloud and other clouds',
  },
  {
    id: 'networking-telecom',
    name: 'Networking and telecom',
    section: 'AI and compute',
    definition:
      'Carriers, 5G and 6G, fibre, satellites for connectivity, routers, networking hardware, internet infrastructure',
  },
  {
    id: 'energy-for-compute',
    name: 'Energy for compute',
    section: 'AI and compute',
    definition:
      'Power for data centres: grid connection, nuclear, gas and renewable supply deals made for computing, electricity prices because of AI',
  },
  {
    id: 'foundation-models',
    name: 'Foundation models',
    section: 'AI',
    definition:
      'Releases, capabilities, prices and evaluations of large language, image, video and audio models',
  },
  {
    id: 'agent-orchestration',
    name: 'Agent orchestration',
    section: 'AI',
    definition:
      'AI agents in operation: agent frameworks and runtimes, tool protocols such as MCP, stateful runtimes, workflow automation by agents, agentic commerce and browsers',
  },
  {
    id: 'ai-assistants',
    name: 'AI assistants and features',
    section: 'AI',
    definition:
      'AI inside products people use: assistants, chat apps, search answers, AI features in phones and office software',
  },
  {
    id: 'ai-coding',
    name: 'AI for software development',
    section: 'AI',
    definition: 'Coding assistants, code generation, AI in the software delivery process',
  },
  {
    id: 'enterprise-ai-adoption',
    name: 'Enterprise AI adoption',
    section: 'AI',
    definition:
      'How companies deploy AI: case studies, return on investment, surveys of adoption, AI strategy, internal roll-outs',
  },
  {
    id: 'ai-research',
    name: 'AI research',
    section: 'AI',
    definition: 'Papers, new methods, scientific use of AI, academic labs',
  },
  {
    id: 'ai-safety-governance',
    name: 'AI safety and governance',
    section: 'AI',
    definition: 'Alignment, misuse, deepfakes, AI laws and standards, audits, model-behaviour controversies',
  },
  {
    id: 'robotics-autonomy',
    name: 'Robotics and autonomy',
    section: 'AI',
    definition: 'Robots, humanoids, robotaxis, drones, self-driving systems',
  },
  {
    id: 'data-platforms',
    name: 'Data platforms',
    section: 'Software',
    definition: 'Databases, warehouses, streaming, analytics, vector search, data engineering',
  },
  {
    id: 'developer-tools',
    name: 'Developer tools',
    section: 'Software',
    definition: 'Languages, frameworks, IDEs, CI/CD, APIs, observability, software engineering practice',
  },
  {
    id: 'open-source',
    name: 'Open source',
    section: 'Software',
    definition: 'Open-source projects, licences, foundations, open-weight releases seen as open source',
  },
  {
    id: 'enterprise-software',
    name: 'Enterprise software',
    section: 'Software',
    definition: "SaaS, CRM, ERP, collaboration tools, IT management, vendors' business",
  },
  {
    id: 'operating-systems-browsers',
    name: 'Operating systems and browsers',
    section: 'Software',
    definition: 'Windows, macOS, Linux, Android, iOS, browsers: releases, features, end of support',
  },
  {
    id: 'cybersecurity',
    name: 'Cybersecurity',
    section: 'Trust',
    definition:
      'Breaches, vulnerabilities, ransomware, security products, threat intelligence, fraud and scams',
  },
  {
    id: 'privacy-data-protection',
    name: 'Privacy and data protection',
    section: 'Trust',
    definition:
      'Surveillance, personal data, consent, encryption policy, privacy law and enforcement, age verification',
  },
  {
    id: 'hiring',
    name: 'Hiring and talent',
    section: 'Work',
    definition:
      'Recruiting, talent markets, pay, skills in demand, talent wars, immigration visas for workers',
  },
  {
    id: 'layoffs-restructuring',
    name: 'Layoffs and restructuring',
    section: 'Work',
    definition: 'Job cuts, closures, reorganisations, bankruptcies',
  },
  {
    id: 'future-of-work',
    name: 'Future of work',
    section: 'Work',
    definition: "Remote and hybrid work, productivity, management practice, unions, AI's effect on jobs",
  },
  {
    id: 'executive-moves',
    name: 'Executive moves',
    section: 'Work',
    definition: 'Appointments, departures and succession of executives and directors',
  },
  {
    id: 'partnerships-deals',
    name: 'Partnerships and commercial deals',
    section: 'Business',
    definition: 'Alliances, supply and distribution agreements, large contracts, licensing between companies',
  },
  {
    id: 'mergers-acquisitions',
    name: 'Mergers and acquisitions',
    section: 'Business',
    definition: 'Takeovers, bids, divestitures, spin-offs, joint ventures with change of control',
  },
  {
    id: 'venture-funding',
    name: 'Venture funding and startups',
    section: 'Business',
    definition: 'Funding rounds, valuations, accelerators, venture firms, founders',
  },
  {
    id: 'earnings',
    name: 'Earnings and guidance',
    section: 'Business',
    definition:
      'Company results, forecasts, sales figures, analyst ratings and share moves tied to a company',
  },
  {
    id: 'ipos-capital-markets',
    name: 'IPOs and capital markets',
    section: 'Business',
    definition: 'Listings, bond and debt deals, share sales, buybacks, exchanges',
  },
  {
    id: 'antitrust-competition',
    name: 'Antitrust and competition',
    section: 'Law and policy',
    definition: 'Monopoly cases, merger control, platform regulation, app-store rules',
  },
  {
    id: 'regulation-policy',
    name: 'Regulation and public policy',
    section: 'Law and policy',
    definition: 'Laws, executive orders, agencies and public spending that bear on business and technology',
  },
  {
    id: 'litigation-ip',
    name: 'Litigation and intellectual property',
    section: 'Law and policy',
    definition: 'Lawsuits, settlements, patents, copyright',
  },
  {
    id: 'trade-export-controls',
    name: 'Trade and export controls',
    section: 'Law and policy',
    definition: 'Tariffs, sanctions, export limits, trade talks',
  },
  {
    id: 'geopolitics',
    name: 'Geopolitics and conflict',
    section: 'Law and policy',
    definition: 'Wars, diplomacy, elections and security crises with effect on business',
  },
  {
    id: 'macroeconomy',
    name: 'Macroeconomy',
    section: 'Markets',
    definition:
      'Growth, inflation, jobs data, central banks, interest rates, currencies, housing market data',
  },
  {
    id: 'financial-markets',
    name: 'Financial markets',
    section: 'Markets',
    definition: 'Stock indices, bonds, commodities, market moves and strategy, funds',
  },
  {
    id: 'banking-payments',
    name: 'Banking and payments',
    section: 'Markets',
    definition: 'Banks, credit, cards, payments, fintech, insurance',
  },
  {
    id: 'crypto-digital-assets',
    name: 'Crypto and digital assets',
    section: 'Markets',
    definition: 'Bitcoin, stablecoins, tokens, exchanges, blockchain',
  },
  {
    id: 'personal-finance',
    name: 'Personal finance',
    section: 'Markets',
    definition: 'Saving, mortgages, retirement, tax and consumer money advice',
  },
  {
    id: 'energy-oil-gas',
    name: 'Energy, oil and gas',
    section: 'Industries',
    definition: 'Oil, gas, utilities, electricity and mining of energy materials other than for computing',
  },
  {
    id: 'climate-sustainability',
    name: 'Climate and sustainability',
    section: 'Industries',
    definition: 'Climate policy and science, clean technology, batteries for the grid, ESG',
  },
  {
    id: 'automotive-ev',
    name: 'Automotive and EVs',
    section: 'Industries',
    definition: 'Car makers, electric vehicles, charging, dealers',
  },
  {
    id: 'aerospace-defense',
    name: 'Aerospace and defence',
    section: 'Industries',
    definition: "Aircraft, airlines' fleets, space launch and satellites, military contracts and weapons",
  },
  {
    id: 'manufacturing-industrial',
    name: 'Manufacturing and industrials',
    section: 'Industries',
    definition: 'Factories, industrial companies, machinery, chemicals, metals and mining',
  },
  {
    id: 'supply-chain-logistics',
    name: 'Supply chain and logistics',
    section: 'Industries',
    definition: 'Shipping, freight, warehouses, procurement, shortages',
  },
  {
    id: 'healthcare-biotech',
    name: 'Healthcare and biotech',
    section: 'Industries',
    definition: 'Drugs, trials, hospitals, health insurers, medical devices, digital health, life science',
  },
  {
    id: 'retail-ecommerce',
    name: 'Retail and e-commerce',
    section: 'Industries',
    definition: 'Shops, online marketplaces, consumer brands, food and restaurants',
  },
  {
    id: 'shopping-deals',
    name: 'Shopping deals and buying guides',
    section: 'Consumer',
    definition: 'Discounts, product round-ups, how-to-buy advice',
  },
  {
    id: 'consumer-devices',
    name: 'Consumer devices',
    section: 'Consumer',
    definition: 'Phones, wearables, TVs, laptops, smart home, reviews of gadgets',
  },
  {
    id: 'gaming',
    name: 'Gaming',
    section: 'Consumer',
    definition: 'Video games, consoles, studios, game hardware',
  },
  {
    id: 'media-entertainment',
    name: 'Media and entertainment',
    section: 'Consumer',
    definition: 'Streaming, film, music, publishing, sport business, celebrities',
  },
  {
    id: 'social-platforms',
    name: 'Social platforms and creators',
    section: 'Consumer',
    definition: 'Social networks, content moderation, creators, messaging apps',
  },
  {
    id: 'advertising-marketing',
    name: 'Advertising and marketing',
    section: 'Business',
    definition: 'Ad tech, brand campaigns, search marketing, measurement',
  },
  {
    id: 'real-estate-construction',
    name: 'Real estate and construction',
    section: 'Industries',
    definition: 'Property companies, offices, housing development, construction',
  },
  {
    id: 'education',
    name: 'Education and training',
    section: 'Industries',
    definition: 'Schools, universities, online learning, reskilling',
  },
  {
    id: 'travel-hospitality',
    name: 'Travel and hospitality',
    section: 'Industries',
    definition: "Airlines' service, hotels, cruises, tourism",
  },
  {
    id: 'agriculture-food',
    name: 'Agriculture and food production',
    section: 'Industries',
    definition: 'Farming, food makers, commodities of food',
  },
  {
    id: 'quantum-computing',
    name: 'Quantum computing',
    section: 'AI and compute',
    definition: 'Quantum hardware, algorithms, companies, post-quantum cryptography',
  },
  {
    id: 'science',
    name: 'Science and nature',
    section: 'Consumer',
    definition: 'Discoveries outside AI and medicine: physics, space science, nature',
  },
] as const satisfies readonly { id: string; name: string; section: string; definition: string }[];

export type TopicId = (typeof TOPICS)[number]['id'];

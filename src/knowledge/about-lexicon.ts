import type { TopicId } from './topics.js';

/** Phrases of lines about oneself, and what their writers follow because of it. */
export interface AboutPhrases {
  /**
   * Phrases with commas between. All words must stand together in the line; case, hyphens and plural do not matter.
   * Of two phrases over the same words the longer one counts, so `retail bank` is no `retail`.
   */
  readonly say: string;
  /** 0 to 1. Without any, the phrase only keeps its words from being read otherwise. */
  readonly topics: Readonly<Partial<Record<TopicId, number>>>;
}

/**
 * How people describe their work, in their words. The topic lexicon is the language of news; nobody writes 'I work in
 * hyperscale infrastructure', they write 'capacity planning'. A word that means many things (network, brand, plan) stands
 * here only in phrases that settle it.
 */
export const ABOUT_LEXICON: readonly AboutPhrases[] = [
  // Computing
  {
    say: 'data center, data centre, datacenter, datacentre, colocation, colo, data hall, server farm',
    topics: { 'hyperscale-infrastructure': 1, 'energy-for-compute': 0.6 },
  },
  {
    say: 'hyperscaler, hyperscale, capacity planning, compute capacity, neocloud, ai infrastructure',
    topics: { 'hyperscale-infrastructure': 0.9, 'gpus-accelerators': 0.3 },
  },
  { say: 'cooling, liquid cooling', topics: { 'hyperscale-infrastructure': 0.9 } },
  {
    say: 'cloud provider, cloud, aws, azure, gcp, google cloud, finops, serverless, amazon web services',
    topics: { 'cloud-platforms': 1, 'hyperscale-infrastructure': 0.3 },
  },
  {
    say: 'kubernetes, container, linux cluster, devops, sre, site reliability, terraform, observability, uptime, on call',
    topics: { 'cloud-platforms': 0.6, 'developer-tools': 0.5, 'open-source': 0.3 },
  },
  {
    say: 'accelerator, ai chip, npu, asic, fabless, tpu, custom silicon, chip design, chip designer',
    topics: { 'custom-silicon': 0.8, 'gpus-accelerators': 0.8, semiconductors: 0.8 },
  },
  {
    say: 'gpu, graphics card, model inference, training cluster, gpu cluster, rented gpu',
    topics: { 'gpus-accelerators': 1, 'hyperscale-infrastructure': 0.3 },
  },
  {
    say: 'chip, semiconductor, chipmaker, foundry, wafer, fab, lithography, chip packaging, memory chip, dram, hbm, eda, vlsi, rtl, process node, mixed signal, analog circuit, silicon',
    topics: { semiconductors: 1, 'custom-silicon': 0.4, 'gpus-accelerators': 0.4 },
  },
  {
    say: 'networking, network operator, network engineering, network equipment, router, fibre, fiber, 5g, 6g, mobile operator, mobile network, radio network, radio access, spectrum, telecom, telco, broadband, satellite internet, base station, carrier network',
    topics: { 'networking-telecom': 1 },
  },
  {
    say: 'electronics, electronic component, electronic part, circuit board, pcb, processor, microcontroller, memory, sensor',
    topics: { semiconductors: 0.8, 'supply-chain-logistics': 0.2 },
  },
  {
    say: 'firmware, embedded software, embedded system',
    topics: { 'developer-tools': 0.5, semiconductors: 0.4, 'operating-systems-browsers': 0.3 },
  },
  {
    say: 'internet of things, iot, connected device',
    topics: { 'networking-telecom': 0.4, 'consumer-devices': 0.3 },
  },
  {
    say: 'antenna, satellite capacity, satellite operator',
    topics: { 'networking-telecom': 0.9, 'aerospace-defense': 0.6 },
  },
  { say: 'quantum, post quantum, qubit', topics: { 'quantum-computing': 1 } },

  // AI
  {
    say: 'language model, large language model, llm, foundation model, frontier model, generative ai, genai, model training, multimodal, diffusion model, fine tuning, ai lab, frontier lab',
    topics: { 'foundation-models': 1, 'ai-research': 0.4 },
  },
  {
    say: 'ai agent, agent platform, agentic, mcp, workflow automation, rpa, agent framework, autonomous agent, agent runtime, copilot',
    topics: { 'agent-orchestration': 1, 'foundation-models': 0.3, 'enterprise-ai-adoption': 0.3 },
  },
  {
    say: 'chatbot, ai assistant, conversational, voice assistant, virtual assistant',
    topics: { 'ai-assistants': 1 },
  },
  {
    say: 'ai adoption, ai strategy, ai transformation, digital transformation, process automation, roll out ai, rolling out ai, ai programme, ai program, ai roll out, automation, use of ai, ai tool',
    topics: { 'enterprise-ai-adoption': 1, 'agent-orchestration': 0.4, 'future-of-work': 0.3 },
  },
  {
    say: 'ai company, ai start up, ai start ups, ai startup, ai investor, ai industry',
    topics: {
      'foundation-models': 0.9,
      'venture-funding': 0.4,
      'agent-orchestration': 0.5,
      'ai-assistants': 0.4,
      'ai-safety-governance': 0.4,
      'gpus-accelerators': 0.3,
      'hyperscale-infrastructure': 0.3,
      'ai-research': 0.3,
      'ai-coding': 0.3,
    },
  },
  {
    say: 'ai, artificial intelligence, machine learning, deep learning, ml, data science, data scientist, predictive model, recommender',
    topics: { 'foundation-models': 0.5, 'enterprise-ai-adoption': 0.4, 'ai-research': 0.3 },
  },
  {
    say: 'ai engineer, ai talent, ml engineer, ai researcher',
    topics: { hiring: 0.8, 'executive-moves': 0.3, 'ai-coding': 0.2 },
  },
  {
    say: 'ai safety, ai alignment, responsible ai, ai governance, ai ethic, trust and safety, ai policy, ai act, ai regulation, model risk, deepfake, content moderation, online safety',
    topics: { 'ai-safety-governance': 1, 'social-platforms': 0.2 },
  },
  {
    say: 'reinforcement learning, nlp, natural language, computer vision, neural, ai research, interpretability, model benchmark',
    topics: { 'ai-research': 1, 'foundation-models': 0.4 },
  },
  {
    say: 'robot, robotic, humanoid, autonomous vehicle, autonomous driving, self driving, drone, robotaxi, autonomy, driver assistance, adas, robotaxis, cobot',
    topics: { 'robotics-autonomy': 1 },
  },

  // Software
  {
    say: 'database, data warehouse, data pipeline, etl, analytics, lakehouse, data lake, streaming data, kafka, spark, snowflake, databricks, postgres, bi dashboard, business intelligence, data platform, data engineering, data governance',
    topics: { 'data-platforms': 1 },
  },
  {
    say: 'backend, back end, frontend, front end, typescript, javascript, java, python, rust, golang, c plus plus, web developer, developer experience, developer tool, compiler, mobile app, ios developer, android developer, code review, ci cd, api, apis, sdk, programming, app developer, game engine, microservice',
    topics: { 'developer-tools': 1, 'ai-coding': 0.7 },
  },
  { say: 'open source, maintainer', topics: { 'open-source': 1 } },
  {
    say: 'software company, software firm, software house, saas, crm, erp, b2b software, business software, enterprise software, sap, salesforce, workday, it services, help desk, workplace it, collaboration software, hr software, office software, accounting software, accounting product, billing software, business application',
    topics: { 'enterprise-software': 1 },
  },
  { say: 'browser, operating system, windows, linux', topics: { 'operating-systems-browsers': 0.9 } },
  {
    say: 'endpoint security, endpoint protection',
    topics: { cybersecurity: 1, 'operating-systems-browsers': 0.3 },
  },

  // Trust
  {
    say: 'cyber, cybersecurity, security lead, security engineer, security team, it security, information security, network security, cloud security, application security, ciso, soc, threat, incident response, ransomware, vulnerability, penetration test, penetration tester, pen tester, pentester, pen test, zero trust, identity management, fraud, appsec, red team, malware, security, patching, security vendor, identity security, hacker, phishing, data breach',
    topics: { cybersecurity: 1, 'privacy-data-protection': 0.3 },
  },
  {
    say: 'social security, food security, job security, energy security, security policy, securities, national security',
    topics: { 'regulation-policy': 0.3 },
  },
  {
    say: 'privacy, gdpr, data protection, dpo, hipaa, consent management, patient data, personal data, customer data',
    topics: { 'privacy-data-protection': 1 },
  },

  // Work
  {
    say: 'talent acquisition, recruit, recruiting, recruiter, recruitment, hiring, employer brand, compensation, pay and benefit, payroll, workforce, people team, people operation, staffing, talent, work visa, hire, hr',
    topics: { hiring: 1, 'future-of-work': 0.5, 'layoffs-restructuring': 0.4 },
  },
  {
    say: 'restructuring, turnaround, insolvency, bankruptcy, distressed',
    topics: { 'layoffs-restructuring': 1, 'mergers-acquisitions': 0.3 },
  },
  {
    say: 'occupational health, health and safety, work council, collective bargaining, dei, diversity, inclusion, workplace culture, remote work, hybrid work, company culture, leadership development, upskilling, reskilling, learning and development, employee experience, change management, union, labour relation, labor relation, employee engagement, frontline worker, organisation design, productivity',
    topics: { 'future-of-work': 1, education: 0.2 },
  },
  {
    say: 'executive search, succession, executive appointment, board member, board director',
    topics: { 'executive-moves': 1, hiring: 0.4 },
  },

  // Business and money
  {
    say: 'm&a, merger, acquisition, due diligence, buyout, private equity, corporate development, takeover, carve out, roll up',
    topics: { 'mergers-acquisitions': 1, 'venture-funding': 0.2, 'ipos-capital-markets': 0.3 },
  },
  {
    say: 'silicon valley, potato chip, design system, design token, labour market, labor market, market access, conflict of interest, keynote speaker, design studio, fitness studio, yoga studio, bring to market, dashboard, data room, target market, power user, cover letter, go to market, market research, online market, job market, black market',
    topics: {},
  },
  { say: 'customer acquisition, user acquisition, data acquisition, card acquiring', topics: {} },
  {
    say: 'startup accelerator, start up accelerator, venture, seed, series a, series b, early stage, start up investor, startup investor, angel investor, fundraising, raising a round, raising money, venture capital, vc, vcs, scale up, accelerator programme',
    topics: { 'venture-funding': 1 },
  },
  {
    say: 'start up, start ups, scale ups, startup, co founder',
    topics: { 'venture-funding': 0.5 },
  },
  {
    say: 'buy side, sell side, equity research, stock, equity, portfolio manager, hedge fund, long short, fund manager, share price, quarterly result, investor',
    topics: { earnings: 0.6, 'financial-markets': 0.3, 'ipos-capital-markets': 0.3 },
  },
  {
    say: 'ipo, bond issue, debt capital, treasury, investor relation, capital allocation, credit market, structured finance, project finance, capital expenditure, stock listing',
    topics: { 'ipos-capital-markets': 0.9, 'financial-markets': 0.4, macroeconomy: 0.4 },
  },
  {
    say: 'financial market, market strategist, emerging market, macro, macroeconomic, economist, interest rate, currency, fx, bond, fixed income, government bond, inflation, central bank, economic forecast',
    topics: { macroeconomy: 1, 'financial-markets': 0.4 },
  },
  { say: 'market', topics: { macroeconomy: 0.4, 'financial-markets': 0.4 } },
  {
    say: 'quant, trading system, trading platform, trading desk, trader, brokerage, broker, stock exchange, exchange operator, asset management, asset manager, mutual fund, etf, investment firm, investment bank, investment banking, capital market, derivative',
    topics: {
      'financial-markets': 0.9,
      'ipos-capital-markets': 0.6,
      macroeconomy: 0.4,
      'mergers-acquisitions': 0.3,
    },
  },
  {
    say: 'accountant, accounting firm, audit, auditor, auditing, tax adviser, tax advisor, tax advisory, bookkeeping',
    topics: { 'regulation-policy': 0.5, 'enterprise-ai-adoption': 0.3, macroeconomy: 0.3 },
  },
  {
    say: 'partnership, alliance, channel partner, reseller, business development, licensing deal, content licensing, licensing',
    topics: { 'partnerships-deals': 1 },
  },
  {
    say: 'credit union, bank, retail bank, retail banking, banking, lender, lending, loan, mortgage lending, credit, card, wallet, payment, fintech, checkout, bnpl, merchant acquiring, core banking, neobank, wealth management, money transfer, remittance, anti money laundering, aml, kyc',
    topics: { 'banking-payments': 1 },
  },
  {
    say: 'insurance, insurer, underwriting, underwriter, actuary, actuarial, reinsurance, claims system, claims handling, policyholder, insurtech, reinsurer, insurance broker',
    topics: { 'banking-payments': 0.25, 'climate-sustainability': 0.3 },
  },
  {
    say: 'crypto, bitcoin, blockchain, stablecoin, digital asset, token, defi, crypto custody, digital currency',
    topics: { 'crypto-digital-assets': 1 },
  },
  {
    say: 'pension, retirement, financial planning, financial adviser, financial advisor, private client',
    topics: { 'personal-finance': 0.5, 'financial-markets': 0.5, macroeconomy: 0.4 },
  },

  // Law and policy
  {
    say: 'antitrust, competition law, merger control, app store rule',
    topics: { 'antitrust-competition': 1 },
  },
  {
    say: 'regulatory, regulation, regulator, public policy, government affair, government relation, legislation, lobbying, compliance, supervision, permit, permitting, policy team, public affair, tech policy, lobby, lobbyist',
    topics: { 'regulation-policy': 1 },
  },
  {
    say: 'litigation, copyright, patent, trademark, intellectual property, ip, dispute, counsel, lawyer, attorney, legal, contract law, class action',
    topics: { 'litigation-ip': 1 },
  },
  {
    say: 'labour law, labor law, employment law',
    topics: { 'future-of-work': 0.9, hiring: 0.5, 'layoffs-restructuring': 0.5, 'litigation-ip': 0.4 },
  },
  {
    say: 'big tech',
    topics: {
      'antitrust-competition': 0.6,
      'ai-assistants': 0.4,
      'social-platforms': 0.4,
      'hyperscale-infrastructure': 0.3,
    },
  },
  {
    say: 'unemployment insurance, social insurance, european union',
    topics: { 'regulation-policy': 0.5 },
  },
  { say: 'law firm', topics: { 'litigation-ip': 0.6, 'regulation-policy': 0.4 } },
  {
    say: 'export control, tariff, sanction, customs, trade policy, trade law, international trade, global trade, import, export, cross border trade',
    topics: { 'trade-export-controls': 1 },
  },
  {
    say: 'geopolitical, geopolitics, foreign affair, country risk, political risk, humanitarian, diplomacy, armed conflict',
    topics: { geopolitics: 1 },
  },

  // Industries
  {
    say: 'electricity supplier, energy supplier, gas supplier, turbine, substation, smart grid, power company, power utility, power market, power station, energy supply, utility, power grid, grid, electricity, power plant, power generation, transmission network, power purchase, energy trading, nuclear plant, nuclear power',
    topics: { 'energy-oil-gas': 0.8, 'energy-for-compute': 0.8, 'climate-sustainability': 0.4 },
  },
  {
    say: 'oil, gas, fuel, lng, refinery, upstream, drilling, pipeline operator, petroleum, offshore platform',
    topics: { 'energy-oil-gas': 1 },
  },
  {
    say: 'energy, energy company, energy price, energy law, district heating',
    topics: { 'energy-oil-gas': 0.8, 'climate-sustainability': 0.4, 'energy-for-compute': 0.3 },
  },
  {
    say: 'fusion, nuclear, nuclear reactor',
    topics: { 'energy-for-compute': 0.7, 'energy-oil-gas': 0.5, 'climate-sustainability': 0.4 },
  },
  { say: 'water utility, waste, recycling, circular economy', topics: { 'climate-sustainability': 0.8 } },
  {
    say: 'battery, battery cell, battery maker',
    topics: { 'climate-sustainability': 0.7, 'automotive-ev': 0.6, 'manufacturing-industrial': 0.4 },
  },
  {
    say: 'mining, miner, mine, metal, iron ore, nickel, cobalt, zinc, tin, uranium, gold, silver, platinum, steel, copper, lithium, rare earth, aluminium, aluminum, raw material',
    topics: { 'manufacturing-industrial': 0.9, 'supply-chain-logistics': 0.2 },
  },
  {
    say: 'commodity, commodities trading',
    topics: { 'financial-markets': 0.7, 'energy-oil-gas': 0.4, 'agriculture-food': 0.3 },
  },
  {
    say: 'flood, storm, wildfire, catastrophe, conservation, wildlife, biodiversity, solar, wind, wind farm, renewable, battery storage, climate, sustainability, esg, carbon, carbon credit, emission, net zero, hydrogen, energy transition, clean energy, cleantech, heat pump',
    topics: { 'climate-sustainability': 1, 'energy-oil-gas': 0.3 },
  },
  {
    say: 'carmaker, evs, motorcycle, tyre, tire maker, battery electric vehicle, charging station, e mobility, electric mobility, car, car part, auto part, automotive, automaker, vehicle, truck maker, ev, electric vehicle, car dealer, dealership, ev charging, infotainment, powertrain',
    topics: { 'automotive-ev': 1, 'robotics-autonomy': 0.3 },
  },
  {
    say: 'car insurance, car insurer, motor insurance',
    topics: { 'banking-payments': 0.25, 'automotive-ev': 0.5, 'robotics-autonomy': 0.3 },
  },
  {
    say: 'aerospace, aircraft, aircraft part, defence, defense, avionics, military, missile, space launch, launch vehicle, rocket, spacecraft, space agency, space industry, satellite, airframe, defence ministry, defense ministry, ministry of defence, army, navy, air force, armed force, jet engine, space company, fighter',
    topics: { 'aerospace-defense': 1 },
  },
  {
    say: 'factory, plant manager, machinery, machine tool, machine builder, machine maker, industrial equipment, industrial group, industrial company, industrial automation, casting, motor, pump, valve, manufacturing, manufacturer, production line, chemical, plastic, part maker, parts maker, assembly line, packaging machine, shop floor, plant, shipyard, shipbuilder, elevator, compressor, glass, cement, paper mill, textile',
    topics: { 'manufacturing-industrial': 1, 'supply-chain-logistics': 0.3 },
  },
  {
    say: 'supply chain, logistic, freight, shipping, warehouse, fulfilment, fulfillment, distribution network, procurement, sourcing, supplier, inventory, port, trucking, parcel, last mile, purchasing, buy component, buy part, buy material, carrier contract, fleet, haulage, container port, container terminal, container line, container shipping, container ship, freight forwarder, forwarding, customs broker, freight broker, courier, postal service, delivery service, delivery company, drayage',
    topics: { 'supply-chain-logistics': 1, 'trade-export-controls': 0.5 },
  },
  {
    say: 'packaging, packaging material',
    topics: { 'supply-chain-logistics': 0.5, 'manufacturing-industrial': 0.4, 'climate-sustainability': 0.2 },
  },
  { say: 'car rental, rental car', topics: { 'travel-hospitality': 0.8, 'automotive-ev': 0.5 } },
  {
    say: 'bicycle, bike, e bike, scooter',
    topics: { 'automotive-ev': 0.4, 'consumer-devices': 0.3, 'retail-ecommerce': 0.3 },
  },
  {
    say: 'betting, gambling, casino, lottery',
    topics: { 'media-entertainment': 0.5, 'regulation-policy': 0.4, gaming: 0.3 },
  },
  {
    say: 'urban mobility, mobility, railway, railroad, rail operator, train operator, public transport, transit agency, bus company, ferry, ride hailing, taxi, mobility service',
    topics: {
      'supply-chain-logistics': 0.5,
      'travel-hospitality': 0.5,
      'robotics-autonomy': 0.3,
      'energy-oil-gas': 0.3,
    },
  },
  {
    say: 'vendor management, software vendor, it vendor, software licence, software license, it procurement, vendor contract, indirect spend',
    topics: { 'enterprise-software': 0.6, 'cloud-platforms': 0.4 },
  },
  {
    say: 'health economist, health economics, pharmacy, nurse, dental, dentist, surgical, surgery, surgeon, radiology, elderly care, memory care, mental health, diabetes, cancer, health insurance, health insurer, public health, global health, hospital, hospital group, clinic, clinical, patient, health system, health, healthcare, nursing, doctor, physician, telehealth, medical, care home, medicare, health plan',
    topics: { 'healthcare-biotech': 1 },
  },
  {
    say: 'drug, pharma, pharmaceutical, biotech, vaccine, clinical trial, oncology, gene therapy, life science, genomics, therapeutic, obesity, drug discovery, molecule, protein',
    topics: { 'healthcare-biotech': 1 },
  },
  {
    say: 'medical device, pacemaker, implant, medical imaging, medtech, diagnostic, digital health',
    topics: { 'healthcare-biotech': 1, 'ai-assistants': 0.2 },
  },
  {
    say: 'retailer, retail, store, shop, e commerce, ecommerce, online retailer, online marketplace, marketplace, merchandising, grocery, grocer, supermarket, fashion, apparel, luxury, consumer brand, beauty, cosmetic, shopper, clothing, garment, electronics retailer, electronics store, shoe, toy, furniture',
    topics: { 'retail-ecommerce': 1 },
  },
  {
    say: 'sugar, cocoa, chocolate, coffee, tea, palm oil, olive oil, cooking oil, vegetable oil, meat, poultry, fish, seafood, plant based, energy drink, food, beverage, packaged good, consumer good, snack, drink, dairy, ingredient, brewery',
    topics: { 'agriculture-food': 0.9, 'retail-ecommerce': 0.6 },
  },
  {
    say: 'farm, farming, farmer, agriculture, agri, crop, harvest, wheat, grain, corn, maize, soy, fertiliser, fertilizer, seed producer, plant breeding',
    topics: { 'agriculture-food': 1, 'climate-sustainability': 0.3, 'trade-export-controls': 0.2 },
  },
  {
    say: 'cloud kitchen, restaurant, catering, quick service, coffee chain',
    topics: { 'retail-ecommerce': 0.8, 'travel-hospitality': 0.6, 'agriculture-food': 0.4 },
  },
  {
    say: 'hotel, resort, travel, tourism, airport, cruise, hospitality, travel booking',
    topics: { 'travel-hospitality': 1 },
  },
  { say: 'airline', topics: { 'travel-hospitality': 1, 'aerospace-defense': 0.5, 'energy-oil-gas': 0.3 } },
  {
    say: 'wearable, smartwatch, earbud, smart glasses, ar glasses, headset, fitness tracker, smart ring',
    topics: { 'consumer-devices': 1, 'ai-assistants': 0.4 },
  },
  {
    say: 'personal technology, consumer technology, thermostat, smart speaker, phone maker, smartphone, laptop, consumer electronic, gadget, tv maker, smart home, home appliance, appliance, camera, audio product, speaker, hardware product, industrial designer, consumer device, pc maker',
    topics: { 'consumer-devices': 1 },
  },
  {
    say: 'game, gaming, game studio, esport, console, unity, unreal',
    topics: { gaming: 1 },
  },
  // Of those who cover something: the house that prints it, not the subject.
  {
    say: 'for a newspaper, for a magazine, for a trade magazine, for a business magazine, for a daily newspaper, for a national newspaper, for a business newspaper, for a local newspaper, for a financial newspaper, for a weekly, for a business weekly, for a news agency, for a newswire, for a wire service, for a news site, for a broadcaster, for a trade publication, for a trade journal, for a newsletter, for a trade newsletter, for a podcast, for a blog, for a website, for a trade paper, at a newspaper, at a magazine, at a newswire, at a news agency',
    topics: {},
  },
  {
    say: 'video service, video platform, streaming, newsletter, film, movie, music, publishing, publisher, newspaper, newsroom, broadcast, broadcaster, television, podcast, record label, entertainment, sports right, studio, magazine, book',
    topics: { 'media-entertainment': 1, 'social-platforms': 0.2, 'advertising-marketing': 0.2 },
  },
  {
    say: 'social media, social network, creator, influencer, tiktok, instagram, youtube',
    topics: { 'social-platforms': 1, 'advertising-marketing': 0.4 },
  },
  {
    say: 'advertising, ad, ads, buy media, buying media, media buyer, ad tech, adtech, programmatic, performance marketing, ad campaign, marketing campaign, media buying, ad agency, creative agency, seo, search engine, marketing, marketer, brand marketing, growth marketing, demand generation, brand campaign, paid search, retail media',
    topics: { 'advertising-marketing': 1, 'social-platforms': 0.4 },
  },
  {
    say: 'real estate, property, construction, office building, office space, housing, homebuilder, home builder, reit, landlord, civil engineering, building project, contractor',
    topics: { 'real-estate-construction': 1, macroeconomy: 0.3 },
  },
  {
    say: 'learning app, learning platform, school district, tutoring, training provider, apprenticeship, university, school, teaching, teacher, student, edtech, curriculum, campus, professor, e learning, online course, college',
    topics: { education: 1 },
  },
  {
    say: 'city administration, city hall, tax agency, tax authority, tax office, state tax, city government, city council, ministry, federal agency, government agency, public sector, municipal, government, civil service, public service, county, state agency',
    topics: { 'regulation-policy': 0.7, 'enterprise-ai-adoption': 0.2 },
  },
  {
    say: 'ngo, charity, philanthropy, think tank, civil society, non profit, nonprofit, grant making',
    topics: { 'regulation-policy': 0.4, geopolitics: 0.3, 'climate-sustainability': 0.2 },
  },
  {
    say: 'physics, chemistry, biology, computational biologist, material science, astronomy, biologist',
    topics: { science: 0.6, 'ai-research': 0.2 },
  },
];

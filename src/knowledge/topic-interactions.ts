import type { TopicLexicon } from './topic-lexicon-format.js';
import type { TOPICS } from './topics.js';

type TopicId = (typeof TOPICS)[number]['id'];

/** What is no topic itself but makes one together with another sign. Never given to a story. */
export const FACETS = {
  '~ai': {
    core: `AI, artificial intelligence, ChatGPT, OpenAI, Anthropic, chatbot, chatbots, generative AI, Claude, Copilot, LLM, LLMs,
      AI model, language model, Grok, DeepMind, AI tool, Gemini, Perplexity, xAI, OpenClaw, Character.AI`,
  },
  '~jobs': {
    core: `job, jobs, worker, workers, workforce, employee, employees, career, careers, labor market, job market, coworker,
      layoffs, managers, workload, workplace, white collar, unemployment`,
  },
  '~firm': {
    core: `business, businesses, enterprise, enterprises, organization, organizations, executives, business leaders, CIO, CFO, survey,
      adoption, ROI, rollout, customer service, at work, workplace, productivity, operations`,
  },
  '~practice': {
    core: `recruiters, teachers, nurses, doctors, physicians, clinicians, radiologists, lawyers, law firms, paralegals, accountants, auditors, bankers, underwriters,
      consultants, civil servants, salespeople, customer service agents, call center, back office, workload, paperwork, delegate, saves time, save time, time saved,
      hours a week, adoption`,
  },
  '~harm': {
    core: `suicide, self harm, delusion, delusions, harm, harms, harmful, danger, dangers, dangerous, risk, risks, safety, sycophantic, sexual,
      abuse, minors, misinformation, disinformation, propaganda, fake, hoax, evil, rogue, threat, bias, biased, backlash, mental health, guardrails, amok, teens, underage, underaged,
      delusional, stalking, stalker, wrongful death, erotica, likeness, hallucinations, sycophancy, extinction, deceptive, blackmail, lying, racist, antisemitic`,
    against: 'cyber risk, cyber risks, inflation, credit risk',
  },
  '~law': {
    core: `law, laws, bill, regulation, regulations, regulate, regulator, governor, senator, senators, lawmakers, executive order, Congress,
      legislation, attorney general, AG, prime minister, minister, government, governments, European Commission, Ofcom, probe, ban, EPA, veto, vetoes,
      Trump administration, White House, permit, pledge`,
  },
  '~data-center-operator': {
    core: `Equinix, Digital Realty, CoreWeave, Nebius, Crusoe, Applied Digital, IREN, Iris Energy, TeraWulf, Cipher Mining, Galaxy Digital, Vantage Data Centers, QTS,
      Nscale, Firmus, Iron Mountain, NEXTDC, AirTrunk, Switch Inc, CyrusOne, STACK Infrastructure, Lambda Labs, Core Scientific, Hut 8, GDS Holdings, Data4, Global Switch`,
  },
  '~market-wrap': {
    core: `stock market today, markets wrap, stock futures, Dow, Nasdaq futures, S&P 500, live updates stocks, European stocks, Asian stocks, Asian shares,
      stocks rise, stocks fall, stocks slip, stocks edge, stocks climb, stocks drop, stocks gain`,
  },
  '~chip': {
    core: 'chip, chips, processor, processors, silicon, accelerator, AI chip, AI chips, semiconductor, ASIC',
  },
  '~chip-user': {
    core: `Google, Amazon, AWS, Microsoft, Meta, OpenAI, Apple, Anthropic, Tesla, SpaceX, xAI, ByteDance, Alibaba, Baidu, Tencent, Rivian, Xiaomi,
      hyperscalers, Google Cloud, Broadcom, Marvell`,
  },
  '~makes': {
    core: `launch, launches, unveil, unveils, develop, developing, design, designing, designed, build, building, own, first, new, custom, in house, homegrown,
      introduces, announces, reveals`,
    against: 'buy, buys, order, rent, H200, H20, export, Nvidia, AMD, Intel, Qualcomm, startup',
  },
  '~job-cuts': {
    core: `layoff, layoffs, lay off, lays off, laying off, laid off, job cut, job cuts, cut jobs, cuts jobs, cutting jobs, cut #num jobs, cuts #num jobs,
      cutting #num jobs, cut more than #num jobs, cut up to #num jobs, cut about #num jobs, cut nearly #num jobs, eliminate #num jobs, slash #num jobs, workforce reduction,
      files for bankruptcy`,
  },
  '~chip-supply': {
    core: `memory price, memory cost, memory shortage, memory supply, RAM price, RAM cost, RAM shortage, RAM crisis, DRAM, NAND, chip shortage, chip factory, chip plant, wafer, foundries,
      TSMC, Taiwan Semiconductor, SK Hynix, Micron, ASML, PC processor, PC processors, laptop chip, laptop chips, Ryzen`,
  },
  '~officer': {
    core: `CEO!, CFO!, COO, CTO, CMO, chief executive, chief, chairman, chairwoman, chair, vice president, president, VP, SVP, head of, director, managing director,
      general manager, executive, exec, execs, boss, co founder, cofounder, co founders, founder, board member`,
    against:
      'executive order, executive orders, executive producer, prime minister, Chiefs, chief of staff, executive action',
  },
  '~comes-or-goes': {
    core: `joins, leaves!, left!, leaving, departs, departure, departures, exits, quits!, resigns, retires!, ousted, ouster, fired, sacked, hires!, hired!, hire!, poaches, poached, loses, losing,
      names, named, appoints, picked, taps, promoted, succeeds, succeed, replaces, replaced, replacing, returns as, to lead, to head, takes over, taking over, successor, steps down`,
    against:
      'left behind, leaves rates, lost money, losing money, loses money, fired up, flight departures, daily departures',
  },
  '~researchers': {
    core: `researcher, researchers, scientist, scientists, engineer, engineers, staffers, talent, co founders, employees`,
  },
  '~rival-lab': {
    core: `OpenAI, Meta, Anthropic, xAI, DeepMind, Google, Apple, Microsoft, Nvidia, Tesla, Thinking Machines, rival, rivals, competitor, competitors`,
  },
  '~closing': {
    core: 'shut, shuts, shutting, close!, closes!, closing!, closed!, closure, closures, shutter!, shutters!, shuttered, shuttering, idle, idles, mothball',
    against:
      'close to, close at, close up, deal closes, closed at, camera shutter, closes higher, closes lower, closed on, shutdown',
  },
  '~site': {
    core: `plant, plants, factory, factories, mill, smelter, refinery, mine!, mines!, stores, shops, restaurants, branches, studio, studios, outlets, locations, shipyard,
      warehouse, warehouses, bakery, brewery, newsroom, retailer, restaurant chain, pubs`,
  },
  '~commodity': {
    title: `oil!, crude, Brent, WTI, natural gas, gold!, silver!, bullion, copper, platinum, palladium, nickel!, aluminum, aluminium, zinc, iron ore,
      lithium, uranium, metals, markets!, corn!, wheat, soybeans, grains, cocoa, coffee!, sugar!, cotton!, cattle, palm oil, commodities`,
  },
  '~currency': {
    title: `dollar!, greenback, euro!, yen, pound!, sterling, yuan, renminbi, rupee, rupiah, ringgit, baht, peso, lira, ruble, rand!, Korean won,
      franc, krona, shekel, naira, currency, currencies`,
  },
  '~share': {
    title: 'shares!, stock!, share price, stock price',
    against: `stock market, stock futures, stock exchange, stock index, stock indexes, stock markets, buyback, buybacks, Asian shares, Asia shares, European shares,
      global shares, Chinese shares, Japanese shares, in stock, out of stock, back in stock, S&P 500, Dow, Nasdaq`,
  },
  '~price-move': {
    title: `rise, rises, rose, fall, falls, fell, gain, gains, lose, slip, slips, slide, slides, slump, jump, jumps, surge, soar, climb, drop, drops!, tumble,
      plunge, edges!, edge up, edge down, edge lower, edge higher, steadies, steady, rally, rallies, rebound, retreat, smash, tops!, hits, heads for, extends, swing, wobble, advance, decline, dip,
      sink, weaken, strengthen, spike, pare, pares, near record, record high, record low, month low, month high, year low, year high, weekly gain, weekly loss, holds!,
      best week, worst week, appreciation, depreciation, selloff,
      fluctuates!, whipsaw, plummet, plummets, crater!, craters!, skyrocket, catapulted, choppy, steepest, seesaw, pushes higher, pushes lower, claws back, nears!, inches!, wavers!, ticks up, ticks down, hovers!, trims!, mixed`,
    against: 'launches, price drop, falls short, olive oil, oil change, Gold Edition, gold medal',
  },
  // Parts of the signs about AI and computing at the end of the list below.
  '~consumer-software': {
    core: `app, apps, feature, features, search results, search engine, Google Search, Gmail, Google Docs, Google Drive, Google Photos, Google Maps, Google Translate, Google Home, Google Discover, Google Keep, Google Calendar, Google Messages, Google Wallet, Android Auto, CarPlay, Apple Music, YouTube Music, Google Play,
      Chrome, Firefox, Edge, Safari, Windows 11, Android, iOS, WhatsApp, Instagram, Facebook, Messenger, TikTok, Snapchat, YouTube, Spotify, Netflix, Kindle, Zoom, Slack, Teams, Outlook, Excel,
      PowerPoint, Notion, Photoshop, Lightroom, Adobe, Canva, Figma, Grammarly, Tinder, Bumble, Hinge, LinkedIn, Reddit, Pinterest, Discord, Duolingo, Strava, Fitbit, Pixel, Galaxy, iPhone, AirPods,
      smart glasses, smart ring, smart speaker, earbuds, headphones, doorbell, Ring, toy, toys, teddy bear, keyboard, playlist, calendar, inbox, photos, selfies, wallpaper, video editing,
      photo editing, translation, dictation, spreadsheet, customer support, search!, browser`,
    against: 'engineer, engineers, developers, AI chip, stock, stocks, shares, funding, raises',
  },
  '~power-supply': {
    core: `electricity, energy, power plant, power plants, power grid, grid, power bill, power bills, electric bill, electric bills, energy bill, energy bills, utility bill, utility bills, power cost, power costs,
      energy cost, energy costs, electricity rates, nuclear energy, nuclear power, nuclear reactor, reactors, gas turbine, gas turbines, gas plant, gas generators, diesel generators, backup generators, natural gas, solar farm,
      geothermal, fusion, megawatt, megawatts, gigawatt, gigawatts, ratepayers, methane, power hungry, energy consumption, energy use, energy demand, power demand, PJM, utilities, coal`,
    against: 'power outage, nuclear weapons, nuclear talks, Iran, Strait of Hormuz, power bank',
  },
  '~big-tech': {
    core: `Big Tech, tech giants, tech companies, Google, Microsoft, Meta, Amazon, OpenAI, xAI, Grok, Anthropic, Oracle, Nvidia, Musk, Altman, hyperscalers, AI companies, AI boom`,
  },
  '~study': {
    core: `study, researchers, researcher, scientists, scientist, research paper, paper, academics, mathematicians, mathematician, math problem, mathematical, physicists, biologists, astronomers,
      arXiv, peer reviewed, theorem, professor`,
    against:
      'market research, Pew Research, survey finds, equity research, analysts, hires, poaches, recruits, recruiting, joins, departs, exits',
  },
  '~military': {
    core: `Pentagon, DOD, DoD, Defense Department, Department of Defense, Department of War, military, warfare, weapons, classified, supply chain risk`,
  },
  '~code': {
    core: `coding, coder, coders, programmer, programmers, programming!, source code, codebase, code review, pull request, pull requests, software development, software engineer, software engineers,
      software engineering, developers, devs!, dev team, dev teams, Python, Rust, JavaScript, writes code, write code, GitHub, Xcode`,
    against: 'game developers, promo code, dress code',
  },
  '~product-test': {
    title: `I replaced, replaced my, I compared, I tested, I tried, I ditched, ditching my, I recommend, my advice, buying advice, impressed, I didn't expect,
      can't go back, never going back, better than, even better, worth it, actually worth, break the bank, belongs in, alternative that, who should buy, who should upgrade,
      which one, vs, versus, here's what to know before, forget the, expert tested, weeks of testing, after weeks, replace my, is it worth, I traded, I gave up, I put my, priced well, pros and cons`,
    against: 'iOS, iPadOS, macOS, Android 16, Windows, Linux, ChatGPT, Gemini, Claude, Copilot, Siri, beta',
  },
  '~computing-firm': {
    title: `Meta, Microsoft, Google, Alphabet, Amazon, AWS, OpenAI, xAI, Anthropic, Oracle, hyperscaler, hyperscalers, big tech, tech giants, tech companies, AI boom, AI companies`,
  },
  '~celebrity': {
    core: `actor, actress, singer, rapper, musician, celebrity, Hollywood, host, reality star, movie star, film star, Oscar winner, comedian, supermodel, NBA star,
      NFL star, football star, tennis star, baseball star, golfer, rock star, pop star, star couple, director, novelist, Kardashian, Jenner, influencer`,
  },
  '~ticker': { title: '#ticker' },
  '~moves-on': {
    title: `falls on, drops on, slides on, sinks on, slips on, jumps on, surges on, soars on, climbs on, gains on, rises on, rallies on, plunges on, tumbles on, pops on, slumps on, falls after, drops after, slides after,
      sinks after, slips after, jumps after, surges after, soars after, climbs after, gains after, rises after, rallies after, plunges after, tumbles after, pops after, slumps after, pops #num, jumps #num, surges #num, tumbles #num, plunges #num`,
  },
  '~debut': { title: 'debut!, debuts!, first day of trading' },
  '~listed-firm': {
    title: `Apple, Microsoft, Nvidia, Alphabet, Amazon, Meta, Tesla, Netflix, Intel, AMD, Broadcom, Micron, Qualcomm, Oracle, Salesforce, Adobe, Palantir, IBM, Cisco, Dell, TSMC,
      Samsung Electronics, SK Hynix, ASML, Sony, Nintendo, Ubisoft, Toyota, Ford, GM, Stellantis, Volkswagen, BMW, Boeing, Airbus, Lockheed, Rolls Royce, Rheinmetall, BAE, Palo Alto, CrowdStrike,
      Walmart, Costco, Target, Nike, Lululemon, Starbucks, McDonald, Home Depot, Disney, Warner Bros, Paramount, Spotify, Novo Nordisk, Eli Lilly, Pfizer, Moderna, Merck, UnitedHealth, Exxon, Chevron,
      Shell, BP, Caterpillar, Deere, GE, Siemens, JPMorgan, Goldman, Citigroup, Wells Fargo, HSBC, UBS, Visa, Mastercard, PayPal, Coinbase, Robinhood, Strategy, Uber, Airbnb, Lyft, DoorDash, LVMH,
      Richemont, Kering, Hermes, Unilever, Nestle, Alibaba, Tencent, Baidu, BYD, Xiaomi, SoftBank, SMCI, Snowflake, Shopify, Oklo, Plug Power, Bloom Energy, CoreWeave`,
  },
  '~stock-list': {
    title: `stocks to watch, stock movers, market digest, premarket, biggest moves, biggest stock moves, stocks making, stocks moving, insider trades!, key deals, deals this week,
      trading day, stocks on the move, analyst calls, notable names, stocks in news`,
  },
} as const satisfies Readonly<Record<`~${string}`, TopicLexicon>>;

type FacetId = keyof typeof FACETS;

/** Signs that mean something only together: if a story shows all, it gains (or loses) evidence, in units of the lexicon. */
export interface JointSign {
  readonly all: readonly (TopicId | FacetId)[];
  readonly give: Readonly<Partial<Record<TopicId, number>>>;
}

export const JOINT_SIGNS: readonly JointSign[] = [
  // Who cuts jobs is in another trade; the cut is told all the same. So is the price of memory, where it is told of a device.
  { all: ['~job-cuts'], give: { 'layoffs-restructuring': 0.5 } },
  { all: ['~chip-supply'], give: { semiconductors: 0.8 } },
  { all: ['~closing', '~site'], give: { 'layoffs-restructuring': 2.2 } },
  // Who runs a company comes or goes; a laboratory's people go to a rival.
  { all: ['~officer', '~comes-or-goes'], give: { 'executive-moves': 1.6 } },
  { all: ['~researchers', '~rival-lab', '~comes-or-goes'], give: { hiring: 1.4 } },
  // Power for data centres is energy for compute, not the energy industry at large.
  {
    all: ['hyperscale-infrastructure', 'energy-oil-gas'],
    give: { 'energy-for-compute': 2, 'energy-oil-gas': -1.5 },
  },
  { all: ['hyperscale-infrastructure', 'energy-for-compute'], give: { 'energy-for-compute': 1.2 } },
  // What an operator of data centres earns, raises or signs is how the build-out goes.
  { all: ['~data-center-operator', 'earnings'], give: { 'hyperscale-infrastructure': 2.6 } },
  { all: ['~data-center-operator', 'ipos-capital-markets'], give: { 'hyperscale-infrastructure': 1.6 } },
  { all: ['~data-center-operator', 'partnerships-deals'], give: { 'hyperscale-infrastructure': 1.6 } },
  // Labour data are both the state of the economy and of the talent market.
  { all: ['macroeconomy', 'hiring'], give: { macroeconomy: 0.8, hiring: 0.6 } },
  { all: ['macroeconomy', 'real-estate-construction'], give: { 'real-estate-construction': 0.6 } },
  { all: ['ai-safety-governance', 'social-platforms'], give: { 'social-platforms': 0.6 } },
  // What AI does to work is neither the state of the economy nor recruiting.
  { all: ['~ai', '~jobs'], give: { 'future-of-work': 1.4, macroeconomy: -1.2, science: -0.8 } },
  { all: ['~ai', '~firm'], give: { 'enterprise-ai-adoption': 1.2 } },
  // People of a trade who use it at work.
  { all: ['~ai', '~practice'], give: { 'enterprise-ai-adoption': 1.2 } },
  { all: ['~ai', '~harm'], give: { 'ai-safety-governance': 1.2 } },
  { all: ['~ai', '~law'], give: { 'ai-safety-governance': 0.8 } },
  { all: ['ai-safety-governance', '~law'], give: { 'regulation-policy': 1 } },
  { all: ['energy-for-compute', '~law'], give: { 'regulation-policy': 0.8 } },
  // What moved the market is not the story of a market report.
  {
    all: ['~market-wrap', 'financial-markets'],
    give: {
      geopolitics: -0.8,
      'energy-oil-gas': -1.5,
      'shopping-deals': -2,
      'trade-export-controls': -1,
      macroeconomy: -0.6,
      earnings: -0.8,
      'automotive-ev': -1.5,
      'aerospace-defense': -1.2,
    },
  },
  // A device sold by its AI is also a story about AI in products.
  { all: ['~ai', 'consumer-devices'], give: { 'ai-assistants': 1.2 } },
  { all: ['~ai', 'automotive-ev'], give: { 'ai-assistants': 0.6 } },
  // Who tests a thing for its readers tells them whether to buy it.
  { all: ['~product-test', 'consumer-devices'], give: { 'shopping-deals': 2.2 } },
  // A bargain in devices is about the device too.
  { all: ['shopping-deals', 'consumer-devices'], give: { 'consumer-devices': 0.5 } },
  // Power that a computing firm buys is for its data centres.
  { all: ['~computing-firm', 'energy-oil-gas'], give: { 'energy-for-compute': 2, 'energy-oil-gas': -1.5 } },
  // The house of a star is told for the star.
  { all: ['~celebrity', 'real-estate-construction'], give: { 'media-entertainment': 2.2 } },
  // The share of one company is news of that company, not of the market; what buys or sells the company comes before its share.
  { all: ['~ticker', 'financial-markets'], give: { 'financial-markets': -2.4, earnings: 0.6 } },
  {
    all: ['~listed-firm', '~share', 'financial-markets'],
    give: { 'financial-markets': -1.4, earnings: 0.8 },
  },
  { all: ['~listed-firm', '~moves-on'], give: { earnings: 1.4 } },
  { all: ['healthcare-biotech', '~moves-on'], give: { earnings: 1.2 } },
  { all: ['~ticker', 'mergers-acquisitions'], give: { earnings: -0.6 } },
  { all: ['~debut', 'ipos-capital-markets'], give: { earnings: -1.4, 'financial-markets': -1.2 } },
  // Dearer memory makes dearer devices; no AI comes into them by that.
  { all: ['~chip-supply', 'consumer-devices', '~ai'], give: { 'ai-assistants': -1.6 } },
  // A list of stocks names companies of many trades and is about none of them.
  {
    all: ['~stock-list'],
    give: {
      'energy-oil-gas': -2,
      'aerospace-defense': -2,
      'automotive-ev': -1.5,
      'healthcare-biotech': -2,
      'manufacturing-industrial': -2,
      'media-entertainment': -1.5,
      'retail-ecommerce': -2,
      'travel-hospitality': -2,
    },
  },
  // A chip by someone who uses chips.
  {
    all: ['~chip', '~chip-user', '~makes'],
    give: { 'custom-silicon': 2, 'gpus-accelerators': -0.6, semiconductors: -0.4 },
  },
  // The price of what is traded is news of the markets, whoever produces or spends it.
  { all: ['~commodity', '~price-move'], give: { 'financial-markets': 2.6 } },
  { all: ['~currency', '~price-move'], give: { 'financial-markets': 1.8, macroeconomy: 1 } },
  { all: ['~share', '~price-move'], give: { earnings: 1 } },
  { all: ['financial-markets', '~price-move'], give: { 'financial-markets': 0.5 } },
  // AI inside what people use, in research, in software, and what it takes from the grid.
  { all: ['~ai', '~consumer-software'], give: { 'ai-assistants': 1 } },
  { all: ['~ai', 'operating-systems-browsers'], give: { 'ai-assistants': 0.6 } },
  { all: ['~ai', '~military'], give: { 'ai-safety-governance': 1.2 } },
  { all: ['~ai', '~study'], give: { 'ai-research': 1.6 } },
  { all: ['~ai', '~code'], give: { 'ai-coding': 1.2 } },
  { all: ['~ai', '~power-supply'], give: { 'energy-for-compute': 1 } },
  { all: ['~big-tech', '~power-supply'], give: { 'energy-for-compute': 1 } },
  { all: ['~big-tech', 'energy-for-compute'], give: { 'hyperscale-infrastructure': 1.2 } },
  {
    all: ['hyperscale-infrastructure', '~power-supply'],
    give: { 'energy-for-compute': 1.2, 'hyperscale-infrastructure': 0.5 },
  },
];

/** Where one topic's signs come with another's subject: a strong first takes `by` from the second. */
export interface TopicRival {
  readonly strong: TopicId;
  readonly weak: TopicId;
  /** Evidence taken at full strength, in units of the lexicon. */
  readonly by: number;
}

const rivals = (strong: TopicId, by: number, ...weak: TopicId[]): TopicRival[] =>
  weak.map((one) => ({ strong, weak: one, by }));

export const TOPIC_RIVALS: readonly TopicRival[] = [
  ...rivals('custom-silicon', 1.6, 'semiconductors', 'gpus-accelerators'),
  ...rivals('gpus-accelerators', 1.2, 'semiconductors', 'custom-silicon'),
  ...rivals('energy-for-compute', 1.5, 'energy-oil-gas'),
  ...rivals(
    'personal-finance',
    2,
    'banking-payments',
    'macroeconomy',
    'real-estate-construction',
    'media-entertainment',
  ),
  ...rivals('macroeconomy', 1.2, 'banking-payments'),
  ...rivals('macroeconomy', 0.5, 'financial-markets'),
  ...rivals(
    'gaming',
    1.5,
    'media-entertainment',
    'social-platforms',
    'operating-systems-browsers',
    'ai-assistants',
  ),
  ...rivals('ai-coding', 1.2, 'developer-tools', 'ai-assistants', 'foundation-models'),
  ...rivals('agent-orchestration', 1, 'ai-assistants', 'foundation-models'),
  ...rivals('ai-safety-governance', 1.2, 'ai-assistants', 'foundation-models'),
  ...rivals('ai-research', 1, 'science', 'ai-assistants'),
  ...rivals('consumer-devices', 1.5, 'energy-oil-gas', 'climate-sustainability', 'enterprise-ai-adoption'),
  ...rivals('litigation-ip', 1, 'regulation-policy', 'ai-assistants'),
  ...rivals('mergers-acquisitions', 1.5, 'venture-funding', 'shopping-deals'),
  ...rivals('mergers-acquisitions', 0.8, 'partnerships-deals'),
  ...rivals('venture-funding', 1, 'partnerships-deals', 'ipos-capital-markets', 'financial-markets'),
  ...rivals('trade-export-controls', 1.2, 'partnerships-deals'),
  ...rivals('trade-export-controls', 0.5, 'regulation-policy'),
  ...rivals('geopolitics', 1, 'macroeconomy'),
  // Who governs a country is no manager of a company.
  ...rivals('geopolitics', 1.5, 'executive-moves'),
  ...rivals('geopolitics', 0.4, 'regulation-policy'),
  ...rivals('financial-markets', 0.5, 'macroeconomy'),
  ...rivals('consumer-devices', 1, 'media-entertainment', 'semiconductors'),
  ...rivals('consumer-devices', 0.5, 'operating-systems-browsers'),
  ...rivals('shopping-deals', 1, 'retail-ecommerce', 'media-entertainment'),
  ...rivals('automotive-ev', 1, 'consumer-devices'),
  ...rivals('layoffs-restructuring', 1.2, 'hiring'),
  ...rivals('earnings', 0.8, 'ai-assistants', 'cloud-platforms', 'enterprise-software', 'retail-ecommerce'),
  ...rivals('aerospace-defense', 1, 'networking-telecom', 'geopolitics'),
  ...rivals('cybersecurity', 0.4, 'operating-systems-browsers', 'privacy-data-protection'),
  ...rivals('enterprise-ai-adoption', 0.4, 'ai-assistants'),
  ...rivals('shopping-deals', 1.2, 'semiconductors'),
];

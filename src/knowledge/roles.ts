/**
 * The roles a reader can have, with the decisions that each takes: priors and explanations are written from them.
 * `onetSoc` is the O*NET-SOC 2019 code of the nearest occupation (O*NET 29, CC BY 4.0, US Department of Labor).
 */
export const ROLES = [
  {
    id: 'software-engineer',
    name: 'Software engineer',
    onetSoc: '15-1252.00',
    decides: 'How software is designed, built and shipped; which languages, frameworks and tools to use',
  },
  {
    id: 'ml-engineer',
    name: 'Machine learning engineer',
    onetSoc: '15-2051.00',
    decides: 'Which models and training or serving stacks to use, and how to run them',
  },
  {
    id: 'data-engineer',
    name: 'Data engineer',
    onetSoc: '15-1243.00',
    decides: 'How data is stored, moved and queried',
  },
  {
    id: 'platform-engineer',
    name: 'Platform or site reliability engineer',
    onetSoc: '15-1244.00',
    decides: 'Which cloud, runtime and infrastructure to run on; reliability and cost',
  },
  {
    id: 'security-engineer',
    name: 'Security engineer or CISO staff',
    onetSoc: '15-1212.00',
    decides: 'What to patch, block and buy; incident response and risk',
  },
  {
    id: 'hardware-engineer',
    name: 'Hardware or chip engineer',
    onetSoc: '17-2061.00',
    decides: 'Chip and board design, process nodes, accelerators, suppliers',
  },
  {
    id: 'data-center-operations',
    name: 'Data-center operations lead',
    onetSoc: '11-3021.00',
    decides: 'Sites, power, cooling, capacity, hardware life cycle',
  },
  {
    id: 'research-scientist',
    name: 'Research scientist',
    onetSoc: '15-1221.00',
    decides: 'Which research directions, methods and tools to pursue',
  },
  {
    id: 'product-manager',
    name: 'Product manager',
    onetSoc: '11-2021.00',
    decides: 'What to build next, for whom, against which competitors',
  },
  {
    id: 'designer',
    name: 'Product designer',
    onetSoc: '15-1255.00',
    decides: 'How products look and behave; design tools and user research',
  },
  {
    id: 'engineering-manager',
    name: 'Engineering manager',
    onetSoc: '11-9041.00',
    decides: 'Team structure, hiring, delivery, technology choices',
  },
  {
    id: 'cto-cio',
    name: 'CTO or CIO',
    onetSoc: '11-3021.00',
    decides: 'Technology strategy, vendors, build or buy, budgets',
  },
  {
    id: 'founder-ceo',
    name: 'Founder or chief executive',
    onetSoc: '11-1011.00',
    decides: 'Company strategy, funding, competition, key hires',
  },
  {
    id: 'operations-leader',
    name: 'Operations or supply-chain leader',
    onetSoc: '11-1021.00',
    decides: 'Processes, suppliers, logistics, cost',
  },
  {
    id: 'finance-leader',
    name: 'CFO or finance leader',
    onetSoc: '11-3031.00',
    decides: 'Capital, forecasts, cost, reporting, risk',
  },
  {
    id: 'investor-analyst',
    name: 'Investor or equity analyst',
    onetSoc: '13-2051.00',
    decides: 'What to buy, sell or fund; valuations and results',
  },
  {
    id: 'sales-leader',
    name: 'Sales or business-development leader',
    onetSoc: '11-2022.00',
    decides: 'Accounts, partnerships, pricing, pipeline',
  },
  {
    id: 'marketing-leader',
    name: 'Marketing leader',
    onetSoc: '11-2021.00',
    decides: 'Brand, channels, ad spend, measurement',
  },
  {
    id: 'hr-talent-leader',
    name: 'HR or talent-acquisition leader',
    onetSoc: '11-3121.00',
    decides: 'Whom to hire, pay, retention, policy at work',
  },
  {
    id: 'legal-compliance',
    name: 'Legal counsel or compliance officer',
    onetSoc: '23-1011.00',
    decides: 'Contracts, regulatory exposure, litigation, privacy',
  },
  {
    id: 'policy-affairs',
    name: 'Public-policy or government-affairs lead',
    onetSoc: '11-2032.00',
    decides: 'Positions on laws and regulators',
  },
  {
    id: 'procurement-manager',
    name: 'Procurement manager',
    onetSoc: '11-3061.00',
    decides: 'Vendors, contracts, prices, availability',
  },
  {
    id: 'consultant',
    name: 'Management consultant',
    onetSoc: '13-1111.00',
    decides: 'Advice to client companies on strategy and operations',
  },
  {
    id: 'journalist-analyst',
    name: 'Journalist or industry analyst',
    onetSoc: '27-3023.00',
    decides: 'What is new, true and important in a beat',
  },
] as const satisfies readonly { id: string; name: string; onetSoc: string; decides: string }[];

export type RoleId = (typeof ROLES)[number]['id'];

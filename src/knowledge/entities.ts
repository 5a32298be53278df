import { AGENCIES } from './entities-agencies.js';
import { COMMODITIES } from './entities-commodities.js';
import { FINANCE_HEALTH_RETAIL_COMPANIES } from './entities-finance-health-retail.js';
import { INDUSTRY_SERVICES_COMPANIES } from './entities-industry-services.js';
import { MATTER_NAMES } from './entities-matters.js';
import { MEDIA_MOBILITY_COMPANIES } from './entities-media-mobility.js';
import { PEOPLE } from './entities-people.js';
import { PRODUCTS } from './entities-products.js';
import { TECHNOLOGY_COMPANIES } from './entities-technology.js';
import type { Entity } from './entity-types.js';

/** The gazetteer: every company, product, chip, model, agency, person, law, standard, commodity and place that Scout knows by name. */
export const ENTITIES: readonly Entity[] = [
  ...TECHNOLOGY_COMPANIES,
  ...FINANCE_HEALTH_RETAIL_COMPANIES,
  ...MEDIA_MOBILITY_COMPANIES,
  ...INDUSTRY_SERVICES_COMPANIES,
  ...PRODUCTS,
  ...PEOPLE,
  ...AGENCIES,
  ...COMMODITIES,
  ...MATTER_NAMES,
];

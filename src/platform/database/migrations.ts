import { Initial1795400000000 } from '../../../migrations/1795400000000-initial.js';
import { Taxonomy1795500000000 } from '../../../migrations/1795500000000-taxonomy.js';

/** Every migration, oldest first. Listed by hand so that source, build and tests run the very same classes. */
export const migrations = [Initial1795400000000, Taxonomy1795500000000];

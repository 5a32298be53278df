import { Initial1795400000000 } from '../../../migrations/1795400000000-initial.js';

/** Every migration, oldest first. Listed by hand so that source, build and tests run the very same classes. */
export const migrations = [Initial1795400000000];

import type { Database } from '../../platform/database/database.js';

/** Another text after every change of the stories, in whichever process. */
export async function catalogVersion(database: Database): Promise<string> {
  const rows = await database.query<{ version: string }>(
    `SELECT last_value || CASE WHEN is_called THEN '' ELSE '-' END AS version FROM catalog_version`,
  );
  return rows[0]?.version ?? '';
}

/** To be called with every change of the stories: once it is committed, {@link catalogVersion} is another. */
export function moveCatalogVersion(database: Database): void {
  database.afterCommit(async () => {
    await database.query(`SELECT nextval('catalog_version')`);
  });
}

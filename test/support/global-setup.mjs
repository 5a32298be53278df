import './typescript.mjs';

/** Jest loads this file itself and knows no TypeScript here. */
export default async function setup() {
  const { startServers } = await import('./servers.ts');
  globalThis.testServers = await startServers();
}

// The peer: Newman, Postman's runner, with the article's request on the same site and file.
import { createRequire } from 'node:module';
import { EMAIL, generatedExport, parseCsv, seconds, startSite, table, TOKEN } from './support.mjs';

const ROWS = Number(process.env.NEWMAN_ROWS ?? 300);
const newman = createRequire(import.meta.url)('newman');
const site = await startSite(generatedExport(3001), { rate: 50, burst: 50, latencyMs: 250, latencySpreadMs: 125 });
const data = parseCsv(generatedExport(ROWS)).slice(1).map(([groupId, , accountId]) => ({ groupId, accountId }));
const collection = {
  info: { name: 'article', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: [{
    name: 'remove',
    request: {
      method: 'DELETE',
      auth: { type: 'basic', basic: [{ key: 'username', value: EMAIL }, { key: 'password', value: TOKEN }] },
      url: `${site.origin}/rest/api/latest/group/user?groupId={{groupId}}&accountId={{accountId}}`,
    },
  }],
};
const began = Date.now();
const summary = await new Promise((resolve, reject) => {
  newman.run({ collection, iterationData: data, reporters: [] }, (error, done) => (error ? reject(error) : resolve(done)));
});
const wall = Date.now() - began;
const codes = summary.run.executions.map(({ response }) => response?.code);
console.log(`Newman ${createRequire(import.meta.url)('newman/package.json').version}: ${ROWS} rows${ROWS < 3000 ? ' (NEWMAN_ROWS=3000 runs all, a quarter of an hour)' : ''}`);
table([
  ['wall time', seconds(wall)],
  ['rate', `${(ROWS / wall * 1000).toFixed(1)} a second`],
  ['3,000 rows would take', seconds((wall / ROWS) * 3000)],
  ['removed', `${codes.filter((code) => code === 200).length} of ${ROWS}`],
]);
await site.stop();

// confluence.js, whose schemas were generated from Atlassian's description of Confluence: a mismatch is an error, unknown keys
// are listed.
import assert from 'node:assert/strict';
import { allPages, clientTests, GROUP, MEMBERS, SMALL, UNKNOWN_GROUP, UNKNOWN_USER, user } from './support/client_script.mjs';

process.env.AUDIT_SCHEMAS = 'true';
const { createV1Client } = await import('confluence.js');

const { EMAIL } = await import('../e2e/support/site.mjs');
const drift = () => globalThis[Symbol.for('apis-code-gen.schemaAudit')] ?? [];
const connect = (host, apiToken) => createV1Client({ host, auth: { type: 'basic', email: EMAIL, apiToken }, onSchemaMismatch: 'throw' });
const fails = (status, call) => assert.rejects(call, (error) => error.status === status);
const page = ({ results, _links: links }) => ({ items: results, isLast: links?.next === undefined });
const membersOf = (client, groupId) => allPages(async (start) => page(await client.group.getGroupMembersByGroupId({ groupId, start, limit: 50 })));
const isIn = async (client, groupId, accountId) => (await membersOf(client, groupId)).some((member) => member.accountId === accountId);

clientTests('confluence.js', {
  connect,
  drift,
  steps: {
    'who am I': async ({ client }) => assert.equal((await client.users.getCurrentUser()).email, EMAIL),
    'one person': async ({ client }) => assert.equal((await client.users.getUser({ accountId: user(1) })).displayName, 'User 1'),
    'list groups': async ({ client }) => {
      const { results } = await client.group.getGroups({ limit: 200 });
      assert.deepEqual(results.map((one) => one.name).sort(), ['team-a', 'team-b']);
    },
    'one group': async ({ client }) => assert.equal((await client.group.getGroupByGroupId({ id: SMALL })).name, 'team-b'),
    'find a group by name': async ({ client }) => {
      const { results } = await client.group.searchGroups({ query: 'team-b' });
      assert.deepEqual(results.map((one) => one.id), [SMALL]);
    },
    'page over 120 members': async ({ client }) => {
      const members = await membersOf(client, GROUP);
      assert.equal(new Set(members.map((member) => member.accountId)).size, MEMBERS);
    },
    'the groups of a person': async ({ client }) => {
      const { results } = await client.users.getGroupMembershipsForUser({ accountId: user(1) });
      assert.deepEqual(results.map((one) => one.id).sort(), [GROUP, SMALL].sort());
    },
    add: async ({ client }) => {
      assert.equal(await isIn(client, SMALL, user(2)), false);
      await client.group.addUserToGroupByGroupId({ groupId: SMALL, accountId: user(2) });
      assert.equal(await isIn(client, SMALL, user(2)), true);
    },
    remove: async ({ client }) => {
      await client.group.removeMemberFromGroupByGroupId({ groupId: SMALL, accountId: user(2) });
      assert.equal(await isIn(client, SMALL, user(2)), false);
    },
    // Confluence says the same of somebody who was no member.
    'remove again': ({ client }) => client.group.removeMemberFromGroupByGroupId({ groupId: SMALL, accountId: user(2) }),
    'an unknown group': async ({ client }) => {
      await fails(404, client.group.removeMemberFromGroupByGroupId({ groupId: UNKNOWN_GROUP, accountId: user(2) }));
      await fails(404, client.group.getGroupByGroupId({ id: UNKNOWN_GROUP }));
    },
    'an unknown person': async ({ client }) => {
      await fails(404, client.group.removeMemberFromGroupByGroupId({ groupId: SMALL, accountId: UNKNOWN_USER }));
      await fails(404, client.group.addUserToGroupByGroupId({ groupId: SMALL, accountId: UNKNOWN_USER }));
      await fails(404, client.users.getUser({ accountId: UNKNOWN_USER }));
    },
    'a wrong token': async ({ refused }) => {
      await fails(401, refused.users.getCurrentUser());
      await fails(401, refused.group.removeMemberFromGroupByGroupId({ groupId: SMALL, accountId: user(1) }));
    },
    'too many calls': async ({ client, site }) => {
      await site.settings({ rate: 1, burst: 1 });
      const calls = Array.from({ length: 5 }, () => client.group.removeMemberFromGroupByGroupId({ groupId: SMALL, accountId: UNKNOWN_USER }));
      const answers = await Promise.allSettled(calls);
      const throttled = answers.filter(({ reason }) => reason?.status === 429);
      assert.ok(throttled.length > 0, 'nobody was asked to wait');
      for (const { reason } of throttled) assert.ok(reason.retryAfterMs >= 1000, `Retry-After: ${reason.retryAfterMs} ms`);
      await site.settings({ rate: 1000, burst: 1000 });
    },
  },
});

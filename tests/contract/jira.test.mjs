// jira.js, whose schemas were generated from Atlassian's description of Jira: a mismatch is an error, unknown keys are listed.
import assert from 'node:assert/strict';
import { allPages, clientTests, GROUP, MEMBERS, SMALL, UNKNOWN_GROUP, UNKNOWN_USER, user } from './support/client_script.mjs';

process.env.AUDIT_SCHEMAS = 'true';
const { createCloudClient } = await import('jira.js');

const { EMAIL } = await import('../e2e/support/site.mjs');
const drift = () => globalThis[Symbol.for('apis-code-gen.schemaAudit')] ?? [];
const connect = (host, apiToken) => createCloudClient({ host, auth: { type: 'basic', email: EMAIL, apiToken }, onSchemaMismatch: 'throw' });
const fails = (status, call) => assert.rejects(call, (error) => error.status === status);
const page = ({ values, isLast }) => ({ items: values, isLast });
const membersOf = (client, groupId) => allPages(async (startAt) => page(await client.groups.getUsersFromGroup({ groupId, startAt, maxResults: 50, includeInactiveUsers: true })));
const isIn = async (client, groupId, accountId) => (await membersOf(client, groupId)).some((member) => member.accountId === accountId);

clientTests('jira.js', {
  connect,
  drift,
  // Its schema of permissions is open: anything may stand there.
  blind: { 'what may I do': ['a number where a text belongs'] },
  steps: {
    'what site is this': async ({ client, site }) => {
      const info = await client.serverInfo.getServerInfo();
      assert.equal(info.baseUrl, site.origin);
      assert.equal(info.deploymentType, 'Cloud');
    },
    'who am I': async ({ client }) => assert.equal((await client.myself.getCurrentUser({ expand: 'groups' })).emailAddress, EMAIL),
    'what may I do': async ({ client }) => {
      const { permissions } = await client.permissions.getMyPermissions({ permissions: 'ADMINISTER' });
      assert.equal(permissions.ADMINISTER.havePermission, true);
    },
    'one person': async ({ client }) => assert.equal((await client.users.getUser({ accountId: user(1) })).displayName, 'User 1'),
    // This client knows no list of groups but the picker's.
    'list groups': async ({ client }) => {
      const { groups } = await client.groups.findGroups({ query: '' });
      assert.deepEqual(groups.map((one) => one.name).sort(), ['team-a', 'team-b']);
    },
    'find a group by name': async ({ client }) => {
      const { groups } = await client.groups.findGroups({ query: 'team-b' });
      assert.deepEqual(groups.map((one) => one.groupId), [SMALL]);
    },
    'page over 120 members': async ({ client }) => {
      const members = await membersOf(client, GROUP);
      assert.equal(new Set(members.map((member) => member.accountId)).size, MEMBERS);
    },
    'the groups of a person': async ({ client }) => {
      const groups = await client.users.getUserGroups({ accountId: user(1) });
      assert.deepEqual(groups.map((one) => one.groupId).sort(), [GROUP, SMALL].sort());
    },
    add: async ({ client }) => {
      assert.equal(await isIn(client, SMALL, user(2)), false);
      const group = await client.groups.addUserToGroup({ groupId: SMALL, accountId: user(2) });
      assert.equal(group.groupId, SMALL);
      assert.equal(await isIn(client, SMALL, user(2)), true);
    },
    'add again': ({ client }) => fails(400, client.groups.addUserToGroup({ groupId: SMALL, accountId: user(2) })),
    remove: async ({ client }) => {
      await client.groups.removeUserFromGroup({ groupId: SMALL, accountId: user(2) });
      assert.equal(await isIn(client, SMALL, user(2)), false);
    },
    'remove again': ({ client }) => fails(400, client.groups.removeUserFromGroup({ groupId: SMALL, accountId: user(2) })),
    'an unknown group': async ({ client }) => {
      await fails(404, client.groups.removeUserFromGroup({ groupId: UNKNOWN_GROUP, accountId: user(2) }));
      await fails(404, client.groups.getUsersFromGroup({ groupId: UNKNOWN_GROUP }));
    },
    'an unknown person': async ({ client }) => {
      await fails(404, client.groups.removeUserFromGroup({ groupId: SMALL, accountId: UNKNOWN_USER }));
      await fails(404, client.groups.addUserToGroup({ groupId: SMALL, accountId: UNKNOWN_USER }));
      await fails(404, client.users.getUser({ accountId: UNKNOWN_USER }));
    },
    'a wrong token': async ({ refused }) => {
      await fails(401, refused.myself.getCurrentUser());
      await fails(401, refused.groups.removeUserFromGroup({ groupId: SMALL, accountId: user(1) }));
    },
    'too many calls': async ({ client, site }) => {
      await site.settings({ rate: 1, burst: 1 });
      const calls = Array.from({ length: 5 }, () => client.groups.removeUserFromGroup({ groupId: SMALL, accountId: UNKNOWN_USER }));
      const answers = await Promise.allSettled(calls);
      const throttled = answers.filter(({ reason }) => reason?.status === 429);
      assert.ok(throttled.length > 0, 'nobody was asked to wait');
      for (const { reason } of throttled) assert.ok(reason.retryAfterMs >= 1000, `Retry-After: ${reason.retryAfterMs} ms`);
      await site.settings({ rate: 1000, burst: 1000 });
    },
  },
});

// One script for each client: its steps in order against the simulated site, and each step again with a false answer.
import assert from 'node:assert/strict';
import test from 'node:test';
import { startSite } from '../../e2e/support/site.mjs';
import { heardSince, LIES, listen, lying } from './exchanges.mjs';
import { unexplained } from './description.mjs';

/** A group with more members than two pages hold, one with a single member, and ids that the site does not know. */
export const GROUP = 'e7b24a95-307c-4179-b143-18071d986420';
export const SMALL = '00000000-307c-4179-b143-18071d986421';
export const UNKNOWN_GROUP = 'ffffffff-307c-4179-b143-18071d986420';
export const UNKNOWN_USER = '712020:ffffffff-0000-4000-8000-ffffffffffff';
export const MEMBERS = 130;
export const user = (number) => `712020:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** The steps that later ones build on. */
const CHANGING = ['add', 'remove'];

const HEADING = 'Group id,Group name,User id,User name,email,User status,Org role';
const row = (group, name, number) => `${group},${name},${user(number)},User ${number},user${number}@example.com,Active,None`;
const FILE = [HEADING, ...Array.from({ length: MEMBERS }, (_, index) => row(GROUP, 'team-a', index + 1)), row(SMALL, 'team-b', 1)].join('\n');

/** Every page of a list: `read` gives one from a start on, as `{ items, isLast }`. */
export async function allPages(read) {
  const all = [];
  for (let pages = 0; pages < 20; pages += 1) {
    const { items, isLast } = await read(all.length);
    all.push(...items);
    if (isLast) return all;
  }
  throw new Error('the list does not end');
}

/**
 * `steps` are `{ name: async ({ client, refused, site }) => … }`, each of which throws unless the client got what it should.
 * `connect(origin, token)` makes a client; `drift()` lists what its schemas do not know of the answers so far; `blind` names
 * the false answers that the client believes, by step.
 */
export function clientTests(name, { connect, drift, blind = {}, steps }) {
  const world = async () => {
    const site = await startSite(FILE, { rate: 1000, burst: 1000 });
    return { site, client: connect(site.origin, 'good-token'), refused: connect(site.origin, 'wrong-token') };
  };
  const take = async (step, at) => {
    const known = drift().length;
    await steps[step](at);
    assert.deepEqual(drift().slice(known), [], `${step}: the answers have what the client's schemas do not know`);
  };

  listen();

  test(`${name} gets through its script`, async (t) => {
    const at = await world();
    try {
      for (const step of Object.keys(steps)) await t.test(step, () => take(step, at));
    } finally {
      await at.site.stop();
    }
    const said = heardSince();
    assert.ok(said.length >= Object.keys(steps).length, `${said.length} calls were heard`);
    assert.deepEqual(unexplained(said), [], 'what was said and heard is as described');
  });

  test(`${name} stumbles over each kind of false answer at each step`, async (t) => {
    for (const [step, index] of Object.keys(steps).map((one, at) => [one, at])) {
      let told = 0;
      for (const [lie, falsify] of Object.entries(LIES)) {
        const at = await world();
        try {
          for (const before of Object.keys(steps).slice(0, index).filter((one) => CHANGING.includes(one))) await take(before, at);
          let isTold = false;
          const falsified = (heard) => {
            const false_ = falsify(heard);
            isTold ||= false_ !== null;
            return false_ ?? heard;
          };
          const stumbled = await lying(falsified, () => take(step, at).then(() => false, () => true));
          if (isTold) {
            told += 1;
            const isBlind = blind[step]?.includes(lie) ?? false;
            assert.equal(stumbled, !isBlind, `${step}: ${lie} ${stumbled ? 'was seen' : 'went by unseen'}`);
          }
        } finally {
          await at.site.stop();
        }
      }
      assert.ok(told > 0, `${step}: nothing was falsified`);
    }
    t.diagnostic(`${Object.keys(steps).length} steps`);
  });
}

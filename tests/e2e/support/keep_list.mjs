// Reading, writing and damaging the keep list as a person (or a bad disk) would, and the file it is tried on.
import { writeCsv } from './csv.mjs';
import { accountId, groupId, HEADING, membership } from './exports.mjs';
import { until } from './until.mjs';

/** Six rows: users 1 to 4 in group 1, user 1 in group 2 too, user 5 in group 3. */
export const FILE = writeCsv([HEADING, membership(1, 1), membership(1, 2), membership(1, 3), membership(1, 4), membership(2, 1), membership(3, 5)]);
export const BY_EMAIL = 'USER1@Domain.Example'; // two rows
export const BY_ID = accountId(2); // one row
export const BY_GROUP = groupId(3).toUpperCase(); // one row
export const LIST = ['# the board', BY_EMAIL, BY_ID, BY_GROUP];

export const dialogOf = (ui) => ui.named('dialog', 'Keep list');
export const deletionOf = (ui) => ui.named('dialog', 'Confirm deletion of the keep list');
export const noteOf = (ui) => ui.status('Keep list');
export const textOf = (ui) => dialogOf(ui).getByRole('textbox', { name: 'People and groups to keep', exact: true });
export const inDialog = (ui, name) => dialogOf(ui).getByRole('button', { name, exact: true });

export async function openList(ui) {
  await ui.button('Keep list').click();
  await dialogOf(ui).waitFor();
}

export async function closeList(ui) {
  await inDialog(ui, 'Close').click();
  await dialogOf(ui).waitFor({ state: 'hidden' });
}

export async function saveList(ui, lines) {
  await openList(ui);
  await textOf(ui).fill(lines.join('\n'));
  await inDialog(ui, 'Save list').click();
  await dialogOf(ui).getByText(/Changed on \d/).waitFor();
  await until('the list is saved', async () => !(await inDialog(ui, 'Save list').isEnabled()));
  await closeList(ui);
}

export async function takeAway(ui) {
  await openList(ui);
  await inDialog(ui, 'Delete the list').click();
  await deletionOf(ui).getByRole('button', { name: 'Delete the list', exact: true }).click();
  await deletionOf(ui).waitFor({ state: 'hidden' });
  await until('the text is empty', async () => (await textOf(ui).inputValue()) === '');
  await closeList(ui);
}

export const says = (ui, pattern) => until(`the note says ${pattern}`, async () => pattern.test(await noteOf(ui).innerText()));

/** Users of the ticked rows. */
export function ticked(ui) {
  return ui.rows.getByRole('checkbox', { checked: true }).evaluateAll((boxes) => boxes.map((box) => box.ariaLabel.split(', row')[0]).sort());
}

/** Stores these bytes in place of the list, without the page. */
export function spoil(ui, change) {
  return ui.page.evaluate((how) => new Promise((resolve, reject) => {
    const opening = indexedDB.open('groupsweep');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = ({ target: { result: database } }) => {
      const store = database.transaction('lists', 'readwrite').objectStore('lists');
      store.get('keep').onsuccess = ({ target: { result } }) => {
        if (how === 'flip') result[result.length - 1] ^= 1;
        const put = store.put(how === 'flip' ? result : 'no bytes', 'keep');
        put.onsuccess = () => { database.close(); resolve(); };
      };
    };
  }), change);
}

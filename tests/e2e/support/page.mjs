// The page as a person meets it: every control by its role and its exact name, never by class or test id.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './until.mjs';

export const OUTCOMES = ['Removed', 'Already gone', 'Gone since the check', 'Failed', 'Unconfirmed', 'Not started'];
export const UNDO_OUTCOMES = ['Added', 'Already a member', 'There since the check', 'Failed', 'Unconfirmed', 'Not started'];
export const PRACTICE_SITE = 'Practice site';

/** What the step bar says of so many ticked rows: `604 of 1,261 rows`, and of a plan without a file `604 rows`. */
export const chosenRows = (count) => new RegExp(`^${count.toLocaleString('en-GB')} (of [\\d,]+ )?rows?$`);

export class GroupsweepPage {
  #folder;

  constructor({ page, said, crashes, requested }) {
    Object.assign(this, { page, said, crashes, requested });
  }

  // --- finding things -------------------------------------------------------------------------

  named(role, name) {
    return this.page.getByRole(role, { name, exact: true });
  }

  button(name) {
    return this.named('button', name);
  }

  region(name) {
    return this.named('region', name);
  }

  status(name) {
    return this.named('status', name);
  }

  get dialog() {
    return this.named('dialog', 'Confirm removal');
  }

  /** Whether a control is there, seen and not disabled. */
  async isUsable(control) {
    return (await control.count()) === 1 && (await control.isVisible()) && (await control.isEnabled());
  }

  async usable(control, what = String(control), within) {
    await until(`${what} is usable`, () => this.isUsable(control), { within });
  }

  /** Clears the field first, because Firefox appends to the text of an email or number field. */
  async write(field, text) {
    await field.fill('');
    await field.fill(text);
  }

  // --- steps ----------------------------------------------------------------------------------

  async open(address) {
    await this.page.goto(address);
    await this.stepIs('Import');
  }

  stepButton(name) {
    return this.named('navigation', 'Steps').getByRole('button', { name, exact: true });
  }

  async isOn(step) {
    return (await this.stepButton(step).getAttribute('aria-current')) === 'step';
  }

  stepIs(step) {
    return until(`the step is ${step}`, () => this.isOn(step));
  }

  /** Whether the step bar has a tick for the step. */
  async isTicked(step) {
    return (await this.stepButton(step).locator('..').getAttribute('data-done')) === 'true';
  }

  /** What the bar says of the site: the mode, its name, the account. */
  async site() {
    return (await this.status('Site').innerText()).trim();
  }

  async goTo(step) {
    await this.stepButton(step).click();
    await this.stepIs(step);
  }

  /** Opens or closes the side panel, which a narrow window folds into a line. */
  async side(open) {
    const line = this.page.locator('.side__bar');
    if (await line.isVisible() && (await line.getAttribute('aria-expanded')) !== String(open)) await line.click();
  }

  // --- Import ---------------------------------------------------------------------------------

  /** Gives the page a file, and does not wait for the result. */
  async chooseFile(name, content) {
    this.#folder ??= await mkdtemp(path.join(tmpdir(), 'groupsweep-page-'));
    const file = path.join(this.#folder, name);
    await writeFile(file, content);
    await this.page.getByLabel('Membership export', { exact: true }).setInputFiles(file);
  }

  /** Gives the page a file, confirms replacing the selection, and does not wait for the result. */
  async replaceFile(name, content) {
    await this.chooseFile(name, content);
    await this.#giveUpSelection();
  }

  /** Imports a file. A selection that it replaces is given up. */
  async importFile(content, name = 'export-users.csv', within = 10_000) {
    await this.replaceFile(name, content);
    await this.#fileIsIn(within);
  }

  async useSample() {
    await this.button('Use the sample').click();
    await this.#giveUpSelection();
    await this.#fileIsIn(10_000);
  }

  async #giveUpSelection() {
    const replace = this.button('Replace the file');
    if (await replace.isVisible()) await replace.click();
  }

  #fileIsIn(within) {
    return until('the file is imported', async () => {
      const refused = this.page.getByRole('alert');
      if ((await refused.count()) > 0) throw new Error(`refused: ${await refused.first().textContent()}`);
      return this.isUsable(this.stepButton('Choose'));
    }, { within });
  }

  // --- Choose ---------------------------------------------------------------------------------

  get grid() {
    return this.named('grid', 'Memberships');
  }

  /** Rows of memberships in the document, the heading row aside. */
  get rows() {
    return this.grid.getByRole('row').filter({ hasNot: this.page.getByRole('columnheader') });
  }

  get rowBoxes() {
    return this.rows.getByRole('checkbox');
  }

  /** The checkbox of one membership: its name holds the user's and the group's. */
  rowBox(user, group) {
    const pattern = [user, group].map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
    return this.rows.getByRole('checkbox', { name: new RegExp(pattern) });
  }

  /** The ticked rows in the document. In a small file, these are all ticked rows. */
  tickedInSight() {
    return this.rows.getByRole('checkbox', { checked: true }).count();
  }

  async shows(rows) {
    await until(`${rows} rows are shown`, async () => (await this.rowBoxes.count()) === rows);
  }

  async search(text) {
    await this.named('searchbox', 'Search memberships').fill(text);
  }

  /** Picks the option that begins with `label`; an empty label picks the first, which is all. */
  async filter(name, label) {
    const menu = await this.menu('+ Filter');
    const combobox = menu.getByRole('combobox', { name, exact: true });
    const labels = await combobox.locator('option').allTextContents();
    const index = label === '' ? 0 : labels.findIndex((one) => one.trim().startsWith(label));
    if (index < 0) throw new Error(`${name} offers ${labels.join(', ')}, and no ${label}`);
    await combobox.selectOption({ index });
    await this.shut(menu);
  }

  /** Selects what is shown, and waits until the page says how much that is. */
  async selectShown() {
    await this.button('Select shown').click();
    await until('rows are selected', async () => (await this.named('navigation', 'Steps').getByText('Nothing selected').count()) === 0);
  }

  /** A menu of Choose, by the beginning of its label; opened if it is shut. */
  async menu(label) {
    const menu = this.page.locator('details.menu').filter({ has: this.page.locator('summary', { hasText: new RegExp(`^${label.replace('+', '\\+')}`) }) });
    if ((await menu.getAttribute('open')) === null) await menu.locator('summary').click();
    return menu;
  }

  async shut(menu) {
    if ((await menu.getAttribute('open')) !== null) await menu.locator('summary').click();
  }

  /** Lays a pasted list of people over the file: 'Keep' or 'Only these'. */
  async layList(use, entries) {
    const menu = await this.menu('List of people');
    await menu.getByRole('radio', { name: new RegExp(`^${use}`) }).check();
    await menu.getByRole('textbox', { name: 'Emails or account ids', exact: true }).fill(entries.join('\n'));
    await menu.getByRole('button', { name: 'Use this list', exact: true }).click();
    await menu.getByRole('status', { name: 'List', exact: true }).getByText('on the list').waitFor();
    await this.shut(menu);
  }

  /** Presses the heading of a column. */
  async sortBy(column) {
    await this.grid.getByRole('columnheader', { name: column, exact: true }).getByRole('button').click();
  }

  /** Users of the rows in sight, from the top: the checkbox's name begins with it. */
  async usersInSight() {
    const rows = await this.rows.evaluateAll((all) => all
      .map((row) => ({ at: Number(row.ariaRowIndex), name: row.querySelector('input').ariaLabel }))
      .toSorted((a, b) => a.at - b.at));
    return rows.map(({ name }) => name.split(', ')[0]);
  }

  /** How many rows are ticked in all, as the step bar says: `604 of 1,261 rows`. */
  async selected(count) {
    await this.named('navigation', 'Steps').getByText(count === 0 ? 'Nothing selected' : chosenRows(count)).waitFor();
  }

  async whatWillChange() {
    return this.region('What will change').innerText();
  }

  /** What is ticked is written down a moment after the last tick. */
  ticksAreKept() {
    return this.#drafts('the ticks are kept', 1);
  }

  /** What is written down of the ticks, to be compared with what was written down before. */
  storedTicks() {
    return this.page.evaluate(() => new Promise((resolve) => {
      indexedDB.open('groupsweep').onsuccess = ({ target: { result: database } }) => {
        database.transaction('drafts').objectStore('drafts').getAll().onsuccess = ({ target }) => {
          database.close();
          resolve(target.result.join());
        };
      };
    }));
  }

  nothingIsKept() {
    return this.#drafts('no ticks are kept', 0);
  }

  async #drafts(what, wanted) {
    await until(what, () => this.page.evaluate((count) => new Promise((resolve) => {
      indexedDB.open('groupsweep').onsuccess = ({ target: { result: database } }) => {
        database.transaction('drafts').objectStore('drafts').count().onsuccess = ({ target }) => {
          database.close();
          resolve(target.result === count);
        };
      };
    }), wanted));
  }

  // --- Connect --------------------------------------------------------------------------------

  /** Clicks where the radio is: the card's label may lie over it and pass the click on. */
  async chooseSite(name) {
    await this.named('radio', name).check({ force: true });
  }

  async connectPractice({ answerTime, faults } = {}) {
    await this.goTo('Connect');
    await this.chooseSite('Practice site');
    if (answerTime !== undefined) await this.setNumber('Answer time (ms)', answerTime);
    if (faults !== undefined) await this.setNumber('Faults (%)', faults);
    if (!(await this.isUsable(this.button('Next: Run')))) await this.button('Check connection').click();
    await this.usable(this.button('Next: Run'), 'Next: Run');
  }

  /** The fields of Connect that few need: route, product, ids. */
  async advanced() {
    const fold = this.page.locator('details.advanced');
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
  }

  /** The login again, where a connection has taken its place. */
  async changeLogin() {
    const change = this.button('Change');
    if (await change.isVisible()) await change.click();
  }

  async fillLogin({ email, token }) {
    await this.goTo('Connect');
    await this.chooseSite('Atlassian site');
    await this.changeLogin();
    await this.write(this.named('textbox', 'Account email'), email);
    await this.page.getByLabel('API token', { exact: true }).fill(token);
  }

  /** Checks the connection through the relay that served the page; resolves with the sentence shown. */
  async connectRelay({ email, token, expect }) {
    await this.fillLogin({ email, token });
    await this.button('Check connection').click();
    return this.connectionSays(expect);
  }

  async connectionSays(pattern) {
    return until(`the check says ${pattern}`, async () => {
      const sentence = await this.status('Connection').innerText();
      return pattern.test(sentence) && sentence;
    });
  }

  async setNumber(name, value) {
    const field = this.named('spinbutton', name);
    await this.write(field, String(value));
    await field.press('Tab');
  }

  // --- Run ------------------------------------------------------------------------------------

  get asksElsewhere() {
    return this.region('First run at this address');
  }

  /** What to know before the plan is sent. */
  planNotes() {
    return this.named('note', 'Plan notes').innerText();
  }

  async callsPerSecond(value) {
    // Notes of the plan check may move the line while it is pressed.
    await until('the pace is unfolded', async () => {
      await this.unfold(/^Pace/);
      return this.named('spinbutton', 'Calls per second').isVisible();
    });
    await this.setNumber('Calls per second', value);
  }

  /** Opens a disclosure. */
  async unfold(name) {
    const fold = this.page.locator('details.fold', { has: this.page.locator('summary', { hasText: name }) });
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
  }

  /** Removes the first row and resolves with the proof. */
  async tryFirst() {
    await this.button('Try the first one').click();
    await this.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    return this.proofSays(/no longer/);
  }

  async proofSays(pattern) {
    return until(`the proof says ${pattern}`, async () => {
      const sentence = await this.status('Proof').innerText();
      return pattern.test(sentence) && sentence;
    }, { within: 20_000 });
  }

  async askForTheRest() {
    await this.usable(this.button('Remove the rest'), 'Remove the rest');
    await this.button('Remove the rest').click();
    await this.dialog.waitFor();
  }

  /** Undoes the removal on Report, and waits until the memberships are added. */
  async addBack(host, within) {
    await this.goTo('Report');
    await this.button('Undo this run').click();
    const asked = this.named('dialog', 'Confirm undo');
    await asked.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
    await asked.getByRole('button', { name: 'Add', exact: true }).click();
    await asked.waitFor({ state: 'hidden' });
    await this.stateIs('Finished', within);
  }

  /** Confirms the rest with the site's name; does not wait for the end. */
  async startTheRest(siteName) {
    await this.askForTheRest();
    await this.dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(siteName);
    await this.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  async removeRest(siteName, within = 30_000) {
    await this.startTheRest(siteName);
    await this.stateIs('Finished', within);
  }

  runState() {
    return this.status('Run state').innerText();
  }

  async stateIs(word, within = 10_000) {
    await until(`the run is ${word}`, async () => (await this.runState()).startsWith(word), { within });
  }

  /**
   * The counts as one consistent snapshot. With `outcomes` every one of these words is there: what is missing would
   * count as no number, and no number is compared with nothing.
   */
  async counts(outcomes = []) {
    const pairs = await this.region('Counts').evaluate((region) => [...region.querySelectorAll('dt')]
      .map((word) => [word.textContent.trim(), word.nextElementSibling.textContent.trim()]));
    const counts = Object.fromEntries(pairs.map(([word, number]) => {
      if (!/^\d{1,3}(,?\d{3})*$/.test(number)) throw new Error(`${word} is no number: ${number}`);
      return [word, Number(number.replaceAll(',', ''))];
    }));
    const missing = outcomes.filter((outcome) => !(outcome in counts));
    if (missing.length > 0) throw new Error(`the counts lack ${missing.join(', ')}: ${JSON.stringify(counts)}`);
    return counts;
  }

  // --- Report ---------------------------------------------------------------------------------

  async downloadResults() {
    await this.goTo('Report');
    return this.download('Download results');
  }

  /** Presses a button and resolves with the text of the file it gives. */
  async download(button) {
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.button(button).click()]);
    return readFile(await file.path(), 'utf8');
  }

  /** Presses a button and resolves with the bytes of the file it gives. */
  async downloadBytes(button) {
    const [file] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
    return readFile(await file.path());
  }

  // --- past runs ------------------------------------------------------------------------------

  get pastRuns() {
    return this.region('Past runs');
  }

  /** A button of a past run: Resume, Report, Undo or Delete. The newest run is first. */
  pastRun(name, at = 0) {
    return this.pastRuns.getByRole('button', { name: new RegExp(`^${name} the run`) }).nth(at);
  }

  /** Reopens the interrupted run, and resumes it. */
  async resumePastRun(login) {
    await this.pastRun('Resume').click();
    if (login) {
      await this.stepIs('Connect');
      await this.connectRelay(login);
      await this.button('Next: Run').click();
    }
    await this.stepIs('Run');
    await this.usable(this.button('Resume'), 'Resume');
    await this.button('Resume').click();
  }

  /** Starts over from Report. `asked` if rows were not sent, which asks first. */
  async startOver({ asked = false } = {}) {
    await this.button('Start over').click();
    const dialog = this.named('dialog', 'Confirm start over');
    if (asked) await dialog.getByRole('button', { name: 'Clear and start over', exact: true }).click();
    await this.stepIs('Import');
  }

  /** Takes the run back, all of it. */
  async undo(siteName, within = 30_000) {
    await this.goTo('Report');
    await this.button('Undo this run').click();
    const dialog = this.named('dialog', 'Confirm undo');
    await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(siteName);
    // With nothing to change, its button says so.
    await dialog.getByRole('button', { name: /^(Add|Send)$/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    await this.stateIs('Finished', within);
  }

  /** Undoes removals that are known only from a results file, by the plan on Run, like every addition. */
  async undoTold() {
    await this.goTo('Report');
    await this.button('Undo this run').click();
    await this.button('Go to Run').click();
    await this.stepIs('Run');
  }

  /** Adds what the plan on Run holds. */
  async addThem(siteName, within = 30_000) {
    await this.usable(this.button('Add memberships'), 'Add memberships');
    await this.button('Add memberships').click();
    const dialog = this.named('dialog', 'Confirm addition');
    await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(siteName);
    // With nothing to change, its button says so.
    await dialog.getByRole('button', { name: /^(Add|Send)$/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    await this.stateIs('Finished', within);
  }

  // --- keyboard -------------------------------------------------------------------------------

  /** Presses Tab until the focus is on a control; at most once around. */
  async tabTo(control, most = 120) {
    const element = await control.elementHandle();
    for (let presses = 0; presses < most; presses += 1) {
      if (await element.evaluate((node) => node === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${most} presses of Tab do not reach ${control}`);
  }

  /** Waits until the focus is on a control. */
  focusIs(control) {
    return until(`${control} has the focus`, async () => (await control.count()) === 1 && control.evaluate((node) => node === document.activeElement));
  }

  /** Files that were handed to the page go with it. */
  async forgetFiles() {
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}

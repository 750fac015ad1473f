// "Load from the site", as a person uses it.
import { until } from './until.mjs';
import { membership, HEADING } from './exports.mjs';
import { writeCsv } from './csv.mjs';

/** An export with so many groups of so many people; the groups share people. */
export function groupsOf(groups, people, named = (group) => `Group ${group}`) {
  const records = [HEADING];
  for (let group = 0; group < groups; group += 1) {
    for (let one = 0; one < people; one += 1) records.push(membership(group, (group * 7 + one) % (people * 20), { groupName: named(group) }));
  }
  return writeCsv(records);
}

export class Loading {
  constructor(ui) {
    this.ui = ui;
    this.section = ui.region('Load from the site');
    this.groups = ui.named('grid', 'Groups on the site');
  }

  button(name) {
    return this.section.getByRole('button', { name, exact: true });
  }

  /** From Import to Connect and back: the list of groups is there. */
  async begin(login) {
    await this.button('Load from the site').click();
    await this.ui.stepIs('Connect');
    await this.ui.connectRelay(login);
    await this.ui.button('Load from the site').click();
    await this.ui.stepIs('Import');
    await this.groups.waitFor();
  }

  async pickAll(search = '') {
    await this.section.getByRole('searchbox', { name: 'Search groups', exact: true }).fill(search);
    await this.button('Select shown').click();
  }

  async load(within = 30_000) {
    await this.button('Load memberships').click();
    await this.ui.usable(this.ui.stepButton('Choose'), 'Choose', within);
  }

  says(pattern, within) {
    return until(`the section says ${pattern}`, async () => {
      const said = await this.section.innerText();
      return pattern.test(said) && said;
    }, { within });
  }
}

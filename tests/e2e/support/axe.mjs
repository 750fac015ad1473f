// Accessibility: axe's rules, and what the keyboard reaches.
import axe from 'axe-core';

/** The accessibility violations of the page, one line each. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary.replaceAll('\n', ' ')}`));
}

/** Controls that a screen reader would announce without a name. */
export async function unnamedControls(page) {
  const tree = await page.locator('body').ariaSnapshot();
  const nameless = /^\s*- (button|textbox|searchbox|checkbox|combobox|radio|spinbutton|link|slider|switch|progressbar|dialog)(?![^\n]*")/;
  return tree.split('\n').filter((line) => nameless.test(line)).map((line) => line.trim());
}

/**
 * Presses Tab through the page and returns the controls it never reached, as HTML. In a table of rows and in a group of
 * radio buttons one control is enough: arrow keys reach the others. While a modal dialog is open, only what is in it counts.
 */
export async function unreachedByTab(page) {
  const wanted = await page.evaluate(() => {
    const root = document.querySelector('dialog:modal') ?? document;
    const controls = [...root.querySelectorAll('a[href], button, input, select, textarea, summary')];
    const usable = controls.filter((control) => !control.disabled && control.type !== 'hidden'
      && !control.closest('[inert]') && control.checkVisibility({ visibilityProperty: true }));
    const composite = (control) => control.closest('[role=grid], table')
      ?? (control.type === 'radio' ? `radio ${control.name}` : control);
    const stops = new Map(usable.map((control) => [composite(control), control]));
    window.keyboardProbe = { composite, waiting: stops };
    // From the top of the page, because Tab would continue from the focus, and leaving an open menu closes it.
    document.activeElement?.blur();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    return stops.size;
  });
  for (let presses = 0; presses < wanted * 2 + 20; presses += 1) {
    await page.keyboard.press('Tab');
    const left = await page.evaluate(() => {
      const { composite, waiting } = window.keyboardProbe;
      const focused = document.activeElement;
      if (focused) waiting.delete(composite(focused));
      return waiting.size;
    });
    if (left === 0) break;
  }
  return page.evaluate(() => [...window.keyboardProbe.waiting.values()].map((control) => control.outerHTML.slice(0, 160)));
}

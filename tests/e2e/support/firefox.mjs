// The released Firefox, driven over WebDriver BiDi. Playwright's own protocol needs a patched Firefox.
import { firefox } from 'playwright-core';

// Firefox accepts these only as preferences. It does not know Playwright's command for them.
const SCHEMES = { dark: 0, light: 1 };

/** `settings` are further settings, `args` further flags. */
export async function launchFirefox({ colorScheme = 'light', settings = {}, args = [] }) {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: process.env.GROUPSWEEP_FIREFOX || '/usr/bin/firefox-esr',
    headless: true,
    args,
    firefoxUserPrefs: {
      'ui.prefersReducedMotion': 1,
      'layout.css.prefers-color-scheme.content-override': SCHEMES[colorScheme],
      // Nothing but the page is on the network.
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'services.settings.server': 'data:,',
      ...settings,
    },
  });
  mind(browser._connection.toImpl(browser)._browserSession.connection);
  return browser;
}

/**
 * The extended-support Firefox lags behind Playwright in two points, mended on the line between them; to go when the
 * oldest Firefox tested needs neither. It does not know a command that Playwright sends for every context (what it
 * would say is in the settings above), and its downloads have no id (their addresses are as good).
 */
function mind(connection) {
  const line = connection._transport;
  const { onmessage } = line;
  const send = line.send.bind(line);
  line.send = (message) => {
    if (message.method === 'emulation.setMediaFeaturesOverride') queueMicrotask(() => line.onmessage({ type: 'success', id: message.id, result: {} }));
    else send(message);
  };
  line.onmessage = (message) => {
    if (message.method?.startsWith('browsingContext.download')) message.params.download ??= message.params.url;
    onmessage(message);
  };
}

// One WebKit browser with storage of its own, driven over plain WebDriver. It keeps a window of its own open: WebKit's
// driver ends the session, and with it the storage, when the last window is closed.
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const START_WITHIN_MS = 15_000;
/** A browser now and then never reports to its driver. Nothing was tested by then: another driver starts another one. */
const STARTS = 3;
const SESSION_WITHIN_MS = 20_000;
/** No command waits for the page for so long: a driver that does not answer is named, and does not hold the tests up. */
const ANSWER_WITHIN_MS = 60_000;

export async function openSession(options) {
  for (let start = 1; ; start += 1) {
    try {
      return await startSession(options);
    } catch (error) {
      if (start === STARTS) throw error;
    }
  }
}

async function startSession({ display, isDark, trustsAll }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-webkit-'));
  const downloads = path.join(folder, 'downloads');
  await mkdir(downloads);
  await writeSettings(folder, downloads);
  const port = await freePort();
  const driver = spawn(process.env.GROUPSWEEP_WEBKIT_DRIVER || 'WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', GTK_THEME: isDark ? 'Adwaita:dark' : 'Adwaita', NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1',
      // Without a graphics card, compositing took most of the processor's time. No test depends on it.
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      // WebKit's language without any is en-US.
      LC_ALL: 'C',
      // Everything that a browser keeps is in the folder, and gone with it.
      HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: path.join(folder, 'data'), XDG_CACHE_HOME: path.join(folder, 'cache'),
    },
  });
  const gone = new Promise((resolve) => driver.once('close', resolve));
  const ask = asker(`http://127.0.0.1:${port}`);
  const end = async () => {
    driver.kill('SIGKILL');
    await gone;
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  await answers(ask);
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: {
    ...(trustsAll && { acceptInsecureCerts: true }),
    'webkitgtk:browserOptions': { binary: process.env.GROUPSWEEP_WEBKIT, args: ['--automation'] },
  } } }, SESSION_WITHIN_MS).catch(async (error) => {
    await end();
    throw error;
  });
  return new Session((method, place, body) => ask(method, `/session/${sessionId}${place}`, body), downloads, async () => {
    await ask('DELETE', `/session/${sessionId}`).catch(() => {});
    await end();
  });
}

/** What the desktop says to WebKit: no animations, where downloads go. */
async function writeSettings(folder, downloads) {
  await mkdir(path.join(folder, 'gtk-3.0'));
  await writeFile(path.join(folder, 'gtk-3.0', 'settings.ini'), `[Settings]\ngtk-enable-animations=0\n`);
  // MiniBrowser's bar would keep the window from being narrow.
  await writeFile(path.join(folder, 'gtk-3.0', 'gtk.css'), '* { min-width: 0; min-height: 0; margin: 0; padding: 0; font-size: 1px; -gtk-icon-transform: scale(0.1) }\n');
  await writeFile(path.join(folder, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function asker(origin) {
  return async (method, place, body, within = ANSWER_WITHIN_MS) => {
    const signal = AbortSignal.timeout(within);
    const answer = await fetch(origin + place, { method, body: body && JSON.stringify(body), signal }).catch((error) => {
      throw error.name === 'TimeoutError' ? new Error(`WebKitWebDriver did not answer ${method} ${place} within ${within} ms`) : error;
    });
    const { value } = await answer.json();
    if (answer.ok) return value;
    throw Object.assign(new Error(`${value.error}: ${value.message}`), { code: value.error });
  };
}

async function answers(ask) {
  for (const deadline = Date.now() + START_WITHIN_MS; ;) {
    try {
      await ask('GET', '/status');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`WebKitWebDriver does not answer: ${error.message}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

class Session {
  #ask;
  #close;
  #first;
  #current;
  /** WebDriver speaks to one window at a time: one command after the other. */
  #line = Promise.resolve();

  constructor(ask, downloads, close) {
    this.#ask = ask;
    this.#close = close;
    this.downloads = downloads;
  }

  #inTurn(act) {
    const turn = this.#line.then(act);
    this.#line = turn.catch(() => {});
    return turn;
  }

  /** From the window that stays: WebDriver opens none from one that is closed. */
  async newWindow() {
    this.#first ??= await this.#inTurn(() => this.#ask('GET', '/window'));
    return (await this.inWindow(this.#first, 'POST', '/window/new', { type: 'window' })).handle;
  }

  /** A command to one window. */
  inWindow(window, method, place, body) {
    return this.#inTurn(async () => {
      if (this.#current !== window) {
        await this.#ask('POST', '/window', { handle: window });
        this.#current = window;
      }
      return this.#ask(method, place, body);
    });
  }

  async closeWindow(window) {
    await this.inWindow(window, 'DELETE', '/window');
    this.#current = undefined;
  }

  close() {
    return this.#close();
  }
}

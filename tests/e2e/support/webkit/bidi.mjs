// WebDriver BiDi, as far as Playwright speaks it, over WebKit's plain WebDriver: every command is carried out by commands
// that WebKit knows, and events come of what the page itself notes (realm.js). What WebKit cannot do is refused by name.
import { existsSync, watch } from 'node:fs';
import { copyFile, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeIn } from './code.mjs';
import { openSession } from './session.mjs';

const REALM = await readFile(new URL('realm.js', import.meta.url), 'utf8');
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const LOOK_EVERY_MS = 15;
const DOWNLOAD_WITHIN_MS = 20_000;
/** Settings for which WebKit has no command; the page is as the desktop has it. */
const WITHOUT_EFFECT = new Set([
  'session.subscribe', 'network.addIntercept', 'network.addDataCollector', 'network.setCacheBehavior', 'network.setExtraHeaders',
  'emulation.setScreenOrientationOverride', 'emulation.setScreenSettingsOverride', 'emulation.setLocaleOverride', 'script.disown',
]);

export class Bidi {
  #emit;
  #display;
  #contexts = new Map();
  #tabs = new Map();
  #scripts = new Map();
  #count = 0;

  constructor(emit, display) {
    this.#emit = emit;
    this.#display = display;
  }

  /** Carries out one command; resolves with its result. */
  async command(method, params) {
    if (WITHOUT_EFFECT.has(method)) return {};
    const act = this.#commands[method];
    if (!act) throw new Error(`WebKit's driver knows nothing like ${method}`);
    return (await act(params)) ?? {};
  }

  async close() {
    await Promise.all([...this.#contexts.values()].map(({ session }) => session?.then((one) => one.close())));
  }

  #next(what) {
    this.#count += 1;
    return `${what}-${this.#count}`;
  }

  #commands = {
    'session.new': () => ({ sessionId: 'webkit', capabilities: { browserName: 'webkit', browserVersion: '', userAgent: '' } }),
    'browser.createUserContext': ({ acceptInsecureCerts }) => {
      const userContext = this.#next('context');
      this.#contexts.set(userContext, { trustsAll: acceptInsecureCerts, isDark: false, tabs: new Set(), sizes: new Set() });
      return { userContext };
    },
    'browser.removeUserContext': async ({ userContext }) => {
      const context = this.#contexts.get(userContext);
      this.#contexts.delete(userContext);
      const session = await context.session;
      for (const tab of context.tabs) this.#forget(tab);
      context.watcher?.close();
      await session?.close();
    },
    'browser.setDownloadBehavior': ({ userContexts, downloadBehavior }) => this.#set(userContexts, { folder: downloadBehavior.destinationFolder }),
    'emulation.setMediaFeaturesOverride': ({ userContexts, features }) => {
      if (!userContexts) throw new Error('WebKit takes the colour scheme when it starts');
      this.#set(userContexts, { isDark: features['prefers-color-scheme'] === 'dark' });
    },
    'browsingContext.setViewport': async ({ context, userContexts, viewport }) => {
      if (userContexts) this.#set(userContexts, { viewport });
      else await this.#resize(this.#tabs.get(context), viewport);
    },
    'script.addPreloadScript': ({ functionDeclaration, userContexts, contexts }) => {
      const script = this.#next('script');
      this.#scripts.set(script, { functionDeclaration, userContexts, contexts });
      return { script };
    },
    'script.removePreloadScript': ({ script }) => { this.#scripts.delete(script); },
    'browsingContext.create': ({ userContext }) => this.#newTab(userContext),
    'browsingContext.close': async ({ context }) => {
      const tab = this.#tabs.get(context);
      await tab.session.closeWindow(context);
      this.#forget(context);
    },
    'browsingContext.activate': ({ context }) => this.#in(context, 'POST', '/execute/sync', { script: 'window.focus()', args: [] }),
    'browsingContext.navigate': ({ context, url }) => this.#moving(context, (tab) => this.#navigate(tab, url)),
    'browsingContext.reload': ({ context }) => this.#moving(context, async (tab) => {
      if (this.#preloads(tab).length > 0) await this.#write(tab, tab.url);
      else await this.#in(context, 'POST', '/refresh', {});
    }),
    'browsingContext.captureScreenshot': async ({ context }) => ({ data: await this.#in(context, 'GET', '/screenshot') }),
    'input.performActions': async ({ context, actions }) => { await this.#in(context, 'POST', '/actions', { actions }); },
    'input.setFiles': async ({ context, element, files }) => {
      const found = await this.#in(context, 'POST', '/execute/sync', { script: `const realm = ${REALM}; return realm.held.get(arguments[0])`, args: [element.sharedId] });
      await this.#in(context, 'POST', `/element/${found[ELEMENT]}/value`, { text: files.join('\n') });
    },
    // Statements end in a semicolon; the last one's value is asked for.
    'script.evaluate': (params) => this.#call(params, `() => (${params.expression.trim().replace(/;+$/, '')}\n)`),
    'script.callFunction': (params) => this.#call(params, params.functionDeclaration),
    'storage.getCookies': async ({ partition }) => {
      const [tab] = this.#contexts.get(partition.userContext).tabs;
      const cookies = await this.#in(tab, 'GET', '/cookie');
      return { cookies: cookies.map((cookie) => ({ ...cookie, value: { type: 'string', value: cookie.value } })) };
    },
  };

  #set(userContexts, settings) {
    for (const one of userContexts) Object.assign(this.#contexts.get(one), settings);
  }

  #in(context, method, place, body) {
    const tab = this.#tabs.get(context);
    if (!tab) throw Object.assign(new Error('the tab is closed'), { code: 'no such frame' });
    return tab.session.inWindow(context, method, place, body);
  }

  // --- tabs -----------------------------------------------------------------------------------

  async #newTab(userContext) {
    const context = this.#contexts.get(userContext);
    context.session ??= openSession({ display: this.#display, isDark: context.isDark, trustsAll: context.trustsAll });
    const session = await context.session;
    context.watcher ??= this.#watchDownloads(context, session);
    const id = await session.newWindow();
    const tab = { id, session, userContext, url: 'about:blank' };
    this.#tabs.set(id, tab);
    context.tabs.add(id);
    if (context.viewport) await this.#resize(tab, context.viewport);
    this.#emit('browsingContext.contextCreated', { context: id, url: tab.url, userContext, parent: null, children: null });
    await this.#look(tab, false);
    return { context: id };
  }

  #forget(id) {
    const tab = this.#tabs.get(id);
    this.#tabs.delete(id);
    this.#contexts.get(tab.userContext)?.tabs.delete(id);
    this.#emit('browsingContext.contextDestroyed', { context: id, url: tab.url, userContext: tab.userContext, parent: null, children: null });
  }

  /** The window is larger than the page by its bars, by as much as is found out. */
  async #resize(tab, { width, height }) {
    const size = () => this.#in(tab.id, 'POST', '/execute/sync', { script: 'return [innerWidth, innerHeight]', args: [] });
    const rect = await this.#in(tab.id, 'GET', '/window/rect');
    const [inner, innerHeight] = await size();
    await this.#in(tab.id, 'POST', '/window/rect', { width: rect.width + width - inner, height: rect.height + height - innerHeight });
    for (const deadline = Date.now() + 3_000; ;) {
      const [nowWidth, nowHeight] = await size();
      if (nowWidth === width && nowHeight === height) return;
      if (Date.now() > deadline) throw new Error(`the window is ${nowWidth} × ${nowHeight}, not ${width} × ${height}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  // --- documents ------------------------------------------------------------------------------

  #preloads({ id, userContext }) {
    return [...this.#scripts.values()]
      .filter(({ contexts, userContexts }) => contexts?.includes(id) || userContexts?.includes(userContext))
      .map(({ functionDeclaration }) => functionDeclaration);
  }

  /** Goes to another document; scripts wait until it is there. */
  async #moving(context, go) {
    const tab = this.#tabs.get(context);
    const moved = go(tab);
    tab.moved = moved.catch(() => {});
    await moved;
    tab.realm = undefined;
    await this.#look(tab);
    return { navigation: tab.navigation, url: tab.url };
  }

  async #navigate(tab, url) {
    const isPage = /^(https?|file):/.test(url);
    if (url.startsWith('http') && this.#preloads(tab).length > 0) return this.#write(tab, url);
    // To the same address with another fragment a browser goes without a new document.
    if (isPage && url.split('#')[0] === tab.url.split('#')[0]) await this.#in(tab.id, 'POST', '/url', { url: 'about:blank' });
    return this.#in(tab.id, 'POST', '/url', { url });
  }

  /**
   * WebDriver has no scripts that run before the page's own. So an empty document of the same place is opened, they run in
   * it, and then the page's text is written into it.
   */
  async #write(tab, url) {
    const html = await (await fetch(url)).text();
    await this.#in(tab.id, 'POST', '/url', { url: new URL('ticker.js', url).href });
    const script = `history.replaceState(null, '', arguments[0]); document.open(); ${this.#preloads(tab).map((one) => `(${one})();`).join('\n')}
      document.write(arguments[1]); document.close();`;
    await this.#in(tab.id, 'POST', '/execute/sync', { script, args: [url, html] });
  }

  #look(tab, isNavigation = true) {
    return this.#run(tab, `return { news: ${REALM}.news() }`, [], isNavigation);
  }

  async #run(tab, script, args, isNavigation = true) {
    const answer = await this.#in(tab.id, 'POST', '/execute/sync', { script, args });
    this.#tell(tab, answer.news, isNavigation);
    return answer;
  }

  /** Makes events of what a look at the page showed. */
  #tell(tab, { realm, url, asked, events }, isNavigation) {
    const source = { context: tab.id, timestamp: Date.now() };
    if (realm !== tab.realm) {
      if (tab.told) for (const name of [tab.told, `${tab.told}/utility`]) this.#emit('script.realmDestroyed', { realm: name });
      Object.assign(tab, { realm, told: realm, url, navigation: this.#next('navigation') });
      const navigation = { ...source, navigation: tab.navigation, url, userContext: tab.userContext };
      if (isNavigation) {
        this.#emit('browsingContext.navigationStarted', navigation);
        this.#emit('browsingContext.navigationCommitted', navigation);
      }
      this.#emit('script.realmCreated', { realm, type: 'window', context: tab.id, origin: url });
      if (isNavigation) {
        this.#emit('browsingContext.domContentLoaded', navigation);
        this.#emit('browsingContext.load', navigation);
      }
    } else if (url !== tab.url) {
      tab.url = url;
      this.#emit('browsingContext.historyUpdated', { ...source, url, userContext: tab.userContext });
    }
    for (const address of asked) this.#emit('network.beforeRequestSent', { ...source, navigation: null, isBlocked: false, redirectCount: 0, request: this.#request(address) });
    for (const { made } of events) if (made !== undefined) this.#contexts.get(tab.userContext)?.sizes.add(made);
    for (const { error } of events) if (error !== undefined) this.#emit('log.entryAdded', { type: 'javascript', level: 'error', text: error, source: { realm, context: tab.id }, timestamp: source.timestamp });
  }

  /** The page's own notes say where it asked, and not how. */
  #request(url) {
    return { request: this.#next('request'), url, method: 'GET', headers: [], cookies: [], headersSize: 0, bodySize: 0, destination: '', initiatorType: 'fetch', timings: {} };
  }

  // --- scripts --------------------------------------------------------------------------------

  async #call({ target, arguments: given = [], awaitPromise, resultOwnership, serializationOptions = {} }, code) {
    const tab = this.#tabs.get(target.context) ?? [...this.#tabs.values()].find(({ realm }) => realm === target.realm?.split('/')[0]);
    if (!tab) throw Object.assign(new Error('the tab is closed'), { code: 'no such frame' });
    await tab.moved;
    const options = { wait: awaitPromise, root: resultOwnership === 'root', depth: serializationOptions.maxObjectDepth ?? 1000 };
    const realm = target.sandbox ? `${tab.realm}/utility` : tab.realm;
    let { answer } = await this.#run(tab, `const realm = ${REALM}; const answer = realm.call(() => (${code}), arguments[0], arguments[1], ${codeIn(given)}); return { answer, news: realm.news() }`, [given, options]);
    const asked = tab.realm;
    for (const { ticket } = answer; ticket && !answer.result && !answer.exception;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      const look = await this.#run(tab, `const realm = ${REALM}; return { answer: realm.outcome(arguments[0]), news: realm.news() }`, [ticket]);
      if (tab.realm !== asked) throw new Error('the document was replaced before its promise was settled');
      answer = look.answer ?? answer;
    }
    if (answer.exception) return { type: 'exception', realm, exceptionDetails: { text: answer.exception, columnNumber: 0, lineNumber: 0, stackTrace: { callFrames: [] }, exception: { type: 'error' } } };
    return { type: 'success', realm, result: answer.result };
  }

  // --- downloads ------------------------------------------------------------------------------

  #watchDownloads(context, session) {
    const underWay = new Set();
    return watch(session.downloads, async (_, name) => {
      const file = path.join(session.downloads, name);
      if (underWay.has(name) || !existsSync(file)) return;
      underWay.add(name);
      const [tab] = context.tabs;
      await this.#isComplete(context, file);
      await copyFile(file, path.join(context.folder, name));
      // WebKit writes over a file of the same name, and two results of one second have the same: the first one goes.
      await rm(file);
      underWay.delete(name);
      const download = { context: tab, download: this.#next('download'), navigation: null, url: `webkit:${name}`, timestamp: Date.now() };
      this.#emit('browsingContext.downloadWillBegin', { ...download, suggestedFilename: name });
      this.#emit('browsingContext.downloadEnd', { ...download, status: 'complete' });
    });
  }

  /** WebKit writes under the last name from the beginning: a file is complete when it is as large as one that the page made. */
  async #isComplete(context, file) {
    for (const deadline = Date.now() + DOWNLOAD_WITHIN_MS; ;) {
      for (const one of context.tabs) await this.#look(this.#tabs.get(one));
      const { size } = await stat(file);
      if (context.sizes.has(size)) return;
      if (Date.now() > deadline) throw new Error(`${file} has ${size} bytes, and the page made files of ${[...context.sizes]}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

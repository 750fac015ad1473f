// Starts and stops the relay and the simulated site, and keeps everything they print.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TARGET = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../target');
const START_WITHIN_MS = 10_000;
const STOP_WITHIN_MS = 3_000;
const running = new Set();

const folders = [];

// A crashed test run leaves no server running.
process.on('exit', () => {
  running.forEach((child) => child.kill('SIGKILL'));
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

/** An empty folder for what relays keep, gone when the tests end. */
export function stateFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-state-'));
  folders.push(folder);
  return folder;
}

/** Path of a binary: the environment's word, else the release build, else the debug build. */
export function binary(variable, name) {
  const places = process.env[variable]
    ? [process.env[variable]]
    : [path.join(TARGET, 'release', name), path.join(TARGET, 'debug', name)];
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${name} is not there (${places.join(', ')}): build it with cargo, or set ${variable}`);
  return found;
}

/** Starts a program and resolves once a line of its output matches `ready`; `input` is all it has to read, `env` is added to its environment. */
export async function startProcess(file, args, ready, input, env = {}) {
  const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  const child = spawn(file, args, { stdio, env: { ...process.env, ...env } });
  if (input !== undefined) child.stdin.end(input);
  running.add(child);
  const output = { stdout: '', stderr: '' };
  const exited = new Promise((resolve) => child.once('close', (code, signal) => {
    running.delete(child);
    resolve({ code, signal });
  }));
  const match = await new Promise((resolve, reject) => {
    const name = path.basename(file);
    const fail = (why) => reject(new Error(`${name} ${args.join(' ')}: ${why}\n${output.stdout}${output.stderr}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`no line like ${ready} within ${START_WITHIN_MS} ms`);
    }, START_WITHIN_MS);
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (chunk) => {
        output[stream] += chunk;
        const found = ready.exec(output.stdout);
        if (found) {
          clearTimeout(timer);
          resolve(found);
        }
      });
    }
    child.once('error', (error) => { clearTimeout(timer); fail(error.message); });
    exited.then(({ code, signal }) => { clearTimeout(timer); fail(`ended at once (${code ?? signal})`); });
  });
  return { match, output, stop: () => stop(child, exited) };
}

async function stop(child, exited) {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(timer);
}

/**
 * Starts a relay; without `site` it serves the page for practice only. With `login` it holds that and the page does not;
 * `proxy` is the web proxy before a real site. Of two relays with the same `state` folder only one may serve a site; without
 * it, the relay is that of a user of its own.
 */
export async function startRelay({ site, organization, listen = '127.0.0.1:0', login, allowOrigin, allowFile, proxy, state = stateFolder() } = {}) {
  const args = ['--listen', listen];
  if (site) args.push('--site', site);
  if (organization) args.push('--organization', organization);
  if (allowOrigin) args.push('--allow-origin', allowOrigin);
  if (allowFile) args.push('--allow-file');
  if (login) args.push('--ask-token');
  else if (process.env.GROUPSWEEP_PAGE) args.push('--page', process.env.GROUPSWEEP_PAGE);
  const relay = await startProcess(
    binary('GROUPSWEEP_RELAY', 'groupsweep-relay'),
    args,
    /^Open (http:\/\/127\.0\.0\.1:\d+\/)#(key=(\w+)\.(\w+))$/m,
    login && `${login.email}\n${login.token}\n`,
    { XDG_STATE_HOME: state, ...(proxy && { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: '', no_proxy: '' }) },
  );
  const [, address, fragment, key, proof] = relay.match;
  return { ...relay, address, key, addressWithKey: `${address}#${fragment}`, fragment, key, proof };
}

// Between the page and its relay: a line that can be cut after the site has answered and before the page hears of it.
import net from 'node:net';

export async function startLine(relayAddress) {
  const relay = new URL(relayAddress);
  const state = { held: false, sockets: new Set(), refuses: false };
  const server = net.createServer((page) => {
    if (state.refuses) return page.destroy();
    const upstream = net.connect(Number(relay.port), relay.hostname);
    const own = `127.0.0.1:${server.address().port}`;
    let begun = false;
    page.on('data', (bytes) => {
      // A relay answers under its own name only; each connection brings one request first.
      const text = begun ? bytes : Buffer.from(bytes.toString('latin1').replaceAll(own, relay.host), 'latin1');
      begun = true;
      upstream.write(text);
    });
    upstream.on('data', (bytes) => {
      if (!state.held) page.write(bytes);
    });
    for (const socket of [page, upstream]) {
      state.sockets.add(socket);
      socket.on('error', () => {}).on('close', () => state.sockets.delete(socket));
    }
    // What the relay said before it closed still reaches the page.
    upstream.on('error', () => page.destroy()).on('end', () => page.end());
    page.on('close', () => upstream.destroy());
    return undefined;
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}/`;
  const cut = () => {
    for (const socket of state.sockets) socket.destroy();
    state.held = false;
  };
  return {
    address,
    /** From now on nothing that the relay says reaches the page. */
    hold: () => { state.held = true; },
    /** Ends every connection; new ones are led on. */
    cut,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      cut();
    }),
  };
}

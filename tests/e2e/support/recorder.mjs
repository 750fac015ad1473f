// A proxy that the whole browser is made to use, this machine's own addresses included: it sees every connection that
// any page, worker or socket makes, and passes it on.
import http from 'node:http';
import net from 'node:net';

export async function startRecorder() {
  const hosts = new Set();
  const sockets = new Set();
  const server = http.createServer((request, response) => {
    const { host, hostname, port, pathname, search } = new URL(request.url);
    hosts.add(host);
    const onward = http.request({ hostname, port, path: pathname + search, method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  // Sockets and https.
  server.on('connect', (request, inward, head) => {
    hosts.add(request.url);
    const [, hostname, port] = /^(.*):(\d+)$/.exec(request.url);
    const outward = net.connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => {
      inward.write('HTTP/1.1 200 Connection established\r\n\r\n');
      outward.write(head);
      outward.pipe(inward);
      inward.pipe(outward);
    });
    for (const socket of [inward, outward]) {
      sockets.add(socket);
      socket.on('error', () => { inward.destroy(); outward.destroy(); });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    hosts,
    proxy: { server: `http://127.0.0.1:${server.address().port}`, bypass: '<-loopback>' },
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
      sockets.forEach((socket) => socket.destroy());
    }),
  };
}

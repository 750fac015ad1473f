// The reader and writer that the other tests lean on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv, writeCsv } from './csv.mjs';

test('quoted cells keep commas, quotes and line ends', () => {
  assert.deepEqual(parseCsv('a,b\r\n"x,1","say ""hi""\nthere"\r\n'), [['a', 'b'], ['x,1', 'say "hi"\nthere']]);
});

test('the last line needs no line end, and empty cells stay', () => {
  assert.deepEqual(parseCsv('a,b\n,'), [['a', 'b'], ['', '']]);
});

test('a byte order mark is no part of the first heading', () => {
  assert.deepEqual(parseCsv('\uFEFFa\n1\n'), [['a'], ['1']]);
});

test('violations are refused', () => {
  for (const bad of ['a\n"x', 'a\n"x"y\n', 'a\nx"y\n', 'a,b\n1\n', 'a\rb\n']) {
    assert.throws(() => parseCsv(bad), Error, JSON.stringify(bad));
  }
});

test('what is written is read back the same', () => {
  const records = [['a', 'b'], ['', 'x,"y"\r\nz'], ['é', '=1+1']];
  assert.deepEqual(parseCsv(writeCsv(records)), records);
  assert.equal(asObjects(records)[1].b, '=1+1');
});

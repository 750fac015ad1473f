// A zip that depends on nothing but its files: in the order given, all of 1980-01-01 (the first date a zip knows), no
// owners and no modes. The same Node gives the same bytes.
import { deflateRawSync } from 'node:zlib';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32 as in ISO 3309. Node's own is younger than the oldest Node we build with. */
function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = TABLE[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}

const FIRST_DAY = (1 << 5) | 1; // day 1, month 1, year 1980 + 0
const u16 = (number) => [number & 0xff, number >>> 8];
const u32 = (number) => [...u16(number & 0xffff), ...u16(number >>> 16)];

/** The archive of `[name, bytes]`. */
export function zip(files) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const label = Buffer.from(name);
    const packed = deflateRawSync(bytes, { level: 9 });
    const deflated = 8;
    // Version 2.0, no flags; then what the local header and the directory share.
    const shared = [...u16(20), ...u16(0), ...u16(deflated), ...u16(0), ...u16(FIRST_DAY), ...u32(crc32(bytes)), ...u32(packed.length), ...u32(bytes.length), ...u16(label.length), ...u16(0)];
    parts.push(Buffer.from([0x50, 0x4b, 3, 4, ...shared]), label, packed);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, ...u16(20), ...shared, ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(at)]), label);
    at += 30 + label.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.from([0x50, 0x4b, 5, 6, ...u16(0), ...u16(0), ...u16(files.length), ...u16(files.length), ...u32(list.length), ...u32(at), ...u16(0)]);
  return Buffer.concat([...parts, list, end]);
}

// A small maker of QR codes: bytes, error correction L, versions 1 to 5 (up to 106 bytes, one block each).
// Made on the device, so that a recovery code is never sent anywhere to be drawn.

// By version: words of data, words of correction.
const WORDS = [null, [19, 7], [34, 10], [55, 15], [80, 20], [108, 26]];

// ---- the field of 256 elements in which words of correction are counted -------------------------------------------

const POWER = [];
const LOG = [];
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWER[exponent] = value;
  LOG[value] = exponent;
  value = (value << 1) ^ (value & 128 ? 0x11d : 0);
}
const times = (one, other) => (one && other ? POWER[(LOG[one] + LOG[other]) % 255] : 0);

function corrections(data, count) {
  let generator = [1];
  for (let root = 0; root < count; root += 1) {
    const longer = [...generator, 0];
    generator.forEach((factor, place) => (longer[place + 1] ^= times(factor, POWER[root])));
    generator = longer;
  }
  const rest = [...data, ...new Array(count).fill(0)];
  for (let place = 0; place < data.length; place += 1) {
    const lead = rest[place];
    generator.forEach((factor, step) => (rest[place + step] ^= times(factor, lead)));
  }
  return rest.slice(data.length);
}

// ---- what is written ------------------------------------------------------------------------------------------------

function wordsOf(bytes, version) {
  const [room, count] = WORDS[version];
  const bits = [];
  const put = (value, length) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, 8);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, room * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const data = [];
  for (let place = 0; place < bits.length; place += 8) data.push(parseInt(bits.slice(place, place + 8).join(""), 2));
  for (let pad = 0; data.length < room; pad += 1) data.push(pad % 2 ? 0x11 : 0xec);
  return [...data, ...corrections(data, count)];
}

// ---- where it is written ----------------------------------------------------------------------------------------------

const MASKS = [
  (row, column) => (row + column) % 2,
  (row) => row % 2,
  (row, column) => column % 3,
  (row, column) => (row + column) % 3,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2,
  (row, column) => ((row * column) % 2) + ((row * column) % 3),
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2,
];

function frameOf(version) {
  const size = 17 + 4 * version;
  const cells = Array.from({ length: size }, () => new Array(size).fill(null));
  const square = (top, left, side, isDark) => {
    for (let row = Math.max(0, top); row < Math.min(size, top + side); row += 1) {
      for (let column = Math.max(0, left); column < Math.min(size, left + side); column += 1) cells[row][column] = isDark;
    }
  };
  for (const [top, left] of [[0, 0], [0, size - 7], [size - 7, 0]]) {
    square(top - 1, left - 1, 9, 0);
    square(top, left, 7, 1);
    square(top + 1, left + 1, 5, 0);
    square(top + 2, left + 2, 3, 1);
  }
  if (version > 1) {
    square(size - 9, size - 9, 5, 1);
    square(size - 8, size - 8, 3, 0);
    square(size - 7, size - 7, 1, 1);
  }
  for (let place = 8; place < size - 8; place += 1) cells[6][place] = cells[place][6] = (place + 1) % 2;
  return cells;
}

function writeFormat(cells, mask) {
  const size = cells.length;
  const said = (0b01 << 3) | mask; // correction L
  let rest = said << 10;
  for (let bit = 14; bit >= 10; bit -= 1) if ((rest >> bit) & 1) rest ^= 0x537 << (bit - 10);
  const format = ((said << 10) | rest) ^ 0x5412;
  for (let place = 0; place < 15; place += 1) {
    const bit = (format >> place) & 1;
    cells[place < 6 ? place : place < 8 ? place + 1 : size - 15 + place][8] = bit;
    cells[8][place < 8 ? size - 1 - place : place < 9 ? 7 : 14 - place] = bit;
  }
  cells[size - 8][8] = 1;
}

function drawn(words, version, mask) {
  const cells = frameOf(version);
  writeFormat(cells, mask);
  const size = cells.length;
  let place = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5; // the column of the clock is stepped over
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const row = isUp ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (cells[row][column] !== null) continue;
        const bit = place < words.length * 8 ? (words[place >> 3] >> (7 - (place & 7))) & 1 : 0;
        cells[row][column] = bit ^ (MASKS[mask](row, column) === 0 ? 1 : 0);
        place += 1;
      }
    }
  }
  return cells;
}

// How hard it is to read: long runs, blocks, shapes like a corner, too much of one colour.
function hardness(cells) {
  const size = cells.length;
  let hard = 0;
  let dark = 0;
  const lines = [...cells, ...cells.map((_, column) => cells.map((row) => row[column]))].map((line) => line.join(""));
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) || []) hard += run.length - 2;
    for (let place = 0; place + 11 <= size; place += 1) {
      const part = line.slice(place, place + 11);
      if (part === "10111010000" || part === "00001011101") hard += 40;
    }
  }
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      dark += cells[row][column];
      if (row && column && new Set([cells[row][column], cells[row - 1][column], cells[row][column - 1], cells[row - 1][column - 1]]).size === 1) hard += 3;
    }
  }
  return hard + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

// Rows of 0 and 1, one for each module; a text too long for version 5 fails.
export function matrixOf(text, { mask = null } = {}) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = WORDS.findIndex((words) => words && bytes.length + 2 <= words[0]);
  if (version < 0) throw new RangeError("too long for a picture");
  const words = wordsOf(bytes, version);
  const masks = mask === null ? MASKS.map((_, each) => each) : [mask];
  const tried = masks.map((each) => drawn(words, version, each));
  return tried.reduce((best, cells) => (hardness(cells) < hardness(best) ? cells : best));
}

// The same as a picture, dark on white whatever the colours of the page, with its quiet border.
export function pictureOf(text) {
  const cells = matrixOf(text);
  const side = cells.length + 8;
  const make = (name, given) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
    return element;
  };
  const picture = make("svg", { viewBox: `0 0 ${side} ${side}`, "shape-rendering": "crispEdges", "aria-hidden": "true" });
  const path = cells
    .map((row, y) => row.map((bit, x) => (bit ? `M${x + 4} ${y + 4}h1v1h-1z` : "")).join(""))
    .join("");
  picture.append(make("rect", { width: side, height: side, fill: "#fff" }), make("path", { d: path, fill: "#000" }));
  return picture;
}

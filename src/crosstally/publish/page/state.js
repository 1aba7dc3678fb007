// The record, its columns, and what the reader has chosen.
const data = JSON.parse(await carried(document.getElementById('data')));
const NONE = -1;
const COUNTS = 1;
const SYNTHETIC = 2;
const DATED = 4;

// The text that a part of the page carries; a large one is packed.
async function carried(node) {
  return node.type === 'application/json' ? node.textContent : unpacked(node.textContent);
}

async function unpacked(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
const sources = byId(data.sources);
const towns = byId(data.towns);
const provinces = new Map(data.provinces.map((row) => [row.code, row]));
const days = Object.keys(data.days);   // in order; columns hold places in this list

// Each number is the distance from the one before.
function summed(steps) {
  const numbers = new Int32Array(steps.length);
  let last = 0;
  steps.forEach((step, at) => { last += step; numbers[at] = last; });
  return numbers;
}

const columns = (() => {
  const table = data.incidents;
  const codes = table.codes;
  const first = summed(table.first);
  return {
    ...table, first, codes,
    length: table.id.length,
    kind: Uint8Array.from(table.kind),
    town: Int32Array.from(table.town),
    status: Uint8Array.from(table.status),
    flags: Uint8Array.from(table.flags),
    killed: new Map(table.killed.map(([at, ...range]) => [at, range])),
    province: codes.town.map((id) => (towns.get(id) || {}).province || ''),
  };
})();

const choice = {
  lang: (navigator.language || 'en').startsWith('fa') ? 'fa' : 'en',
  calendar: null,
  rule: data.tallies.length ? 0 : NONE,
  kinds: new Set(data.kinds),
  first: null, last: null,     // days by their place in the list
  province: '', town: '', status: '',
  words: '', found: null,      // what was typed, and which incidents it leads to
  made: true,                  // whether invented reports are shown
  picked: null,                // a list of incidents asked for by name, and its title
};

function axis() { return data.axes[Math.max(0, choice.rule)]; }

function rangeOf(low, high, bound) { return low < 0 ? null : { low, high, bound: columns.codes.bound[bound] }; }

// An incident as its columns tell it; the rest of it stands on a shelf.
function incident(number) {
  const { codes } = columns;
  const size = columns.size.slice(3 * number, 3 * number + 3);
  const killed = columns.killed.get(number);
  const first = columns.first[number];
  return {
    number,
    id: columns.id[number],
    kind: codes.kind[columns.kind[number]],
    subtype: codes.subtype[columns.subtype[number]],
    first: days[first],
    last: days[first + columns.days[number]],
    town: codes.town[columns.town[number]],
    status: codes.status[columns.status[number]],
    counts: Boolean(columns.flags[number] & COUNTS),
    synthetic: Boolean(columns.flags[number] & SYNTHETIC),
    independent: columns.independent[number],
    size: rangeOf(...size),
    killed: killed ? rangeOf(...killed) : null,
  };
}

let numbers = null;
// The number of an incident by its id.
function numberOf(id) {
  if (!numbers) numbers = new Map(columns.id.map((one, number) => [one, number]));
  return numbers.get(id);
}

function isWhole() {
  return choice.first === null && !choice.province && !choice.town && !choice.status && !choice.words
    && !choice.picked && choice.made && choice.kinds.size === data.kinds.length;
}

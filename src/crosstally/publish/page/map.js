// The country: outlines, a ring for all that is told of a town, a dot for what is chosen of it.
const TOWN_ROWS = 300;      // of the largest; the others are in incidents.csv
const LARGEST = 22;         // points: the radius of the largest dot on a desk's screen
const DENSE = 400;          // towns, from which the rims of dots are thin
const SMALLEST = 1.1;       // points: a town with one incident of three thousand is still seen
const EDGE = 56;            // points: a name nearer to it stands inwards
const land = {};

const mercator = (lon, lat) => [(lon * Math.PI) / 180, -Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))];

function ringsOf(outline) {
  const { type, coordinates } = outline.geometry;
  return type === 'Polygon' ? coordinates : coordinates.flat();
}

// How the country fits a width: its scale, its height, and where a point falls.
function fitted(width) {
  const points = data.outlines.flatMap(ringsOf).flat().map(([lon, lat]) => mercator(lon, lat));
  const all = points.length ? points : data.provinces.map((one) => mercator(one.lon, one.lat));
  const bound = (at, most) => all.reduce((one, point) => (most ? Math.max(one, point[at]) : Math.min(one, point[at])), most ? -Infinity : Infinity);
  const [left, right, top, bottom] = [bound(0, false), bound(0, true), bound(1, false), bound(1, true)];
  const scale = (width - 24) / Math.max(right - left, 1e-6);
  const at = (lon, lat) => { const [x, y] = mercator(lon, lat); return [12 + (x - left) * scale, 12 + (y - top) * scale]; };
  return { at, height: Math.round(24 + (bottom - top) * scale) };
}

// Towns of the rule that can stand on the map, the largest first.
function placed() {
  const rows = [];
  columns.codes.town.forEach((id, at) => {
    const town = towns.get(id);
    if (!sums.whole.towns[at] || !town || town.lat === undefined || !provinces.has(town.province)) return;
    const [x, y] = land.at(town.lon, town.lat);
    rows.push({ id, at, x, y, all: sums.whole.towns[at], rough: town.level === 'province' });
  });
  return rows.sort((a, b) => b.all - a.all || (a.id < b.id ? -1 : 1));
}

function drawMap() {
  const width = Math.max(260, document.getElementById('map').clientWidth - 8);
  Object.assign(land, fitted(width), { width });
  land.rows = placed();
  land.reach = Math.max(4, ...land.rows.slice(0, 1).map((row) => row.all));
  const largest = LARGEST * Math.min(1, width / 620);
  land.radius = (number) => Math.max(SMALLEST, largest * Math.sqrt(number / land.reach));
  land.dots = shape('path', { class: 'dots' });
  land.rough = shape('path', { class: 'rough' });
  land.provinces = new Map(data.outlines.map((one) => [one.properties.code, shape('path', { class: 'land', d: outlined(one) })]));
  land.svg = hang('map', width, land.height, [
    [...land.provinces.values()],
    shape('path', { class: 'rings', d: land.rows.map((row) => circle(row.x, row.y, land.radius(row.all))).join('') }),
    land.rough, land.dots, townNames(land.rows, width), sizes()]);
  land.svg.classList.toggle('dense', land.rows.length > DENSE);
  listenForPlaces(land.svg);
  updateMap();
}

function outlined(outline) {
  return ringsOf(outline).map((ring) => `M${ring.map(([lon, lat]) => land.at(lon, lat).map(short).join(' ')).join('L')}z`).join('');
}

// The largest dots are named, unless the name would stand on another one.
function townNames(rows, width) {
  const named = [];
  for (const row of rows) {
    if (named.length >= 16 * Math.min(1, width / 620)) break;
    if (row.rough || named.some((one) => Math.abs(one.x - row.x) < 64 && Math.abs(one.y - row.y) < 26)) continue;
    named.push(row);
  }
  return named.map((row) => {
    const edge = row.x < EDGE ? 'start' : row.x > width - EDGE ? 'end' : 'middle';
    const x = { start: Math.max(2, row.x - 12), middle: row.x, end: Math.min(width - 2, row.x + 12) }[edge];
    return label(townName(row.id), { class: 'town', x: short(x), y: short(row.y - land.radius(row.all) - 5), 'text-anchor': edge });
  });
}

// A key to the sizes of dots.
function sizes() {
  const numbers = [...new Set([1, Math.round(land.reach / 2), land.reach])];
  let y = land.height - 14;
  return shape('g', {}, numbers.reverse().map((number) => {
    const r = land.radius(number);
    y -= r;
    const parts = [shape('path', { class: 'dots', d: circle(12 + land.radius(land.reach), y, r) }),
      label(num(number), { class: 'key', x: 20 + 2 * land.radius(land.reach), y: y + 4, 'text-anchor': 'start' })];
    y -= r + 6;
    return parts;
  }));
}

function updateMap() {
  if (!land.svg) return;
  const some = land.rows.filter((row) => sums.now.towns[row.at]);
  const outline = (rows) => rows.map((row) => circle(row.x, row.y, land.radius(sums.now.towns[row.at]))).join('');
  land.dots.setAttribute('d', outline(some.filter((row) => !row.rough)));
  land.rough.setAttribute('d', outline(some.filter((row) => row.rough)));
  land.provinces.forEach((path, code) => path.classList.toggle('chosen', choice.province === code));
}

// The smallest dot under the pointer, else the province.
function placeAt(event) {
  const { x, y } = pointIn(land.svg, event);
  const near = land.rows.filter((row) => sums.now.towns[row.at] && Math.hypot(row.x - x, row.y - y) <= Math.max(5, land.radius(sums.now.towns[row.at])));
  const row = near.sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0];
  const code = [...land.provinces].find(([, path]) => path === event.target);
  return { row, code: code ? code[0] : null };
}

function listenForPlaces(svg) {
  svg.addEventListener('pointermove', (event) => {
    const { row, code } = placeAt(event);
    showTip(event, row ? dotTip(row) : code ? provinceName(code) : null);
  });
  svg.addEventListener('pointerleave', (event) => showTip(event, null));
  svg.addEventListener('click', (event) => {
    const { row, code } = placeAt(event);
    if (row && row.rough) choose({ province: towns.get(row.id).province, town: '' });
    else if (row) choose({ town: choice.town === row.id ? '' : row.id, province: '' });
    else if (code) choose({ province: choice.province === code ? '' : code, town: '' });
  });
}

function dotTip(row) {
  return `${townName(row.id)}: ${word('showing', { n: num(sums.now.towns[row.at]), m: num(row.all), unit: unitName(choice.rule) })}`;
}

function mapTable() {
  const few = land.rows.slice(0, TOWN_ROWS);
  return [table(word('map'), [{ text: word('town') }, { text: word('province') }, { text: word('chosen'), num: true }, { text: word('all'), num: true }],
    few.map((row) => [
      el('button', { type: 'button', class: 'link', 'data-focus': `town ${row.id}`, onclick: () => choose({ town: row.id, province: '' }) }, townName(row.id)),
      provinceName(towns.get(row.id).province || ''), num(sums.now.towns[row.at]), num(row.all)])),
    land.rows.length > few.length ? el('p', { class: 'note' }, word('table_rows', { n: num(few.length), m: num(land.rows.length) })) : null];
}

// The map and the timeline: Vega-Lite, run by the interpreter so that no text becomes code.
const views = {};

function tooltip(handler, event, item, value) {
  const tip = document.getElementById('tip');
  if (value === null || value === undefined || value === '') { tip.hidden = true; return; }
  tip.textContent = plainName(value);
  tip.hidden = false;
  const left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${event.clientY + 16}px`;
}

async function draw(name, spec, datasets, label) {
  const node = document.getElementById(name);
  if (views[name]) views[name].finalize();
  const result = await vegaEmbed(node, { ...spec, datasets }, {
    ast: true, actions: false, defaultStyle: false, renderer: 'svg', mode: 'vega-lite', tooltip,
    formatLocale: fa() ? { decimal: '٫', thousands: '٬', grouping: [3], currency: ['', ''], numerals: [...PERSIAN] } : undefined,
  });
  const svg = node.querySelector('svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label || word(name));
  svg.querySelectorAll('[role^="graphics"], [aria-roledescription]').forEach((mark) => {
    mark.removeAttribute('role');
    mark.removeAttribute('aria-roledescription');
    mark.removeAttribute('aria-label');
  });
  views[name] = result.view;
  return result.view;
}

function dots() {
  const rows = new Map();
  for (const unit of units()) {
    const town = towns.get(unit.town);
    if (!town || town.lat === undefined || !provinces.has(town.province)) continue;
    const row = rows.get(town.id) || { id: town.id, lon: town.lon, lat: town.lat, all: 0, chosen: 0,
      rough: town.level === 'province', label: drawn(townName(town.id)), rank: 0 };
    row.all += 1;
    if (chosen(unit, 'places')) row.chosen += 1;
    rows.set(town.id, row);
  }
  const sorted = [...rows.values()].sort((a, b) => b.all - a.all || a.id.localeCompare(b.id));
  rankLabels(sorted);
  for (const row of sorted) {
    row.tip = `${townName(row.id)}: ${word('showing', { n: num(row.chosen), m: num(row.all), unit: unitName(choice.rule) })}`;
  }
  return sorted;
}

// The largest dots are named, unless the name would stand on another one.
function rankLabels(rows) {
  const named = [];
  const width = document.getElementById('map').clientWidth || 620;
  const tight = Math.max(1, 620 / width);
  for (const row of rows) {
    if (named.length >= 16 / tight) break;
    if (row.rough || named.some((one) => Math.abs(one.lon - row.lon) < 1.9 * tight && Math.abs(one.lat - row.lat) < 0.68 * tight)) continue;
    named.push(row);
    row.rank = named.length;
  }
}

function bars() {
  const cells = new Map();
  for (const unit of units()) {
    if (!unit.day) continue;
    const key = `${unit.day} ${unit.kind}`;
    const cell = cells.get(key) || { day: unit.day, kind: unit.kind, all: 0, chosen: 0 };
    cell.all += 1;
    if (chosen(unit, 'days')) cell.chosen += 1;
    cells.set(key, cell);
  }
  const order = data.kinds.map((one) => one[0]);
  const rows = [...cells.values()].sort((a, b) => a.day.localeCompare(b.day) || order.indexOf(a.kind) - order.indexOf(b.kind));
  const tops = new Map();
  for (const row of rows) {
    const top = tops.get(row.day) || { all: 0, chosen: 0 };
    const at = stepOf(row.day);
    Object.assign(row, { left: at - 0.42, right: at + 0.42, low: top.all, high: top.all + row.all,
      chosen_low: top.chosen, chosen_high: top.chosen + row.chosen,
      tip: `${dayText(row.day)}\n${term('kind', row.kind)}: ${word('showing', { n: num(row.chosen), m: num(row.all), unit: unitName(choice.rule) })}` });
    tops.set(row.day, { all: row.high, chosen: row.chosen_high });
  }
  return rows;
}

function labels(width) {
  const chosenTicks = axis().ticks[width < 640 ? 1 : 0];
  return Object.fromEntries(chosenTicks.map((at) => {
    const day = axis().days[at];
    return [axis().positions[at], [drawn(dayText(day, 'year')), drawn(digits(dayParts(day)[0]))]];
  }));
}

function labelled(spec, texts) {
  const pairs = Object.entries(texts).map(([at, lines]) =>
    `'${at}':[${lines.map((line) => `'${line.replace(/['\\]/g, '')}'`).join(',')}]`);
  const copy = JSON.parse(JSON.stringify(spec));
  for (const layer of copy.layer.slice(0, 2)) {
    Object.assign(layer.encoding.x.axis, { values: Object.keys(texts).map(Number), labelExpr: `({${pairs.join(',')}})[datum.value]` });
  }
  return copy;
}

async function drawTimeline() {
  const width = document.getElementById('timeline').clientWidth;
  const spec = labelled(data.charts.timeline, labels(width));
  spec.width = Math.max(220, width - 50);
  spec.autosize = { type: 'pad' };
  spec.layer.forEach((layer) => { layer.encoding.x.scale.domain = axis().domain; });
  const named = new Set(axis().named[width < 640 ? 1 : 0]);
  const folds = axis().folds.map((fold) => ({ position: fold.position, label: named.has(fold.position) ? drawn(word('folded', { n: num(fold.days) })) : '' }));
  const view = await draw('timeline', spec, { bars: bars(), folds });
  let waiting = null;
  view.addSignalListener('brush', (name, value) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => brushed(value.left), 60);
  });
  view.addEventListener('click', (event, item) => {
    if (item && item.datum && item.datum.day) choose({ first: item.datum.day, last: item.datum.day });
  });
}

function brushed(extent) {
  if (!extent) { if (choice.first && choice.byBrush) choose({ first: null, last: null }); return; }
  const days = axis().days.filter((day) => stepOf(day) + 0.42 >= extent[0] && stepOf(day) - 0.42 <= extent[1]);
  if (days.length) choose({ first: days[0], last: days[days.length - 1], byBrush: true });
}

async function drawMap() {
  const width = document.getElementById('map').clientWidth;
  const spec = JSON.parse(JSON.stringify(data.charts.map));
  spec.width = Math.max(240, width - 8);
  spec.height = Math.round(spec.width * 0.88);
  const reach = Math.max(4, ...dots().map((row) => row.all));
  spec.params[0].value = reach;
  spec.params[1].value = choice.province;
  const scale = Math.min(1, spec.width / 620);
  spec.params[2].value = scale;
  spec.layer.forEach((layer) => {
    const size = layer.encoding.size;
    if (size) size.scale.range = [0, 1500 * scale * scale];
  });
  const outlines = data.outlines.map((one) => ({ ...one, properties: { ...one.properties, label: provinceName(one.properties.code) } }));
  const view = await draw('map', spec, { outlines, dots: dots() });
  view.addEventListener('click', (event, item) => {
    if (!item || !item.datum) return;
    if (item.datum.properties) {
      const code = item.datum.properties.code;
      choose({ province: choice.province === code ? '' : code, town: '' });
    } else if (item.datum.rough) choose({ province: towns.get(item.datum.id).province, town: '' });
    else if (item.datum.id) choose({ town: choice.town === item.datum.id ? '' : item.datum.id, province: '' });
  });
}

function refreshCharts() {
  if (views.map) views.map.signal('province', choice.province).data('dots', dots()).runAsync();
  if (views.timeline) views.timeline.data('bars', bars()).runAsync();
}

function timelineTable() {
  const rows = new Map();
  for (const unit of units()) {
    if (!unit.day) continue;
    const row = rows.get(unit.day) || { all: 0, chosen: 0 };
    row.all += 1;
    if (chosen(unit, 'days')) row.chosen += 1;
    rows.set(unit.day, row);
  }
  return table(word('timeline'), [{ text: word('day') }, { text: word('chosen'), num: true }, { text: word('all'), num: true }],
    [...rows.keys()].sort().map((day) => [
      el('button', { type: 'button', class: 'link', 'data-focus': `day ${day}`, onclick: () => choose({ first: day, last: day }) }, dayText(day)),
      num(rows.get(day).chosen), num(rows.get(day).all)]));
}

function mapTable() {
  return table(word('map'), [{ text: word('town') }, { text: word('province') }, { text: word('chosen'), num: true }, { text: word('all'), num: true }],
    dots().map((row) => [
      el('button', { type: 'button', class: 'link', 'data-focus': `town ${row.id}`, onclick: () => choose({ town: row.id, province: '' }) }, townName(row.id)),
      provinceName(towns.get(row.id).province || ''), num(row.chosen), num(row.all)]));
}

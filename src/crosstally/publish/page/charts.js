// The map and the timeline: Vega-Lite, run by the interpreter so that no text becomes code.
const views = {};
const TOWN_ROWS = 300;   // of the largest; the others are in incidents.csv

// What is pointed at in words; they are made when they are asked for.
function tooltip(handler, event, item, plain) {
  const tip = document.getElementById('tip');
  const mark = plain && item && item.mark ? item.mark.name : null;
  const value = mark === 'dots_marks' ? dotTip(item.datum) : mark === 'bars_marks' ? barTip(item.datum) : plain;
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

// Towns of the rule that can stand on the map, the largest first.
function placed() {
  const rows = [];
  columns.codes.town.forEach((id, at) => {
    const town = towns.get(id);
    if (!sums.whole.towns[at] || town.lat === undefined || !provinces.has(town.province)) return;
    rows.push({ id, at, lon: town.lon, lat: town.lat, all: sums.whole.towns[at], chosen: sums.now.towns[at],
      rough: town.level === 'province', label: '', rank: 0 });
  });
  rows.sort((a, b) => b.all - a.all || (a.id < b.id ? -1 : 1));
  rankLabels(rows);
  return rows;
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
    row.label = drawn(townName(row.id));
  }
}

function dotTip(row) {
  return `${townName(row.id)}: ${word('showing', { n: num(row.chosen), m: num(row.all), unit: unitName(choice.rule) })}`;
}

// The bars of each step, one kind upon the other, and what is chosen of each.
function bars(counts) {
  const kinds = columns.codes.kind;
  const order = data.kinds.map((kind) => kinds.indexOf(kind)).filter((at) => at >= 0);
  kinds.forEach((kind, at) => { if (!order.includes(at)) order.push(at); });
  const rows = [];
  axis().positions.forEach((position, step) => {
    let low = 0;
    for (const kind of order) {
      const number = counts[step * kinds.length + kind];
      if (!number) continue;
      rows.push({ step, kind: kinds[kind], left: position - 0.42, right: position + 0.42, low, high: low + number, number });
      low += number;
    }
  });
  return rows;
}

function barTip(bar) {
  const all = sums.whole.steps[bar.step * columns.codes.kind.length + columns.codes.kind.indexOf(bar.kind)];
  return `${stepText(bar.step)}\n${term('kind', bar.kind)}: ${word('showing', { n: num(bar.number), m: num(all), unit: unitName(choice.rule) })}`;
}

// The days of a step: its own place in the list of days, up to the next step's or its last day.
function daysOf(step) {
  const first = axis().starts[step];
  return [first, axis().ends[step]];
}

function stepText(step) { return daysText(...daysOf(step).map((at) => days[at])); }

function labels(width) {
  const chosenTicks = axis().ticks[width < 640 ? 1 : 0];
  return Object.fromEntries(chosenTicks.map((at) => {
    const day = days[axis().starts[at]];
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
  const all = bars(sums.whole.steps);
  spec.params[0].value = Math.max(1, ...all.map((bar) => bar.high));
  const named = new Set(axis().named[width < 640 ? 1 : 0]);
  const folds = axis().folds.map((fold) => ({ position: fold.position, label: named.has(fold.position) ? drawn(word('folded', { n: num(fold.days) })) : '' }));
  const view = await draw('timeline', spec, { whole: all, bars: bars(sums.now.steps), folds });
  let waiting = null;
  view.addSignalListener('brush', (name, value) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => brushed(value.left), 60);
  });
  view.addEventListener('click', (event, item) => {
    if (item && item.datum && item.datum.step !== undefined) chooseSteps(item.datum.step, item.datum.step);
  });
}

function brushed(extent) {
  if (!extent) { if (choice.first !== null && choice.byBrush) choose({ first: null, last: null }); return; }
  const inside = axis().positions.map((at, step) => (at + 0.42 >= extent[0] && at - 0.42 <= extent[1] ? step : NONE)).filter((step) => step >= 0);
  if (inside.length) chooseSteps(inside[0], inside[inside.length - 1], { byBrush: true });
}

function chooseSteps(one, other, how) { choose({ first: daysOf(one)[0], last: daysOf(other)[1], ...how }); }

async function drawMap() {
  const width = document.getElementById('map').clientWidth;
  const spec = JSON.parse(JSON.stringify(data.charts.map));
  spec.width = Math.max(240, width - 8);
  spec.height = Math.round(spec.width * 0.88);
  const rows = placed();
  const reach = Math.max(4, ...rows.map((row) => row.all));
  spec.params[0].value = reach;
  spec.params[1].value = choice.province;
  const scale = Math.min(1, spec.width / 620);
  spec.params[2].value = scale;
  spec.layer.forEach((layer) => {
    const size = layer.encoding.size;
    if (size) size.scale.range = [0, 1500 * scale * scale];
  });
  const outlines = data.outlines.map((one) => ({ ...one, properties: { ...one.properties, label: provinceName(one.properties.code) } }));
  const view = await draw('map', spec, { outlines, towns: rows, dots: rows.filter((row) => row.chosen).map((row) => ({ ...row })) });
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
  if (views.map) views.map.signal('province', choice.province).data('dots', placed().filter((row) => row.chosen)).runAsync();
  if (views.timeline) views.timeline.data('bars', bars(sums.now.steps)).runAsync();
}

function timelineTable() {
  const kinds = columns.codes.kind.length;
  const sumOf = (counts, step) => counts.subarray(step * kinds, (step + 1) * kinds).reduce((one, other) => one + other, 0);
  const steps = axis().starts.map((start, step) => step).filter((step) => sumOf(sums.whole.steps, step));
  return table(word('timeline'), [{ text: word(axis().step > 1 ? 'days_col' : 'day') }, { text: word('chosen'), num: true }, { text: word('all'), num: true }],
    steps.map((step) => [
      el('button', { type: 'button', class: 'link', 'data-focus': `step ${step}`, onclick: () => chooseSteps(step, step) }, stepText(step)),
      num(sumOf(sums.now.steps, step)), num(sumOf(sums.whole.steps, step))]));
}

function mapTable() {
  const rows = placed();
  const few = rows.slice(0, TOWN_ROWS);
  return [table(word('map'), [{ text: word('town') }, { text: word('province') }, { text: word('chosen'), num: true }, { text: word('all'), num: true }],
    few.map((row) => [
      el('button', { type: 'button', class: 'link', 'data-focus': `town ${row.id}`, onclick: () => choose({ town: row.id, province: '' }) }, townName(row.id)),
      provinceName(towns.get(row.id).province || ''), num(row.chosen), num(row.all)])),
    rows.length > few.length ? el('p', { class: 'note' }, word('table_rows', { n: num(few.length), m: num(rows.length) })) : null];
}

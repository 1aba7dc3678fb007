// One small drawing for each province, on one scale, over the months that have reports.
const SVG = 'http://www.w3.org/2000/svg';

function monthKey(day) {
  const [year, month] = dayParts(day);
  return year * 12 + month - 1;
}

function bar(x, y, width, height, colour) {
  const node = document.createElementNS(SVG, 'rect');
  const values = { x, y, width, height, fill: colour };
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  return node;
}

function provinceRows() {
  const rows = new Map();
  for (const unit of units()) {
    if (!unit.province || !unit.day) continue;
    const row = rows.get(unit.province) || { code: unit.province, all: 0, chosen: 0, months: new Map() };
    const key = monthKey(unit.day);
    const month = row.months.get(key) || { all: 0, chosen: 0 };
    row.all += 1;
    month.all += 1;
    if (chosen(unit, 'places')) { row.chosen += 1; month.chosen += 1; }
    row.months.set(key, month);
    rows.set(unit.province, row);
  }
  return [...rows.values()].sort((a, b) => b.all - a.all || a.code.localeCompare(b.code));
}

function monthText(key) {
  return digits(`${monthName((key % 12) + 1)} ${Math.floor(key / 12)}`);
}

function drawMultiples() {
  const rows = provinceRows();
  const months = [...new Set(rows.flatMap((row) => [...row.months.keys()]))].sort((a, b) => a - b);
  const top = Math.max(1, ...rows.flatMap((row) => [...row.months.values()].map((month) => month.all)));
  const silent = data.provinces.filter((one) => !rows.some((row) => row.code === one.code)).map((one) => provinceName(one.code));
  fill('multiples-note', silent.length
    ? word('multiples_note', { list: silent.join(fa() ? '، ' : ', ') }) : word('multiples_note_all'));
  fill('multiples', rows.map((row) => multiple(row, months, top)));
  fillTable('multiples-table', () => multiplesTable(rows, months));
}

function multiple(row, months, top) {
  const step = 120 / Math.max(months.length, 1);
  const width = Math.max(1, Math.min(step * 0.78, 14));
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 120 46');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  months.forEach((key, at) => {
    const month = row.months.get(key) || { all: 0, chosen: 0 };
    const x = at * step + (step - width) / 2;
    const scale = 42 / top;
    svg.append(bar(x, 45, width, 1, '#d9d5cc'));
    if (month.all) svg.append(bar(x, 45 - month.all * scale, width, month.all * scale, '#d8c3bc'));
    if (month.chosen) svg.append(bar(x, 45 - month.chosen * scale, width, month.chosen * scale, '#a3341f'));
  });
  const name = provinceName(row.code);
  return el('button', {
    type: 'button', class: 'multiple', 'data-province': row.code, 'data-focus': `province ${row.code}`, title: provinceName(row.code),
    'aria-pressed': String(choice.province === row.code),
    onclick: () => choose({ province: choice.province === row.code ? '' : row.code, town: '' }),
  },
  el('span', { class: 'name' }, el('b', {}, name), el('span', {}, isWhole() ? num(row.all) : word('range_of', { n: num(row.chosen), m: num(row.all) }))),
  svg,
  el('span', { class: 'months', 'aria-hidden': 'true' }, el('span', {}, monthText(months[0])), months.length > 1 ? el('span', {}, monthText(months[months.length - 1])) : null));
}

function multiplesTable(rows, months) {
  return table(word('multiples'), [{ text: word('province') }, { text: word('all'), num: true }, ...months.map((key) => ({ text: monthText(key), num: true }))],
    rows.map((row) => [provinceName(row.code), num(row.all), ...months.map((key) => num((row.months.get(key) || { all: 0 }).all))]));
}

// A table beside a chart is built when it is opened, and again when what it shows changes.
function fillTable(id, build) {
  const node = document.getElementById(id);
  const show = () => {
    while (node.children.length > 1) node.lastElementChild.remove();
    if (node.open) node.append(build());
  };
  node.ontoggle = show;
  show();
}

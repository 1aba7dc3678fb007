// One small drawing for each province, on one scale, over the months, quarters or years that have reports.
const MOST_MONTHS = 48;       // a bar then has two points
const SPANS = [1, 3, 12];     // months in a bar: the first with which they are few enough
const monthCache = {};

// Of each day its bar, of each town its province by number; for the calendar that was chosen.
function monthsOf() {
  if (!monthCache[choice.calendar]) {
    const codes = [...provinces.keys()];
    const used = new Set();
    columns.first.forEach((day, number) => { if (columns.flags[number] & DATED) used.add(day); });
    for (const months of SPANS) {
      const keys = days.map((day) => { const [year, month] = dayParts(day); return Math.floor((year * 12 + month - 1) / months) * months; });
      const bars = [...new Set([...used].map((day) => keys[day]))].sort((a, b) => a - b);
      const place = new Map(bars.map((key, at) => [key, at]));
      monthCache[choice.calendar] = { months, bars, length: bars.length, of: keys.map((key) => place.get(key) ?? 0), province: columns.province.map((code) => codes.indexOf(code)) };
      if (bars.length <= MOST_MONTHS) break;
    }
  }
  return monthCache[choice.calendar];
}

function provinceRows() {
  const { length } = monthsOf();
  return [...provinces.keys()].map((code, at) => {
    const all = sums.whole.months.subarray(at * length, (at + 1) * length);
    const chosen = sums.now.months.subarray(at * length, (at + 1) * length);
    const sum = (counts) => counts.reduce((one, other) => one + other, 0);
    return { code, all, chosen, allSum: sum(all), chosenSum: sum(chosen) };
  }).sort((a, b) => b.allSum - a.allSum || a.code.localeCompare(b.code));
}

function monthText(key) {
  const [year, month] = [Math.floor(key / 12), (key % 12) + 1];
  return monthsOf().months === 12 ? digits(year) : digits(`${monthName(month)} ${year}`);
}

function drawMultiples() {
  const every = provinceRows();
  const rows = every.filter((row) => row.allSum);
  const top = Math.max(1, ...rows.map((row) => Math.max(...row.all)));
  const silent = every.filter((row) => !row.allSum).map((row) => provinceName(row.code));
  fill('multiples-note', silent.length
    ? word('multiples_note', { list: silent.join(fa() ? '، ' : ', ') }) : word('multiples_note_all'));
  fill('multiples', rows.map((row) => multiple(row, top)));
  fillTable('multiples-table', () => multiplesTable(rows));
}

function multiple(row, top) {
  const { bars } = monthsOf();
  const step = 120 / Math.max(bars.length, 1);
  const width = Math.max(1, Math.min(step * 0.78, 14));
  const left = (at) => at * step + (step - width) / 2;
  const outline = (counts) => Array.from(counts, (number, at) => (number ? box(left(at), 45 - (42 * number) / top, width, (42 * number) / top) : '')).join('');
  const svg = shape('svg', { viewBox: '0 0 120 46', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    shape('path', { class: 'ground', d: bars.map((key, at) => box(left(at), 45, width, 1)).join('') }),
    shape('path', { class: 'all', d: outline(row.all) }), shape('path', { class: 'chosen', d: outline(row.chosen) }));
  const name = provinceName(row.code);
  return el('button', {
    type: 'button', class: 'multiple', 'data-province': row.code, 'data-focus': `province ${row.code}`, title: name,
    'aria-pressed': String(choice.province === row.code),
    onclick: () => choose({ province: choice.province === row.code ? '' : row.code, town: '' }),
  },
  el('span', { class: 'name' }, el('b', {}, name), el('span', {}, isWhole() ? num(row.allSum) : word('range_of', { n: num(row.chosenSum), m: num(row.allSum) }))),
  svg,
  el('span', { class: 'months', 'aria-hidden': 'true' }, el('span', {}, monthText(bars[0])), bars.length > 1 ? el('span', {}, monthText(bars[bars.length - 1])) : null));
}

function multiplesTable(rows) {
  return table(word('multiples'), [{ text: word('province') }, { text: word('all'), num: true }, ...monthsOf().bars.map((key) => ({ text: monthText(key), num: true }))],
    rows.map((row) => [provinceName(row.code), num(row.allSum), ...Array.from(row.all, (number) => num(number))]));
}

// A table beside a chart is built when it is opened, and again when what it shows changes.
function fillTable(id, build) {
  const node = document.getElementById(id);
  const show = () => {
    while (node.children.length > 1) node.lastElementChild.remove();
    if (node.open) add(node, [build()]);
  };
  node.ontoggle = show;
  show();
}

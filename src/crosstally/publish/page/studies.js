// Studies: what is estimated, how surely, and why there is no number where there is none.
const STEP_ROWS = 400;   // a finer table gives way to a coarser one
const DOT_ROWS = 40;
const TABLE_ROWS = 120;
const AFTER = 'days-after';  // a lag: each table of it is drawn
const TIMES = ['day', 'week', 'month', 'jalali-month', 'quarter', 'year'];

function studyWord(table, code, values) {
  const pair = data.study_words[`${table}.${code}`];
  if (!pair) return String(code).replace(/-/g, ' ');
  let text = pair[fa() ? 1 : 0];
  for (const [name, value] of Object.entries(values || {})) text = text.replace(`{${name}}`, value);
  return text;
}

// As many digits as a person reads.
function figure(value) {
  if (value === null || value === undefined) return '—';
  if (Number.isInteger(value)) return num(value);
  const size = Math.abs(value);
  const text = size >= 1000 ? String(Math.round(value)) : size >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(3)));
  const [whole, part] = text.split('.');
  if (!part) return num(whole);
  return `${num(whole)}${fa() ? '٫' : '.'}${digits(part)}`;
}

function reach(one) {
  const open = [one.low === null || one.low === undefined, one.high === null || one.high === undefined];
  if (open[0] && open[1]) return null;
  if (open[1]) return word('study_at_least', { a: figure(one.low) });
  if (open[0]) return word('study_at_most', { a: figure(one.high) });
  return word('study_interval', { a: figure(one.low), b: figure(one.high) });
}

function checkText(check) { return studyWord('check', check.name, { value: figure(check.value), bound: figure(check.bound) }); }

function refusalText(one) {
  const check = one.checks.find((some) => some.name === one.refusal);
  return checkText(check || { name: one.refusal, value: null, bound: null });
}

function standing(one) { return el('span', { class: `standing ${one.status}` }, word(`standing_${one.status}`)); }

function headlineOf(one) {
  if (one.status === 'refused') return el('p', { class: 'refusal' }, refusalText(one));
  const range = reach(one);
  return el('p', { class: 'estimate' }, el('b', {}, figure(one.value)), ' ', el('span', { class: 'unit' }, studyWord('unit', one.unit)),
    range ? el('span', { class: 'range' }, range, ' · ', word('study_level', { n: figure(Math.round(one.level * 100)) })) : null);
}

function list(title, texts) {
  const some = [...new Set(texts)];
  return some.length ? [el('h4', { class: 'rule' }, word(title)), el('ul', {}, some.map((text) => el('li', {}, text)))] : null;
}

function estimatesTable(study) {
  const heads = ['study_what', 'study_number', 'study_range', 'study_unit', 'study_standing', 'study_how'].map((key) => ({ text: word(key), num: key === 'study_number' }));
  return table(word('study_estimates'), heads, study.estimates.map((one) => [studyWord('name', one.name),
    one.status === 'refused' ? refusalText(one) : figure(one.value), reach(one) || '—', studyWord('unit', one.unit), standing(one), studyWord('method', one.method)]), 'seen');
}

function variantsTable(study) {
  const rows = study.estimates.flatMap((one) => one.sensitivity.map((some) => [studyWord('name', one.name),
    [studyWord('change', some.change), some.to === null ? null : [' ', own(entry('name', some.to))]], figure(some.value), reach(some) || '—']));
  const heads = [{ text: word('study_what') }, { text: word('study_otherwise') }, { text: word('study_number'), num: true }, { text: word('study_range') }];
  return rows.length ? table(word('study_otherwise'), heads, rows, 'seen') : null;
}

// A cell: a day in the reader's calendar, a code in words, a number; what is not known stays blank.
function entry(column, value) {
  if (value === null) return '—';
  if (typeof value === 'number') return figure(value);
  if (data.days[value]) return dayText(value);
  const month = /^(\d{4})-(\d\d)$/.exec(value);
  if (month && TIMES.includes(column)) return digits(`${data.months[column.startsWith('jalali') ? 'jalali' : 'gregorian'][Number(month[2]) - 1][fa() ? 1 : 0]} ${Number(month[1])}`);
  return data.study_words[`name.${value}`] ? studyWord('name', value) : provinces.has(value) ? provinceName(value) : value;
}

function gridTable(grid) {
  const numeric = grid.columns.map((name, at) => grid.rows.every((row) => row[at] === null || typeof row[at] === 'number'));
  const heads = grid.columns.map((name, at) => ({ text: studyWord('column', name), num: numeric[at] }));
  const rows = grid.rows.slice(0, TABLE_ROWS).map((row) => row.map((cell, at) => (typeof cell === 'string' ? own(entry(grid.columns[at], cell)) : entry(grid.columns[at], cell))));
  return [table(studyWord('table', grid.name), heads, rows, 'seen'),
    grid.rows.length > TABLE_ROWS ? el('p', { class: 'note' }, word('study_rows', { n: num(TABLE_ROWS), m: num(grid.rows.length) })) : null];
}

function whyOf(study) {
  const checks = study.estimates.flatMap((one) => one.checks.filter((check) => check.name !== one.refusal))
    .map((check) => `${checkText(check)} (${word(check.passed ? 'study_passed' : 'study_failed')})`);
  return [
    list('study_assumes', study.estimates.flatMap((one) => one.assumptions).map((code) => studyWord('assumption', code))),
    list('study_checked', checks), estimatesTable(study), variantsTable(study),
    study.tables.map((grid) => lazily([studyWord('table', grid.name)], () => gridTable(grid))),
    el('p', { class: 'note' }, word('study_seed', { v: digits(study.version), s: digits(study.seed) })),
  ];
}

function studyCard(study) {
  const [first] = study.estimates;
  const cautions = study.estimates.flatMap((one) => one.warnings).map((code) => studyWord('warning', code));
  return el('article', { class: 'study', 'data-study': study.name, 'aria-labelledby': `study-${study.name}` },
    el('h3', { id: `study-${study.name}` }, studyWord('name', study.name)),
    el('p', { class: 'kindof' }, studyWord('name', first.name), ' · ', standing(first)),
    headlineOf(first),
    list('study_cautions', cautions),
    chartsOf(study).map((chart) => el('figure', { class: 'chart' },
      el('figcaption', {}, el('h4', { class: 'rule' }, chart.title)), el('div', { class: 'drawing', id: chart.id }))),
    lazily([word('study_why')], () => whyOf(study)));
}

// What is drawn of a study: its estimates of one unit, one table over time, and tables of dots.
function chartsOf(study) {
  const [first] = study.estimates;
  const one = study.estimates.filter((some) => some.status !== 'refused' && some.unit === first.unit && reach(some));
  const charts = one.length ? [{ rows: one.map((some) => ({ ...some, label: studyWord('name', some.name) })), title: studyWord('unit', first.unit), spec: 'intervals' }] : [];
  const drawable = study.tables.filter((grid) => grid.columns.includes('value') && grid.rows.some((row) => row[grid.columns.indexOf('value')] !== null));
  const inTime = drawable.filter((grid) => TIMES.includes(grid.columns[0]) && grid.rows.length <= STEP_ROWS && grid.rows.length > 1);
  const months = choice.calendar === 'jalali' ? 'month' : 'jalali-month';
  const line = inTime.find((grid) => grid.name !== months) || inTime[0];
  const lines = drawable.filter((grid) => grid === line || grid.columns[0] === AFTER);
  for (const grid of lines) charts.push({ rows: rowsOf(grid), title: studyWord('table', grid.name), spec: 'steps' });
  for (const grid of study.tables.filter((some) => some.columns[0] === 'first' && some.columns[1] === 'last' && some.columns.includes('rate') && some.rows.length > 1)) {
    charts.push({ rows: stretchesOf(grid), title: studyWord('table', grid.name), spec: 'steps', stretches: true });
  }
  const dotted = drawable.filter((grid) => ![...TIMES, AFTER].includes(grid.columns[0]) && grid.columns.includes('low') && grid.rows.length <= DOT_ROWS);
  for (const grid of dotted) charts.push({ rows: rowsOf(grid), title: studyWord('table', grid.name), spec: 'intervals' });
  if (one.length === 1 && charts.length > 1) charts.shift();  // a dot that the number above says already
  return charts.map((chart, at) => ({ ...chart, id: `study-${study.name}-${at}` }));
}

function rowsOf(grid) {
  const at = (name) => grid.columns.indexOf(name);
  const cell = (row, name) => (at(name) < 0 ? null : row[at(name)]);
  const names = grid.columns.filter((name, index) => index === 0 || (!['value', 'low', 'high', 'refusal'].includes(name) && grid.rows.every((row) => typeof row[index] === 'string')));
  return grid.rows.map((row) => ({ value: cell(row, 'value'), low: cell(row, 'low'), high: cell(row, 'high'), refusal: cell(row, 'refusal'),
    label: names.map((name) => entry(name, cell(row, name))).join(' · ') }));
}

// Stretches of time with a rate each, from their first day to their last.
function stretchesOf(grid) {
  const at = (name) => grid.columns.indexOf(name);
  return grid.rows.map((row) => ({ value: row[at('rate')], low: at('low') < 0 ? null : row[at('low')], high: at('high') < 0 ? null : row[at('high')],
    left: data.day_numbers[row[0]], right: data.day_numbers[row[1]] + 1, label: daysText(row[0], row[1]), starts: dayText(row[0]) }));
}

function tipOf(row) {
  return `${row.label}\n${row.value === null ? (row.refusal ? entry('refusal', row.refusal) : word('study_unseen')) : figure(row.value)}${reach(row) ? ` (${reach(row)})` : ''}`;
}

// As many labels as have room, each where its step begins or stands.
function stepLabels(steps, width) {
  const all = steps[steps.length - 1].right - steps[0].left;
  const labels = {};
  let last = -Infinity;
  for (const step of steps) {
    const at = step.starts ? step.left : step.at;
    if ((at - last) * width < 130 * all) continue;
    labels[at] = [drawn(step.starts || step.label)];
    last = at;
  }
  return labels;
}

function drawSteps(chart, width) {
  const spec = JSON.parse(JSON.stringify(data.charts.steps));
  const numbers = chart.rows.flatMap((row) => [row.value, row.high]).filter((one) => one !== null);
  const top = Math.max(0, ...numbers);
  const steps = chart.rows.map((row, at) => ({ at, left: at - 0.5, right: at + 0.5, ...row, floor: 0, top, tip: tipOf(row) }));
  const full = labelled(spec, stepLabels(steps, width));
  full.width = Math.max(200, width - 60);
  full.layer.forEach((layer) => { layer.encoding.x.scale.domain = [steps[0].left - 0.1, steps[steps.length - 1].right + 0.1]; });
  const needed = { unseen: steps.some((row) => row.value === null), band: steps.some((row) => row.low !== null && row.high !== null),
    levels: Boolean(chart.stretches), line: !chart.stretches, points: !chart.stretches };
  full.layer = full.layer.filter((layer) => needed[layer.name] !== false);
  return draw(chart.id, full, { steps }, word('study_chart', { x: chart.title }));
}

function drawIntervals(chart, width) {
  const spec = JSON.parse(JSON.stringify(data.charts.intervals));
  const known = chart.rows.filter((row) => row.value !== null);
  const ends = known.flatMap((row) => [row.value, row.low, row.high]).filter((one) => one !== null && one !== undefined);
  const [bottom, top] = [Math.min(...ends), Math.max(...ends)];
  const rows = known.map((row, rank) => {
    const open = row.low === null || row.high === null;
    const none = row.low === null && row.high === null;
    return { rank, label: drawn(row.label), value: row.value, open, tip: tipOf(row),
      low: none ? null : row.low === null ? bottom : row.low, high: none ? null : row.high === null ? top : row.high };
  });
  spec.width = Math.max(200, width - 40);
  spec.height = 46 * rows.length;
  spec.params[0].value = fa() ? 1 : 0;
  if (rows.every((row) => row.low === null)) spec.layer = spec.layer.filter((layer) => layer.name !== 'reach');
  return draw(chart.id, spec, { rows }, word('study_chart', { x: chart.title }));
}

function drawStudies() {
  const node = document.getElementById('studies');
  const outdated = data.studies_note === 'outdated';
  node.hidden = !data.studies.length && !outdated;
  document.querySelector('[href="#studies"]').hidden = node.hidden;
  fill('studies-body', outdated ? el('p', { class: 'note' }, word('studies_outdated')) : null, data.studies.map(studyCard));
}

function drawStudyCharts() {
  const charts = data.studies.flatMap(chartsOf);
  return Promise.all(charts.map((chart) => {
    const width = document.getElementById(chart.id).clientWidth;
    return chart.spec === 'steps' ? drawSteps(chart, width) : drawIntervals(chart, width);
  }));
}

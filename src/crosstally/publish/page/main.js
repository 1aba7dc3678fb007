// Puts the page together and answers the reader's choices.
function choose(change) {
  Object.assign(choice, { byBrush: false, picked: null }, change);
  if ('rule' in change) {
    Object.assign(choice, { first: null, last: null });
    drawTimeline();
    drawMap();
  }
  refresh();
}

// What is built anew keeps the reader's place: the control that was used has the focus again.
function keepFocus(build) {
  const key = document.activeElement && document.activeElement.dataset.focus;
  build();
  const again = key && document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  if (again && document.activeElement !== again) again.focus({ preventScroll: true });
}

function refresh() { keepFocus(rebuild); }

function rebuild() {
  refreshCharts();
  drawControls();
  drawStatus();
  drawList();
  drawMultiples();
  fillTable('timeline-table', timelineTable);
  fillTable('map-table', mapTable);
}

function drawStatus() {
  const all = units();
  const some = all.filter((unit) => chosen(unit));
  const unit = unitName(choice.rule);
  const where = choice.town ? townName(choice.town) : choice.province ? provinceName(choice.province) : null;
  const when = choice.first ? daysText(choice.first, choice.last) : null;
  const undated = some.filter((one) => !one.day).length;
  const unplaced = some.filter((one) => !one.province).length;
  fill('status',
    some.length === all.length ? word('showing_all', { m: num(all.length), unit }) : word('showing', { n: num(some.length), m: num(all.length), unit }),
    [when, where].filter(Boolean).map((text) => ` · ${text}`),
    madeNote(some),
    undated || unplaced ? el('span', { class: 'quiet' }, ' ', word('no_day_place', { n: num(undated), m: num(unplaced) })) : null);
}

function madeNote(rows) {
  const made = rows.filter((unit) => unit.face.synthetic).length;
  return made ? el('span', { class: 'quiet' }, ' ', el('span', { class: 'tag' }, word('tag_synthetic')), ' ', word('made', { n: num(made) }), '.') : null;
}

function select(label, value, options, change) {
  return el('label', {}, el('span', {}, label), el('select', { 'data-focus': `select ${label}`, onchange: (event) => change(event.target.value) },
    options.map(([key, text]) => el('option', { value: key, selected: String(key) === String(value) }, text))));
}

function drawControls() {
  const days = [...new Set(units().map((unit) => unit.day).filter(Boolean))].sort();
  const options = days.map((day) => [day, dayText(day)]);
  const first = choice.first || days[0];
  const last = choice.last || days[days.length - 1];
  const shown = [...new Set(units().map((unit) => unit.province).filter(Boolean))].map((code) => [code, provinceName(code)]).sort((a, b) => a[1].localeCompare(b[1], choice.lang));
  fill('controls',
    data.tallies.length ? select(word('count_under'), choice.rule, data.tallies.map((tally, at) => [at, `${ruleName(at)} (${num(tally.value || 0)})`]), (value) => choose({ rule: Number(value) })) : null,
    select(word('from'), first, near(options, first), (value) => choose({ first: value, last: value > last ? value : last })),
    select(word('to'), last, near(options, last), (value) => choose({ first: value < first ? value : first, last: value })),
    select(word('province'), choice.province, [['', word('all_provinces')], ...shown], (value) => choose({ province: value, town: '' })),
    el('fieldset', { class: 'kinds' }, el('legend', { class: 'unseen' }, word('kinds')), data.kinds.filter(([kind]) => units().some((unit) => unit.kind === kind)).map(([kind, colour]) =>
      el('button', { type: 'button', class: 'kind', 'data-kind': kind, 'data-focus': `kind ${kind}`, 'aria-pressed': String(choice.kinds.has(kind)), onclick: () => toggleKind(kind) }, dot(colour), term('kind', kind)))),
    units().some((unit) => unit.face.synthetic) ? el('button', { type: 'button', class: 'kind', id: 'made', 'data-focus': 'made', 'aria-pressed': String(choice.made),
      onclick: () => choose({ made: !choice.made }) }, el('span', { class: 'tag', 'aria-hidden': 'true' }, fa() ? 'س' : 'S'), word('synthetic_shown')) : null,
    el('button', { type: 'button', class: 'reset', id: 'reset', disabled: isWhole(), onclick: reset }, word('reset')));
}

// A day chosen by the brush may be one on which nothing happened.
function near(options, day) {
  return !day || options.some(([one]) => one === day) ? options : [...options, [day, dayText(day)]].sort((a, b) => a[0].localeCompare(b[0]));
}

function toggleKind(kind) {
  const kinds = new Set(choice.kinds);
  if (kinds.size === data.kinds.length) { kinds.clear(); kinds.add(kind); }
  else if (kinds.has(kind)) kinds.delete(kind);
  else kinds.add(kind);
  choose({ kinds: kinds.size ? kinds : new Set(data.kinds.map((one) => one[0])) });
}

function reset() {
  Object.assign(choice, { first: null, last: null, province: '', town: '', picked: null, made: true, kinds: new Set(data.kinds.map((one) => one[0])) });
  drawTimeline();
  refresh();
}

async function drawAll() {
  translate();
  drawHead();
  drawControls();
  drawStatus();
  drawList();
  drawMultiples();
  drawCounts();
  drawClaims();
  drawSources();
  drawStudies();
  drawAside();
  drawCalls();
  drawMethod();
  await Promise.all([drawTimeline(), drawMap(), drawStudyCharts()]);
  fillTable('timeline-table', timelineTable);
  fillTable('map-table', mapTable);
  document.documentElement.dataset.drawn = choice.lang;
}

function openNamed() {
  const incident = incidents.get(decodeURIComponent(window.location.hash.slice(1)));
  if (incident) pick([incident], headline(incident));
}

document.querySelectorAll('[data-lang]').forEach((node) => node.addEventListener('click', () => {
  choice.lang = node.dataset.lang;
  choice.calendar = fa() ? 'jalali' : 'gregorian';
  drawAll();
}));
document.querySelectorAll('[data-calendar]').forEach((node) => node.addEventListener('click', () => {
  choice.calendar = node.dataset.calendar;
  drawAll();
}));
choice.calendar = fa() ? 'jalali' : 'gregorian';
let width = window.innerWidth;
window.addEventListener('resize', () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  drawTimeline();
  drawMap();
  drawStudyCharts();
});
window.addEventListener('hashchange', openNamed);
drawAll().then(openNamed);

// What the reader can choose by, and in words what is chosen.
const TYPED_MS = 40;     // a pause in typing after which words are looked up
const STATUSES = ['confirmed', 'under_review', 'machine', 'rejected'];

function drawStatus() {
  const { now } = sums;
  const { length } = units();
  const unit = unitName(choice.rule);
  const where = choice.town ? townName(choice.town) : choice.province ? provinceName(choice.province) : null;
  const when = choice.first === null ? null : daysText(days[choice.first], days[choice.last]);
  const said = choice.words ? `«${choice.words}»` : null;
  const reviewed = choice.status ? word(`status_${choice.status}`) : null;
  fill('status',
    now.chosen === length ? word('showing_all', { m: num(length), unit }) : word('showing', { n: num(now.chosen), m: num(length), unit }),
    [when, where, reviewed, said].filter(Boolean).map((text) => [' · ', own(text)]),
    madeNote(now.made),
    now.undated || now.unplaced ? el('span', { class: 'quiet' }, ' ', word('no_day_place', { n: num(now.undated), m: num(now.unplaced) })) : null);
}

function madeNote(made) {
  return made ? el('span', { class: 'quiet' }, ' ', el('span', { class: 'tag' }, word('tag_synthetic')), ' ', word('made', { n: num(made) }), '.') : null;
}

function select(label, value, options, change) {
  return el('label', {}, el('span', {}, label), el('select', { 'data-focus': `select ${label}`, onchange: (event) => change(event.target.value) },
    options.map(([key, text]) => el('option', { value: key, selected: String(key) === String(value) }, text))));
}

// What there is to choose from under this rule; it changes with the rule and the language only.
const offers = { of: '' };

function offered() {
  const key = `${sums.of} ${choice.lang}`;
  if (offers.of !== key) {
    const some = units();
    const kinds = new Set();
    const towned = new Set();
    some.face.forEach((one) => { kinds.add(columns.kind[one]); towned.add(columns.town[one]); });
    towned.delete(NONE);
    const codes = new Set([...towned].map((town) => columns.province[town]).filter(Boolean));
    const used = heights(sums.whole.steps);
    const steps = axis().starts.map((start, step) => step).filter((step) => used[step]);
    Object.assign(offers, {
      of: key, selects: {},
      kinds: data.kinds.filter((kind) => kinds.has(columns.codes.kind.indexOf(kind))),
      provinces: [...codes].map((code) => [code, provinceName(code)]).sort((a, b) => a[1].localeCompare(b[1], choice.lang)),
      statuses: STATUSES.filter((status) => columns.codes.status.includes(status)),
      from: steps.map((step) => [daysOf(step)[0], dayText(days[daysOf(step)[0]])]),
      to: steps.map((step) => [daysOf(step)[1], dayText(days[daysOf(step)[1]])]),
      made: sums.whole.made > 0,
    });
  }
  return offers;
}

function drawControls() {
  const there = offered();
  fill('controls',
    data.tallies.length ? select(word('count_under'), choice.rule, data.tallies.map((tally, at) => [at, `${ruleName(at)} (${num(tally.value || 0)})`]), (value) => choose({ rule: Number(value) })) : null,
    daySelect('from', choice.first ?? (there.from.length ? there.from[0][0] : null), (day) => choose({ first: day, last: Math.max(day, choice.last ?? there.to[there.to.length - 1][0]) })),
    daySelect('to', choice.last ?? (there.to.length ? there.to[there.to.length - 1][0] : null), (day) => choose({ first: Math.min(day, choice.first ?? there.from[0][0]), last: day })),
    select(word('province'), choice.province, [['', word('all_provinces')], ...there.provinces], (value) => choose({ province: value, town: '' })),
    there.statuses.length > 1 ? select(word('status'), choice.status, [['', word('all_statuses')], ...there.statuses.map((status) => [status, word(`status_${status}`)])], (value) => choose({ status: value })) : null,
    el('fieldset', { class: 'kinds' }, el('legend', { class: 'unseen' }, word('kinds')), there.kinds.map((kind) =>
      el('button', { type: 'button', class: 'kind', 'data-kind': kind, 'data-focus': `kind ${kind}`, 'aria-pressed': String(choice.kinds.has(kind)), onclick: () => toggleKind(kind) }, dot(kind), term('kind', kind)))),
    there.made ? el('button', { type: 'button', class: 'kind', id: 'made', 'data-focus': 'made', 'aria-pressed': String(choice.made),
      onclick: () => choose({ made: !choice.made }) }, el('span', { class: 'tag', 'aria-hidden': 'true' }, fa() ? 'س' : 'S'), word('synthetic_shown')) : null,
    el('button', { type: 'button', class: 'reset', id: 'reset', disabled: isWhole(), onclick: reset }, word('reset')));
}

// Five hundred weeks to choose from are made once, not at each choice.
function daySelect(side, value, change) {
  const options = near(offers[side], value);
  const built = options === offers[side] ? offers.selects[side] : null;
  const node = built || select(word(side), value, options, (chosen) => change(Number(chosen)));
  if (options === offers[side]) offers.selects[side] = node;
  if (built) node.querySelector('select').value = value;
  return node;
}

// A day chosen by the brush may be one on which nothing happened.
function near(options, day) {
  return day === null || options.some(([one]) => one === day) ? options : [...options, [day, dayText(days[day])]].sort((a, b) => a[0] - b[0]);
}

function toggleKind(kind) {
  const kinds = new Set(choice.kinds);
  if (kinds.size === data.kinds.length) { kinds.clear(); kinds.add(kind); }
  else if (kinds.has(kind)) kinds.delete(kind);
  else kinds.add(kind);
  choose({ kinds: kinds.size ? kinds : new Set(data.kinds) });
}

function reset() {
  Object.assign(choice, { ...everything, kinds: new Set(data.kinds), words: '', picked: null });
  document.getElementById('words').value = '';
  refresh();
}

// The field stands still while the rest is built anew, so that typing goes on.
function listenForWords() {
  const field = document.getElementById('words');
  let waiting = null;
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => lookUp(field), TYPED_MS);
  });
}

async function lookUp(field) {
  const words = field.value.trim();
  let marks = null;
  try {
    marks = await found(words);
  } catch (error) {
    fill('status', word('missing'), ' ', own(error.message));
    return;
  }
  if (field.value.trim() === words) choose({ words: marks ? words : '', found: marks });
}

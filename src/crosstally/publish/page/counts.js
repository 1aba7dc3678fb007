// One record under each rule, and the incidents on which two rules part.
const BOUNDARY_ROWS = 200;
const pair = { a: 0, b: Math.max(0, data.tallies.findIndex((tally) => tally.rule.id === 'strict')) };

// Why a rule leaves incidents out: what is no protest under any rule stands in one line.
function reasonsOf(at) {
  const inside = unitOf(at);
  const tally = data.tallies[at];
  const reasons = new Map();
  tally.out.forEach((reason, number) => {
    if (reason < 0 || inside[number] >= 0) return;
    const key = columns.flags[number] & COUNTS ? tally.reasons[reason] : null;
    if (!reasons.has(key)) reasons.set(key, []);
    reasons.get(key).push(number);
  });
  return [...reasons].sort((a, b) => (a[0] === null) - (b[0] === null) || b[1].length - a[1].length || a[0].localeCompare(b[0]));
}

function insideOf(at) {
  const numbered = [];
  unitOf(at).forEach((unit, number) => { if (unit >= 0) numbered.push(number); });
  return numbered;
}

function reasonLine(at, why, ids) {
  const text = why === null ? word('no_protest') : whyText(why);
  return el('li', {}, el('span', {}, text), el('button', { type: 'button', class: 'link', 'aria-label': `${text}: ${num(ids.length)}`,
    onclick: () => pick(ids, `${ruleName(at)}: ${text}`) }, num(ids.length)));
}

function meter(value) {
  const top = Math.max(1, ...data.tallies.map((tally) => tally.value || 0));
  const bar = el('span', {});
  bar.style.width = `${(100 * value) / top}%`;
  return el('span', { class: 'meter', 'aria-hidden': 'true' }, bar);
}

function ruleCard(tally, at) {
  const ids = insideOf(at);
  const lines = reasonsOf(at).map(([why, out]) => reasonLine(at, why, out));
  const value = tally.value || 0;
  return el('div', { class: 'rulecard', 'data-rule': tally.rule.id },
    el('h3', {}, ruleName(at)),
    el('button', { type: 'button', class: 'big', 'aria-label': `${ruleName(at)}: ${num(value)} ${unitName(at)}`, onclick: () => pick(ids, ruleName(at)) }, num(value)),
    ' ', el('span', { class: 'unit' }, own(unitName(at))),
    meter(value),
    el('p', { class: 'src', dir: 'auto' }, tally.rule.source),
    local(tally.rule, 'note') ? el('p', { class: 'src', dir: 'auto' }, local(tally.rule, 'note')) : null,
    el('ul', { class: 'whys' },
      el('li', {}, el('span', {}, word('rests')), el('span', {}, word(ids.length === 1 ? 'folds_in_one' : 'folds_in', { n: num(ids.length) })))),
    lines.length ? [el('h4', { class: 'rule' }, word('left_out')), el('ul', { class: 'whys' }, lines.slice(0, 3)),
      lines.length > 3 ? el('details', { class: 'quiet' }, el('summary', {}, word('more', { n: num(lines.length - 3) })), el('ul', { class: 'whys' }, lines.slice(3))) : null] : null);
}

function ruleSelect(side) {
  const select = el('select', { 'aria-label': word(side === 'a' ? 'counted_under_a' : 'not_under_b'),
    onchange: (event) => { pair[side] = Number(event.target.value); drawBoundary(); } },
  data.tallies.map((tally, at) => el('option', { value: at, selected: pair[side] === at }, ruleName(at))));
  return select;
}

function drawBoundary() {
  const other = data.tallies[pair.b];
  const inside = unitOf(pair.b);
  const rows = insideOf(pair.a).filter((number) => inside[number] < 0);
  const heads = [{ text: word('incidents_title') }, { text: word('day') }, { text: word('because') }];
  const title = `${word('boundary_pick', { a: ruleName(pair.a), b: ruleName(pair.b) })} (${num(rows.length)})`;
  const few = rows.slice(0, BOUNDARY_ROWS).map(incident);
  const line = (one) => {
    const why = other.out[one.number];
    return [
      el('button', { type: 'button', class: 'link', onclick: () => pick([one.number], headline(one)) }, headline(one)),
      dayText(one.first), why < 0 ? word('not_recorded') : whyText(other.reasons[why])];
  };
  fill('boundary-rows', rows.length ? table(title, heads, few.map(line), 'seen') : el('p', { class: 'note' }, word('boundary_none')),
    rows.length > few.length ? el('p', { class: 'note' }, word('table_rows', { n: num(few.length), m: num(rows.length) }), ' ',
      el('button', { type: 'button', class: 'link', onclick: () => pick(rows, title) }, word('list_all'))) : null);
}

function drawCounts() {
  if (!data.tallies.length) { document.getElementById('counts').hidden = true; return; }
  fill('counts-body',
    el('div', { class: 'rules' }, data.tallies.map(ruleCard)),
    el('h3', {}, word('boundary')),
    el('div', { class: 'pick' }, el('span', {}, word('counted_under_a')), ruleSelect('a'), el('span', {}, word('not_under_b')), ruleSelect('b')),
    el('div', { id: 'boundary-rows' }));
  drawBoundary();
}

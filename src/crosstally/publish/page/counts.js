// One record under each rule, and the incidents on which two rules part.
const pair = { a: 0, b: Math.max(0, data.tallies.findIndex((tally) => tally.rule.id === 'strict')) };

function idsOf(tally) { return new Set((tally.units || []).flatMap((unit) => unit[1])); }

function pickIds(ids, title) { pick(ids.map((id) => incidents.get(id)).filter(Boolean), title); }

// Why a rule leaves incidents out: what is no protest under any rule stands in one line.
function reasonsOf(tally) {
  const inside = idsOf(tally);
  const reasons = new Map();
  for (const [id, why] of tally.left_out || []) {
    if (inside.has(id) || !incidents.has(id)) continue;
    const key = incidents.get(id).counts ? why : null;
    reasons.set(key, [...(reasons.get(key) || []), id]);
  }
  return [...reasons].sort((a, b) => (a[0] === null) - (b[0] === null) || b[1].length - a[1].length || a[0].localeCompare(b[0]));
}

function reasonLine(at, why, ids) {
  const text = why === null ? word('no_protest') : whyText(why);
  return el('li', {}, el('span', {}, text), el('button', { type: 'button', class: 'link', 'aria-label': `${text}: ${num(ids.length)}`,
    onclick: () => pickIds(ids, `${ruleName(at)}: ${text}`) }, num(ids.length)));
}

function meter(value) {
  const top = Math.max(1, ...data.tallies.map((tally) => tally.value || 0));
  const bar = el('span', {});
  bar.style.width = `${(100 * value) / top}%`;
  return el('span', { class: 'meter', 'aria-hidden': 'true' }, bar);
}

function ruleCard(tally, at) {
  const ids = [...idsOf(tally)];
  const lines = reasonsOf(tally).map(([why, out]) => reasonLine(at, why, out));
  const value = tally.value || 0;
  return el('div', { class: 'rulecard', 'data-rule': tally.rule.id },
    el('h3', {}, ruleName(at)),
    el('button', { type: 'button', class: 'big', 'aria-label': `${ruleName(at)}: ${num(value)} ${unitName(at)}`, onclick: () => pickIds(ids, ruleName(at)) }, num(value)),
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
  const one = data.tallies[pair.a];
  const other = data.tallies[pair.b];
  const inside = idsOf(other);
  const why = new Map(other.left_out || []);
  const rows = [...idsOf(one)].filter((id) => !inside.has(id)).map((id) => incidents.get(id)).filter(Boolean).sort(byDay);
  const heads = [{ text: word('incidents_title') }, { text: word('day') }, { text: word('because') }];
  const title = `${word('boundary_pick', { a: ruleName(pair.a), b: ruleName(pair.b) })} (${num(rows.length)})`;
  fill('boundary-rows', rows.length ? table(title, heads, rows.slice(0, 200).map((incident) => [
    el('button', { type: 'button', class: 'link', onclick: () => pick([incident], headline(incident)) }, headline(incident)),
    dayText(incident.first), why.has(incident.id) ? whyText(why.get(incident.id)) : word('not_recorded')]), 'seen')
    : el('p', { class: 'note' }, word('boundary_none')));
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

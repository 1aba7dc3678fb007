// One record under each rule, and the incidents on which two rules part.
const pair = { a: 0, b: Math.max(0, data.tallies.length - 1) };

function idsOf(tally) { return new Set((tally.units || []).flatMap((unit) => unit[1])); }

function pickIds(ids, title) { pick(ids.map((id) => incidents.get(id)).filter(Boolean), title); }

function ruleCard(tally, at) {
  const ids = [...idsOf(tally)];
  const reasons = new Map();
  const inside = idsOf(tally);
  for (const [id, why] of tally.left_out || []) if (!inside.has(id)) reasons.set(why, [...(reasons.get(why) || []), id]);
  const whys = [...reasons].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]));
  return el('div', { class: 'rulecard', 'data-rule': tally.rule.id },
    el('button', { type: 'button', class: 'big', 'aria-label': `${ruleName(at)}: ${num(tally.value || 0)} ${unitName(at)}`, onclick: () => pickIds(ids, ruleName(at)) }, num(tally.value || 0)),
    el('span', { class: 'unit' }, own(unitName(at))),
    el('h3', {}, ruleName(at)),
    el('p', { class: 'src' }, own(tally.rule.source), local(tally.rule, 'note') ? [el('br'), local(tally.rule, 'note')] : null),
    el('ul', { class: 'whys' },
      el('li', {}, el('span', {}, word('rests')), el('span', {}, word('folds_in', { n: num(ids.length) }))),
      whys.slice(0, 5).map(([why, out]) => el('li', {}, el('span', {}, `${word('left_out')}: ${whyText(why)}`),
        el('button', { type: 'button', class: 'link', 'aria-label': `${whyText(why)}: ${num(out.length)}`, onclick: () => pickIds(out, `${ruleName(at)}: ${whyText(why)}`) }, num(out.length))))));
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
    dayText(incident.first), why.has(incident.id) ? whyText(why.get(incident.id)) : word('not_recorded')]))
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

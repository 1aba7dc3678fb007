// Incidents: a line each, opened to its values, its origins and their words.
const PAGE_SIZE = window.innerWidth < 860 ? 12 : 40;

function headline(incident) {
  const what = incident.subtype ? term('sub', incident.subtype) : term('kind', incident.kind);
  const where = townName(incident.town) || word('untitled_place');
  const text = word('in_place', { what, where });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function originsText(number) {
  return number === 1 ? word('independent_one') : word('independent_many', { n: num(number || 0) });
}

function incidentLine(incident) {
  const size = fieldsOf(incident, 'size')[0];
  const killed = fieldsOf(incident, 'killed')[0];
  const bits = [
    term('kind', incident.kind), size ? count(counted(size.value)) : null,
    killed && killed.value.high ? `${word('killed')}: ${count(counted(killed.value))}` : null,
    originsText(incident.independent),
  ].filter(Boolean);
  const body = el('div', { class: 'body' });
  return el('details', { class: 'incident', id: incident.id, ontoggle: (event) => {
    if (event.target.open && !body.hasChildNodes()) add(body, [incidentBody(incident)]);
  } },
  el('summary', {},
    dot(colours.get(incident.kind)),
    el('span', { class: 'head' }, headline(incident), ' ', incident.synthetic ? el('span', { class: 'tag' }, word('tag_synthetic')) : null),
    el('span', { class: 'day' }, daysText(incident.first, incident.last)),
    el('span', { class: 'sub' }, bits.join(' · '))),
  body);
}

function incidentBody(incident) {
  const rows = ['when', 'where', 'size', 'group', 'demand', 'slogan', 'killed', 'injured', 'arrested']
    .map((name) => [name, fieldsOf(incident, name)])
    .filter(([, fields]) => fields.length)
    .map(([name, fields]) => fieldRow(name, fields));
  const what = [term('kind', incident.kind), incident.subtype ? ` · ${term('sub', incident.subtype)}` : null,
    incident.reality && incident.reality !== 'occurred' ? ` · ${term('reality', incident.reality)}` : null];
  return [
    el('dl', { class: 'fields' },
      el('dt', {}, word('what')), el('dd', {}, what), rows,
      plainRow('stance', incident.stance && term('stance', incident.stance)),
      plainRow('target', incident.target && term('target', incident.target)),
      relationRows(incident),
      plainRow('denied', (incident.denials || []).length
        ? incident.denials.map((id, at) => [at ? (fa() ? '، ' : ', ') : null, own(sourceName((reports.get(id) || {}).source))]) : null),
      plainRow('status', word(`status_${incident.status}`)),
      ruleRow(incident)),
    el('h4', {}, word('rests_on')),
    originBlocks(incident),
    deniers(incident),
    el('p', { class: 'note' }, el('a', { href: `#${incident.id}` }, incident.id)),
  ];
}

function plainRow(name, value) {
  return value ? [el('dt', {}, word(name)), el('dd', {}, value)] : null;
}

function relationRows(incident) {
  const link = (other) => el('button', { type: 'button', class: 'link', onclick: () => pick([other], headline(other)) },
    `${headline(other)}${fa() ? '، ' : ', '}${daysText(other.first, other.last)}`);
  const responses = data.incidents.filter((other) => (other.relations || []).some((one) => one.kind === 'response_to' && one.incident === incident.id));
  const related = (incident.relations || []).map((one) => [one, incidents.get(one.incident)]).filter(([, other]) => other);
  return [
    plainRow('response', responses.length ? responses.map((other) => el('div', {}, link(other))) : null),
    plainRow('related', related.length ? related.map(([one, other]) => el('div', {}, term('relation', one.kind), ' ', link(other))) : null),
  ];
}

function ruleRow(incident) {
  const rules = rulesOf(incident);
  if (!rules.length) return null;
  return [el('dt', {}, word('counted_by')), el('dd', {}, el('ul', { class: 'chips' }, rules.map((one, at) => one.unit
    ? el('li', {}, ruleName(at), one.unit[1].length > 1 ? ` · ${word('folded_with', { n: num(one.unit[1].length - 1) })}` : null)
    : el('li', { class: 'out' }, word('not_counted_by'), ' ', ruleName(at), one.why ? `: ${whyText(one.why)}` : null))))];
}

function whyText(why) {
  return word(`reason_${why}`) || digits((fa() && data.words_fa[why]) || String(why).replace(/_/g, ' '));
}

function mentionsOf(incident, report) {
  return (incident.mentions || []).filter((mention) => mention.report === report.id);
}

function originBlocks(incident) {
  const told = new Map((incident.mentions || []).map((mention) => [mention.report, reports.get(mention.report)]));
  const ids = (incident.origins || []).filter((id) => origins.has(id));
  const blocks = ids.map((id, at) => {
    const origin = origins.get(id);
    const mine = (origin.reports || []).filter((report) => told.get(report));
    mine.forEach((report) => told.delete(report));
    return mine.length ? originBlock(incident, origin, mine, at + 1) : null;
  });
  const rest = [...told.values()].filter(Boolean).map((report) => oneReport(incident, report));
  return [blocks, rest.length ? el('div', { class: 'origin' }, rest) : null];
}

function originBlock(incident, origin, ids, at) {
  const why = new Map(origin.why || []);
  const basis = origin.known ? term('basis', origin.basis) : word('origin_unknown');
  const heading = [word('origin', { n: num(at) }), basis, ids.length > 1 ? word('copies', { n: num(ids.length) }) : null].filter(Boolean);
  return el('div', { class: 'origin' }, el('h4', {}, heading.join(' · ')),
    ids.map((id) => [oneReport(incident, reports.get(id)), why.has(id) ? el('p', { class: 'rule' }, foldText(why.get(id))) : null]));
}

// Why a report was folded into an origin, in the reader's language where the page knows the words.
function foldText(why) {
  const name = (id) => plainName(sourceName(id));
  if (why.startsWith('attributed to ')) return word('why_attributed', { x: name(why.slice(14)) });
  if (why.startsWith('one family repeats itself: ')) return word('why_family', { x: name(why.slice(27)) });
  return digits(why);
}

function oneReport(incident, report) {
  const told = mentionsOf(incident, report);
  return reportBlock(report, told.flatMap((one) => one.spans || []), told.flatMap((one) => one.cells || []));
}

function deniers(incident) {
  const said = (incident.denials || []).map((id) => reports.get(id)).filter((report) => report && !(incident.mentions || []).some((one) => one.report === report.id));
  return said.length ? el('div', { class: 'origin' }, el('h4', {}, word('denied')), said.map((report) => reportBlock(report, [], []))) : null;
}

function listed() {
  if (choice.picked) return choice.picked.rows;
  const seen = new Set();
  return units().filter((unit) => chosen(unit)).flatMap((unit) => unit.all)
    .filter((one) => !seen.has(one.id) && seen.add(one.id)).sort(byDay);
}

function drawList() {
  const rows = listed();
  const title = document.getElementById('list-title');
  title.textContent = choice.picked ? choice.picked.title : word(rows.length === 1 ? 'list_of_one' : 'list_of', { n: num(rows.length) });
  const list = el('div', {});
  fill('list', rows.length ? list : el('p', { class: 'note' }, word('nothing'), ' ', word('no_coverage')));
  let shown = 0;
  const more = el('button', { type: 'button', class: 'more', onclick: () => show() });
  const show = () => {
    rows.slice(shown, shown + PAGE_SIZE).forEach((one) => list.append(incidentLine(one)));
    shown = Math.min(rows.length, shown + PAGE_SIZE);
    more.remove();
    more.textContent = word('more', { n: num(Math.min(PAGE_SIZE, rows.length - shown)) });
    if (shown < rows.length) list.after(more);
  };
  show();
}

// Shows the incidents that a number rests on.
function pick(rows, title) {
  choice.picked = { rows: [...rows].sort(byDay), title };
  drawList();
  drawStatus();
  const heading = document.getElementById('list-title');
  heading.scrollIntoView({ block: 'center' });
  heading.focus({ preventScroll: true });
  const only = document.querySelectorAll('#list .incident');
  if (only.length === 1) only[0].open = true;
}

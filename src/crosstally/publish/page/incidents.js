// Incidents: a line each, opened to its values, its origins and their words.
function headline(incident) {
  const what = incident.subtype ? term('sub', incident.subtype) : term('kind', incident.kind);
  const where = townName(incident.town) || word('untitled_place');
  const text = word('in_place', { what, where });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function originsText(number) {
  return number === 1 ? word('independent_one') : word('independent_many', { n: num(number || 0) });
}

function incidentLine(number, at, length) {
  const one = incident(number);
  const bits = [
    term('kind', one.kind), one.size ? count(one.size) : null,
    one.killed ? `${word('killed')}: ${count(one.killed)}` : null,
    originsText(one.independent),
  ].filter(Boolean);
  const body = el('div', { class: 'body' });
  return el('div', { role: 'listitem', 'aria-posinset': at + 1, 'aria-setsize': length },
    el('details', { class: 'incident', id: one.id, ontoggle: (event) => {
      if (event.target.open && !body.hasChildNodes()) body.append(awaited(detailOf(number).then(incidentBody)));
    } },
    el('summary', {},
      dot(one.kind),
      el('span', { class: 'head' }, headline(one), ' ', one.synthetic ? el('span', { class: 'tag' }, word('tag_synthetic')) : null),
      el('span', { class: 'day' }, daysText(one.first, one.last)),
      el('span', { class: 'sub' }, bits.join(' · '))),
    body));
}

function incidentBody(one) {
  const rows = ['when', 'where', 'size', 'group', 'demand', 'slogan', 'killed', 'injured', 'arrested']
    .map((name) => [name, fieldsOf(one, name)])
    .filter(([, fields]) => fields.length)
    .map(([name, fields]) => fieldRow(name, fields, one.report));
  const what = [term('kind', one.kind), one.subtype ? ` · ${term('sub', one.subtype)}` : null,
    one.reality && one.reality !== 'occurred' ? ` · ${term('reality', one.reality)}` : null];
  return [
    el('dl', { class: 'fields' },
      el('dt', {}, word('what')), el('dd', {}, what), rows,
      plainRow('stance', one.stance && term('stance', one.stance)),
      plainRow('target', one.target && term('target', one.target)),
      relationRows(one),
      plainRow('denied', (one.denials || []).length
        ? one.denials.map((report, at) => [at ? (fa() ? '، ' : ', ') : null, own(sourceName(one.report(report).source))]) : null),
      plainRow('status', word(`status_${one.status}`)),
      ruleRow(one)),
    el('h4', {}, word('rests_on')),
    originBlocks(one),
    deniers(one),
    el('p', { class: 'note' }, el('a', { href: `#${one.id}` }, one.id)),
  ];
}

function fieldsOf(one, name) { return (one.fields || []).filter((field) => field.name === name); }

function plainRow(name, value) {
  return value ? [el('dt', {}, word(name)), el('dd', {}, value)] : null;
}

function relationRows(one) {
  const link = (number) => {
    const other = incident(number);
    return el('button', { type: 'button', class: 'link', onclick: () => pick([number], headline(other)) },
      `${headline(other)}${fa() ? '، ' : ', '}${daysText(other.first, other.last)}`);
  };
  const responses = one.responses || [];
  const related = one.relations || [];
  return [
    plainRow('response', responses.length ? responses.map((other) => el('div', {}, link(other))) : null),
    plainRow('related', related.length ? related.map((other) => el('div', {}, term('relation', other.kind), ' ', link(other.incident))) : null),
  ];
}

function ruleRow(one) {
  const rules = rulesOf(one.number);
  if (!rules.length) return null;
  return [el('dt', {}, word('counted_by')), el('dd', {}, el('ul', { class: 'chips' }, rules.map((by, at) => by.unit
    ? el('li', {}, ruleName(at), by.unit.length > 1 ? ` · ${word('folded_with', { n: num(by.unit.length - 1) })}` : null)
    : el('li', { class: 'out' }, word('not_counted_by'), ' ', ruleName(at), by.why ? `: ${whyText(by.why)}` : null))))];
}

function whyText(why) {
  return word(`reason_${why}`) || digits((fa() && data.words_fa[why]) || String(why).replace(/_/g, ' '));
}

function originBlocks(one) {
  const told = new Set((one.mentions || []).map((mention) => mention.report));
  const blocks = (one.origins || []).map((origin, at) => {
    const mine = (origin.reports || []).filter((report) => told.delete(report));
    return mine.length ? originBlock(one, origin, mine, at + 1) : null;
  });
  const rest = [...told].map((report) => oneReport(one, report));
  return [blocks, rest.length ? el('div', { class: 'origin' }, rest) : null];
}

function originBlock(one, origin, mine, at) {
  const why = new Map(origin.why || []);
  const basis = origin.known ? term('basis', origin.basis) : word('origin_unknown');
  const heading = [word('origin', { n: num(at) }), basis, mine.length > 1 ? word('copies', { n: num(mine.length) }) : null].filter(Boolean);
  return el('div', { class: 'origin' }, el('h4', {}, heading.join(' · ')),
    mine.map((report) => [oneReport(one, report), why.has(report) ? el('p', { class: 'rule' }, foldText(why.get(report))) : null]));
}

// Why a report was folded into an origin, in the reader's language where the page knows the words.
function foldText(why) {
  const name = (id) => plainName(sourceName(id));
  if (why.startsWith('attributed to ')) return word('why_attributed', { x: name(why.slice(14)) });
  if (why.startsWith('one family repeats itself: ')) return word('why_family', { x: name(why.slice(27)) });
  return digits(why);
}

function oneReport(one, report) {
  const told = (one.mentions || []).filter((mention) => mention.report === report);
  return reportBlock(one.report(report), told.flatMap((some) => some.spans || []), told.flatMap((some) => some.cells || []));
}

function deniers(one) {
  const said = (one.denials || []).filter((report) => !(one.mentions || []).some((mention) => mention.report === report));
  return said.length ? el('div', { class: 'origin' }, el('h4', {}, word('denied')), said.map((report) => reportBlock(one.report(report), [], []))) : null;
}

function drawList() {
  const rows = listed();
  const title = document.getElementById('list-title');
  title.textContent = choice.picked ? choice.picked.title : word(rows.length === 1 ? 'list_of_one' : 'list_of', { n: num(rows.length) });
  const node = document.getElementById('list');
  node.classList.toggle('lengthy', rows.length > BLOCK);
  if (node.dataset.scrolled) node.scrollTop = 0;   // to ask where it stands would lay the page out
  delete node.dataset.scrolled;
  if (rows.length) node.setAttribute('role', 'list'); else node.removeAttribute('role');
  virtual(node, rows.length, (at) => incidentLine(rows[at], at, rows.length));
  if (!rows.length) add(node, [el('p', { class: 'note' }, word('nothing'), ' ', word('no_coverage'))]);
}

// Shows the incidents that a number rests on.
function pick(numbers, title) {
  choice.picked = { numbers: [...numbers].sort((a, b) => a - b), title };
  drawList();
  drawStatus();
  const heading = document.getElementById('list-title');
  heading.scrollIntoView({ block: 'center' });
  heading.focus({ preventScroll: true });
  const only = document.querySelectorAll('#list .incident');
  if (numbers.length === 1 && only.length) only[0].open = true;
}

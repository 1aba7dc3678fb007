// The head of the page, what was set aside, the calls and the method.
const CALLS_SHOWN = 100;

function drawHead() {
  document.getElementById('title').textContent = local(data.desk, 'name');
  document.getElementById('deck').textContent = local(data.desk, 'note') || '';
  const figures = data.figures;
  const rows = [['reports', figures.reports, '#sources'], ['mentions', figures.mentions, null], ['incidents', figures.incidents, '#list-title'],
    ['origins', figures.independent, '#sources'], ['set_aside', figures.set_aside, '#aside']];
  fill('figures', rows.map(([name, value, where]) => {
    const text = [el('b', {}, num(value)), ' ', el('span', {}, word(name))];
    return el('li', {}, where ? el('a', { href: where, onclick: name === 'incidents' ? pickAll : null }, text) : text);
  }));
  const { synthetic: made = 0, summary: told = 0 } = data.provenance;
  fill('banner', made || told ? el('div', { class: 'banner' }, el('p', {},
    made ? [el('span', { class: 'tag' }, word('banner_synthetic')), ' ', word('banner_synthetic_text', { n: num(made), m: num(figures.reports) })] : null,
    told ? [' ', word('banner_summary_text', { n: num(told) })] : null)) : null);
}

function pickAll(event) {
  event.preventDefault();
  pick(columns.id.map((id, number) => number), word('list_of', { n: num(columns.length) }));
}

function drawAside() {
  const rows = data.issues.map((issue) => [term('stage', issue.stage), word(`why_${issue.reason}`) || issue.reason, num(issue.count),
    issue.number ? lazily([num(issue.number), ' ', word('reports')], () => reportList(issue.where, issue.number)) : '']);
  fill('aside-body',
    rows.length ? table(word('aside_title'), [{ text: word('stage') }, { text: word('reason') }, { text: word('number'), num: true }, { text: word('in_report') }], rows) : null,
    el('h3', {}, word('held_back')),
    el('ul', {}, data.held_back.map((one) => el('li', {}, banded(one.number), ' ', word(`held_${one.what}`) || one.what))),
    data.aggregates.length ? table(word('aggregates'), [{ text: word('province') }, { text: word('week') }, { text: word('what') }, { text: word('number'), num: true }],
      data.aggregates.map((one) => [provinceName(one.province), dayText(one.week), term('kind', one.kind), num(one.count)])) : null);
}

function banded(text) {
  const number = text.match(/\d+/)?.[0];
  if (!number) return word('not_told');
  if (text.startsWith('fewer')) return word('fewer_than', { n: num(number) });
  return text.startsWith('at least') ? word('bound_at_least', { x: num(number) }) : num(number);
}

function drawCalls() {
  const node = document.getElementById('calls');
  node.hidden = !data.calls.length;
  document.querySelector('[href="#calls"]').hidden = node.hidden;
  const rows = [...data.calls].sort((a, b) => (a.first || '9').localeCompare(b.first || '9') || a.id.localeCompare(b.id));
  const lines = (some) => table(word('calls_title'), [{ text: word('day') }, { text: word('what') }, { text: word('town') }, { text: word('in_report') }],
    some.map((call) => [daysText(call.first, call.last), word(`call_${call.kind}`) || term('kind', call.kind), townName(call.town) || word('not_recorded'), callReport(call)]));
  const later = rows.slice(CALLS_SHOWN);
  fill('calls-body', lines(rows.slice(0, CALLS_SHOWN)), later.length ? lazily(word('more', { n: num(later.length) }), () => lines(later)) : null);
}

function callReport(call) {
  const report = cited(call.report);
  return lazily([own(sourceName(report.source)), ' · ', dayText(report.day), call.words ? [' · ', own(`«${call.words}»`)] : null], () => citedBlock(call.report, call.span ? [['what', ...call.span]] : []));
}

function drawMethod() {
  const sections = new Map();
  for (const fact of data.method) sections.set(fact.section, [...(sections.get(fact.section) || []), fact]);
  fill('method-body', filesBeside(), el('div', { class: 'method' }, [...sections].map(([name, facts]) => [
    el('h3', {}, term('method', name)),
    el('dl', {}, facts.map((fact) => [el('dt', {}, fact.name), el('dd', {}, fact.value)]))])));
}

// The files that are written beside the page; opening one is the reader's own step.
function filesBeside() {
  const names = ['incidents', 'mentions', 'reports', 'counts', 'claims'].flatMap((name) => [`${name}.csv`, `${name}.parquet`]);
  const drawings = ['map', 'timeline'].flatMap((name) => [`${name}.svg`, `${name}.png`, `${name}.fa.svg`, `${name}.fa.png`]);
  return [el('h3', {}, word('files')), el('p', { class: 'note' }, [...names, 'incidents.geojson', ...drawings].map((name, at) =>
    [at ? ' · ' : null, el('a', { href: name, dir: 'ltr' }, name)]))];
}

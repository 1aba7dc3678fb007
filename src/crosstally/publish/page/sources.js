// Who tells it: each source with its reports, and the origins into which copies fold.
const ORIGINS_SHOWN = 20;

function sourceRows() {
  const rows = new Map(data.sources.map((source) => [source.id, { source, reports: [], incidents: 0, alone: 0 }]));
  for (const report of data.reports) rows.get(report.source).reports.push(report);
  for (const incident of data.incidents) {
    const told = new Set((incident.mentions || []).map((mention) => (reports.get(mention.report) || {}).source));
    for (const id of told) {
      if (!rows.has(id)) continue;
      rows.get(id).incidents += 1;
      if (told.size === 1) rows.get(id).alone += 1;
    }
  }
  return [...rows.values()].filter((row) => row.reports.length)
    .sort((a, b) => b.reports.length - a.reports.length || a.source.id.localeCompare(b.source.id));
}

function reportList(rows) {
  return rows.slice(0, 40).map((report) => reportBlock(report, [], []));
}

function sourceCells(row) {
  const { source } = row;
  const interest = source.family && source.family !== source.id ? plainName(sourceName(source.family)) : '';
  return [
    [own(source.name), ' ', source.synthetic ? el('span', { class: 'tag' }, word('tag_synthetic')) : null],
    term('source', source.kind), interest,
    lazily([num(row.reports.length), ' ', word('reports')], () => reportList(row.reports)),
    num(row.incidents), num(row.alone)];
}

function foldedItem(origin) {
  const told = origin.reports.map((id) => reports.get(id)).filter(Boolean);
  const names = [...new Set(told.map((report) => sourceName(report.source)))];
  const why = new Map(origin.why || []);
  return el('li', {}, lazily([num(told.length), ' ', word('reports'), ' · ', names.slice(0, 4).map((name, at) => [at ? (fa() ? '، ' : ', ') : null, own(name)])],
    () => told.map((report) => [reportBlock(report, [], []), why.has(report.id) ? el('p', { class: 'rule' }, foldText(why.get(report.id))) : null])));
}

function drawSources() {
  const folded = data.origins.filter((origin) => (origin.reports || []).length > 1)
    .sort((a, b) => b.reports.length - a.reports.length || a.id.localeCompare(b.id));
  fill('sources-body',
    table(word('sources_title'), [{ text: word('source') }, { text: word('kind_col') }, { text: word('interest_col') }, { text: word('reports') },
      { text: word('incidents'), num: true }, { text: word('alone'), num: true }], sourceRows().map(sourceCells)),
    folded.length ? [el('h3', { id: 'origins' }, word('folded_origins')), el('p', { class: 'note' }, word('folded_lead', { n: num(folded.length) })),
      el('ul', { class: 'plainlist' }, folded.slice(0, ORIGINS_SHOWN).map(foldedItem)),
      folded.length > ORIGINS_SHOWN ? lazily(word('more', { n: num(folded.length - ORIGINS_SHOWN) }), () => el('ul', { class: 'plainlist' }, folded.slice(ORIGINS_SHOWN).map(foldedItem))) : null] : null);
}

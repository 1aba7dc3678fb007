// Who tells it: each source with its reports, and the origins into which copies fold.
const ORIGINS_SHOWN = 20;

// Reports by name, a few of many; the tables beside the page hold them all.
async function reportList(ids, number) {
  const blocks = await Promise.all(ids.filter(cited).map((id) => citedBlock(id, [])));
  return [blocks, number > ids.length ? el('p', { class: 'note' }, word('table_rows', { n: num(ids.length), m: num(number) }), ' ', el('a', { href: 'reports.csv' }, 'reports.csv')) : null];
}

function sourceCells(row) {
  const source = row;
  const interest = source.family && source.family !== source.id ? plainName(sourceName(source.family)) : '';
  return [
    [own(source.name), ' ', source.synthetic ? el('span', { class: 'tag' }, word('tag_synthetic')) : null],
    term('source', source.kind), interest,
    lazily([num(row.number), ' ', word('reports')], () => reportList(row.reports, row.number)),
    num(row.incidents), num(row.alone)];
}

function foldedItem(origin) {
  const told = origin.reports.map(cited).filter(Boolean);
  const names = [...new Set(told.map((report) => sourceName(report.source)))];
  const why = new Map(origin.why || []);
  return el('li', {}, lazily([num(origin.number), ' ', word('reports'), ' · ', names.slice(0, 4).map((name, at) => [at ? (fa() ? '، ' : ', ') : null, own(name)])],
    () => Promise.all(told.map(async (report) => [await citedBlock(report.id, []), why.has(report.id) ? el('p', { class: 'rule' }, foldText(why.get(report.id))) : null]))));
}

function drawSources() {
  const { folded } = data;
  const later = folded.slice(ORIGINS_SHOWN);
  fill('sources-body',
    table(word('sources_title'), [{ text: word('source') }, { text: word('kind_col') }, { text: word('interest_col') }, { text: word('reports') },
      { text: word('incidents'), num: true }, { text: word('alone'), num: true }], data.sources.filter((row) => row.number).map(sourceCells)),
    folded.length ? [el('h3', { id: 'origins' }, word('folded_origins')), el('p', { class: 'note' }, word('folded_lead', { n: num(data.folded_origins) }),
      data.folded_origins > folded.length ? [' ', word('table_rows', { n: num(folded.length), m: num(data.folded_origins) })] : null),
      el('ul', { class: 'plainlist' }, folded.slice(0, ORIGINS_SHOWN).map(foldedItem)),
      later.length ? lazily(word('more', { n: num(later.length) }), () => el('ul', { class: 'plainlist' }, later.map(foldedItem))) : null] : null);
}

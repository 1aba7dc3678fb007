// A report's own words with what they were read as, in colour and by name.
const LONG = 1500;  // letters from which a text scrolls in its own box

function pieces(text, spans) {
  const points = Array.from(text);               // spans count code points, not UTF-16 units
  const cuts = new Set([0, points.length]);
  for (const [, start, end] of spans) { cuts.add(Math.min(start, points.length)); cuts.add(Math.min(end, points.length)); }
  const edges = [...cuts].sort((a, b) => a - b);
  const out = [];
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const [start, end] = [edges[at], edges[at + 1]];
    const over = spans.filter((span) => span[1] <= start && span[2] >= end)
      .sort((a, b) => (a[2] - a[1]) - (b[2] - b[1]))[0];
    const last = out[out.length - 1];
    const words = points.slice(start, end).join('');
    if (last && last.over === over) last.words += words;
    else out.push({ words, over });
    out[out.length - 1].ends = over ? over[2] === end : false;
  }
  return out;
}

function coloured(report, spans) {
  const long = report.words.length > LONG;
  const node = el('p', { class: long ? 'words long' : 'words', tabindex: long ? '0' : null, dir: 'auto', lang: report.lang });
  pieces(report.words, spans).forEach((piece) => {
    node.append(piece.over
      ? el('mark', { class: piece.over[0], 'data-label': piece.ends ? word(piece.over[0]) : null, title: word(piece.over[0]) }, piece.words)
      : piece.words);
  });
  return node;
}

function provenanceTag(report) {
  if (report.provenance === 'synthetic') return el('span', { class: 'tag' }, word('tag_synthetic'));
  if (report.provenance === 'summary') return el('span', { class: 'tag plain' }, word('tag_summary'));
  if (report.provenance === 'table') return el('span', { class: 'tag plain' }, word('tag_table'));
  return null;
}

function address(report) {
  if (!report.url || !/^https?:\/\//.test(report.url)) return null;
  let host = report.url;
  try { host = new URL(report.url).host; } catch { return null; }
  return el('a', { href: report.url, rel: 'noreferrer noopener nofollow', target: '_blank', title: report.url }, word('open_report'), ' ', own(host));
}

function reportBlock(report, spans, cells) {
  const source = sources.get(report.source) || { name: report.source, kind: 'unknown' };
  const parts = [
    el('b', {}, own(source.name)), term('source', source.kind), report.day ? dayText(report.day) : null,
    report.basis && report.basis !== 'unknown' ? term('basis', report.basis) : null,
    report.relay_of ? word('relays', { x: plainName(sourceName(report.relay_of)) }) : null,
    source.family && source.family !== source.id ? word('interest', { x: plainName(sourceName(source.family)) }) : null,
    provenanceTag(report), address(report),
  ].filter(Boolean);
  return el('div', { class: 'report', 'data-report': report.id },
    el('p', { class: 'by' }, parts.map((part, at) => [at ? ' · ' : null, part])),
    report.title ? el('p', { class: 'by' }, el('b', {}, own(report.title))) : null,
    report.words ? coloured(report, spans) : report.provenance === 'table' ? null : el('p', { class: 'note' }, word('words_closed')),
    cells.length ? el('p', { class: 'note' }, word('cells', { x: '' }), cells.map((cell, at) =>
      [at ? ' · ' : null, word(cell[0]) || cell[0], ': ', own(cell[1]), ` ${num(cell[2])}`])) : null);
}

// A report that another part of the page cites, with its words; it stands on a shelf.
async function citedBlock(id, spans) { return reportBlock(await reportOf(id), spans, []); }

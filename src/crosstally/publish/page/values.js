// A coded value in words, with the rule that chose it and the rivals kept beside it.
function count(value) {
  const text = value.high > value.low ? word('range', { a: num(value.low), b: num(value.high) }) : num(value.low || 0);
  if (value.high > value.low || !value.bound || value.bound === 'exact') return text;
  return word(`bound_${value.bound}`, { x: text });
}

// Zero is left out of the data with what is empty; a count always has a bound.
function counted(value) { return { ...value, low: value.low || 0, high: value.high || 0 }; }

function inWords(name, value) {
  switch (name) {
    case 'when': return whenText(value);
    case 'where': return [townName(value.term) || (value.words ? own(value.words) : word('not_recorded')), provinceSuffix(value.term)];
    case 'group': return [term('group', value.term), value.detail ? ` (${String(value.detail).replace(/[-_]/g, ' ')})` : null];
    case 'demand': return [value.words ? own(`«${value.words}»`) : null, value.words && value.term ? ' · ' : null, term('theme', value.term)];
    case 'slogan': return [value.words ? own(`«${value.words}»`) : null, value.words && value.term ? ' · ' : null, term('theme', value.term)];
    default: return [count(counted(value)), value.words ? [' ', own(`«${value.words}»`, { class: 'said' })] : null];
  }
}

function whenText(value) {
  const parts = [daysText(value.first, value.last)];
  if (value.term !== 'day') parts.push(` (${term('precision', value.term)})`);
  if (value.detail === 'publication') parts.push(` · ${word('inferred')}`);
  return parts;
}

function provinceSuffix(id) {
  const town = towns.get(id);
  if (!town || !town.province || town.id === town.province) return null;
  return `${fa() ? '، ' : ', '}${provinceName(town.province)}`;
}

function saidBy(value) {
  const names = (value.asserters || []).map(sourceName);
  if (!names.length && value.report && reports.get(value.report)) names.push(sourceName(reports.get(value.report).source));
  return names.length ? el('span', { class: 'said' }, ' — ', names.map((name, at) => [at ? (fa() ? '، ' : ', ') : null, own(name)])) : null;
}

function ground(value) {
  return value.cell ? el('span', { class: 'rule' }, ' ', word('cells', { x: '' }), own(value.cell[0]), ` ${num(value.cell[1])}`) : null;
}

function fieldRow(name, fields) {
  return [el('dt', {}, word(name)), el('dd', {}, fields.map((field) => el('div', {},
    el('span', { title: word('rule', { x: field.rule.replace(/[-_]/g, ' ') }) }, inWords(name, field.value)),
    saidBy(field.value), ground(field.value), rivalList(name, field))))];
}

function rivalList(name, field) {
  if (!field.rivals || !field.rivals.length) return null;
  const key = (value) => JSON.stringify([value.term, value.low, value.high, value.bound, value.first, value.last]);
  return el('ul', { class: 'rivals', 'aria-label': word('rivals') },
    field.rivals.map((rival) => el('li', { 'data-key': key(rival) }, inWords(name, rival), saidBy(rival))));
}

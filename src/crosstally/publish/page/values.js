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

// "videos via ID": the words of the report, and the source that carried them.
function asserterName(text) {
  const at = text.lastIndexOf(' via ');
  return at < 0 ? sourceName(text) : word('via', { x: text.slice(0, at), y: sourceName(text.slice(at + 5)) });
}

function asserters(value, report) {
  const names = (value.asserters || []).map(asserterName);
  return names.length || value.report === undefined ? names : [sourceName(report(value.report).source)];
}

function saidBy(values, report) {
  const names = [...new Set(values.flatMap((value) => asserters(value, report)))];
  const shown = names.slice(0, 4).map((name, at) => [at ? (fa() ? '، ' : ', ') : null, own(name)]);
  const more = names.length > 4 ? ` +${num(names.length - 4)}` : null;
  return names.length ? el('span', { class: 'said' }, ' — ', shown, more) : null;
}

function ground(value) {
  return value.cell ? el('span', { class: 'rule' }, ' ', word('cells', { x: '' }), own(value.cell[0]), ` ${num(value.cell[1])}`) : null;
}

// The same value told elsewhere is agreement, and stands with the value; only another one is a rival.
function told(field) {
  const key = (value) => JSON.stringify([value.term, value.detail, value.low, value.high, value.bound, value.first, value.last,
    value.term === undefined && value.low === undefined ? value.words : null]);
  const agree = [field.value];
  const rivals = new Map();
  for (const rival of field.rivals || []) {
    if (key(rival) === key(field.value)) agree.push(rival);
    else rivals.set(key(rival), [...(rivals.get(key(rival)) || []), rival]);
  }
  return { agree, rivals: [...rivals.values()] };
}

function fieldRow(name, fields, report) {
  return [el('dt', {}, word(name)), el('dd', {}, fields.map((field) => {
    const { agree, rivals } = told(field);
    return el('div', {},
      el('span', { title: word('rule', { x: field.rule.replace(/[-_]/g, ' ') }) }, inWords(name, field.value)),
      saidBy(agree, report), ground(field.value),
      rivals.length ? el('ul', { class: 'rivals', 'aria-label': word('rivals') },
        rivals.map((same) => el('li', {}, inWords(name, same[0]), saidBy(same, report)))) : null);
  }))];
}

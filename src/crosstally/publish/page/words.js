// Words, numbers and days in the reader's language and calendar.
const PERSIAN = '۰۱۲۳۴۵۶۷۸۹';
const fa = () => choice.lang === 'fa';

function num(value) {
  const text = String(value).replace(/\B(?=(\d{3})+(?!\d))/g, fa() ? '٬' : ',');
  return fa() ? text.replace(/\d/g, (digit) => PERSIAN[digit]) : text;
}

function digits(text) {
  return fa() ? String(text).replace(/\d/g, (digit) => PERSIAN[digit]) : String(text);
}

function word(key, values) {
  const pair = data.words[key];
  if (!pair) return null;
  let text = pair[fa() ? 1 : 0];
  for (const [name, value] of Object.entries(values || {})) text = text.replace(`{${name}}`, value);
  return text;
}

// A code in words; a code that the page does not know stands as it is.
function term(prefix, code) {
  if (!code) return null;
  return word(`${prefix}_${code}`) || String(code).replace(/[-_]/g, ' ');
}

function local(record, name) {
  return (fa() && record[`${name}_fa`]) || record[name];
}

function dayParts(day) {
  if (choice.calendar === 'jalali' && data.days[day]) return data.days[day];
  return day.split('-').map(Number);
}

function monthName(month) {
  return data.months[choice.calendar][month - 1][fa() ? 1 : 0];
}

function dayText(day, without) {
  if (!day) return word('undated');
  const [year, month, date] = dayParts(day);
  const text = `${date} ${monthName(month)}`;
  return digits(without === 'year' ? text : `${text} ${year}`);
}

function daysText(first, last) {
  if (!last || first === last) return dayText(first);
  const sameYear = dayParts(first)[0] === dayParts(last)[0];
  return word('range', { a: dayText(first, sameYear ? 'year' : null), b: dayText(last) });
}

function townName(id) {
  const town = towns.get(id);
  return town ? plainName(local(town, 'name')) : null;
}

function provinceName(code) {
  const province = provinces.get(code);
  return province ? local(province, 'name') : code;
}

function ruleName(at) { return at < 0 ? word('incidents') : local(data.tallies[at].rule, 'title'); }
function unitName(at) { return at < 0 ? word('incidents') : local(data.tallies[at].rule, 'unit'); }

function sourceName(id) {
  const source = sources.get(id);
  return source ? source.name : id;
}

// Text for a drawing, which has no direction of its own.
function drawn(text) { return fa() ? `\u202b${text}\u202c` : text; }

function translate() {
  const root = document.documentElement;
  root.lang = choice.lang;
  root.dir = fa() ? 'rtl' : 'ltr';
  document.title = local(data.desk, 'name');
  document.querySelectorAll('[data-word]').forEach((node) => {
    node.textContent = word(node.dataset.word);
  });
  document.querySelectorAll('[data-label]').forEach((node) => {
    if (node.tagName !== 'MARK') node.setAttribute('aria-label', word(node.dataset.label));
  });
  document.querySelectorAll('[data-lang]').forEach((node) => {
    node.setAttribute('aria-pressed', String(node.dataset.lang === choice.lang));
  });
  document.querySelectorAll('[data-calendar]').forEach((node) => {
    node.setAttribute('aria-pressed', String(node.dataset.calendar === choice.calendar));
  });
}

'use strict';
// One screen, offline: answers go into a file that the person saves, and nowhere else.
const data = JSON.parse(document.getElementById('data').textContent);
const BANDS = [[1, 9], [10, 49], [50, 199], [200, 999], [1000, 4999], [5000, 20000]];
const MOST_BYTES = 256 * 1024 * 1024;
const lines = [];
let language = data.languages.indexOf(document.documentElement.lang);

const find = (id) => document.getElementById(id);
const word = (name) => data.words[name][language];

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function crowd(count) {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('viewBox', '0 0 110 68');
  picture.setAttribute('aria-hidden', 'true');
  const shown = Math.min(count, 2600);
  const radius = shown < 20 ? 4 : shown < 100 ? 2.4 : shown < 400 ? 1.4 : shown < 1000 ? 1 : shown < 2600 ? 0.5 : 0.6;
  for (let n = 0; n < shown; n += 1) {  // a sunflower: even, and the same each time
    const angle = n * 2.39996, distance = Math.sqrt((n + 0.5) / shown);
    const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    dot.setAttribute('cx', (55 + 50 * distance * Math.cos(angle)).toFixed(1));
    dot.setAttribute('cy', (34 + 30 * distance * Math.sin(angle)).toFixed(1));
    dot.setAttribute('r', radius);
    picture.append(dot);
  }
  return picture;
}

function choice(group, value, label, picture) {
  const input = make('input', { type: 'radio', name: group, value });
  const text = make('span', data.words[label] ? { 'data-word': label } : { 'data-plain': label });
  return make('label', {}, input, ...(picture ? [picture] : []), text);
}

function numbers([low, high]) {
  const write = new Intl.NumberFormat(data.languages[language]);
  return `${write.format(low)}\u2013${write.format(high)}`;
}

function names(province) {
  const rows = data.places[province] || [];
  find('towns').replaceChildren(...rows.map((row) => make('option', { value: row[language] || row[0] })));
}

function speak(which) {
  language = which;
  document.documentElement.lang = data.languages[which];
  document.documentElement.dir = which === 0 ? 'ltr' : 'rtl';
  for (const each of document.querySelectorAll('[data-word]')) each.textContent = word(each.dataset.word);
  document.querySelectorAll('[data-band]').forEach((each) => { each.textContent = numbers(BANDS[each.dataset.band]); });
  const chosen = find('province').value;
  find('province').replaceChildren(make('option', { value: '' }, '\u2014'),
    ...data.provinces.map((row) => make('option', { value: row[0] }, row[language] || row[0])));
  find('province').value = chosen;
  names(chosen);
  tell();
}

function day() {
  const which = document.querySelector('[name=when]:checked');
  if (!which) return '';
  if (which.value === 'other') return find('date').value;
  const at = new Date();
  at.setDate(at.getDate() - Number(which.value));
  const two = (number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function shownDay() {
  const told = day();
  if (!told) return '';
  const [year, month, date] = told.split('-').map(Number);
  const calendar = data.languages[language] === 'fa' ? 'fa-u-ca-persian' : data.languages[language];
  return new Intl.DateTimeFormat(calendar, { dateStyle: 'full' }).format(new Date(year, month - 1, date));
}

function chosen(name) {
  const found = document.querySelector(`[name=${name}]:checked`);
  return found ? found.value : '';
}

// A place is written by the gazetteer's own name where it was chosen from the list.
function place(text) {
  const rows = data.places[find('province').value] || [];
  const row = rows.find((each) => each.includes(text));
  return row ? row[0] : text;
}

function answers() {
  const [kind, subtype] = chosen('what').split('/');
  const band = BANDS[chosen('many')];
  const told = {
    kind, subtype, date: day(), province: find('province').value, city: place(find('city').value.trim()),
    site: find('site').value.trim(), size_low: band && band[0], size_high: band && band[1],
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value).map(([name, value]) => [name, String(value)]));
}

async function digests() {
  const found = [];
  for (const file of find('media').files) {
    if (file.size > MOST_BYTES || !window.crypto.subtle) throw new Error('too_large');
    const hashed = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    found.push(hex(hashed));
  }
  return [...new Set(found)].sort();
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function add() {
  const told = answers();
  const today = new Date();
  if (!told.kind || !told.date || !(told.city || told.province)) { complain('missing'); return; }
  if (told.date > hexDay(today)) { complain('future'); return; }
  let media;
  try { media = await digests(); } catch (error) { complain('too_large'); return; }
  lines.push(JSON.stringify({
    capture: 1, id: hex(crypto.getRandomValues(new Uint8Array(16))), lang: data.languages[language],
    basis: chosen('known') || 'passed_on', answers: told, media, text: find('words').value.trim(),
  }));
  find('form').reset();
  names('');
  complain('');
  tell();
}

const hexDay = (at) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

function save() {
  if (!lines.length) return;
  const file = new Blob([lines.join('\n') + '\n'], { type: 'application/x-ndjson' });
  const link = make('a', { href: URL.createObjectURL(file), download: `${hex(crypto.getRandomValues(new Uint8Array(4)))}.capture.jsonl` });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
  lines.length = 0;
  tell();
}

function complain(name) { find('wrong').textContent = name ? word(name) : ''; }

function tell() {
  const write = new Intl.NumberFormat(data.languages[language]);
  find('kept').textContent = lines.length ? `${word('kept')} ${write.format(lines.length)}` : '';
  find('save').disabled = !lines.length;
  find('shown-day').textContent = shownDay();
}

for (const kind of data.kinds) find('what').append(choice('what', kind, kind));
BANDS.forEach((band, number) => {
  const input = make('input', { type: 'radio', name: 'many', value: number });
  find('many').append(make('label', {}, input, crowd((band[0] + band[1]) / 2), make('span', { 'data-band': number })));
});
find('many').append(choice('many', '', 'not_known'));
for (const basis of ['seen', 'heard', 'passed_on']) find('known').append(choice('known', basis, basis));
for (const [value, label] of [['0', 'day0'], ['1', 'day1'], ['other', 'other_day']]) find('when').append(choice('when', value, label));
data.languages.forEach((name, number) => {
  const button = make('button', { type: 'button', lang: name }, data.names[number]);
  button.addEventListener('click', () => speak(number));
  find('languages').append(button);
});
find('province').addEventListener('change', (event) => names(event.target.value));
find('form').addEventListener('change', tell);
find('date').addEventListener('change', () => { document.querySelector('[name=when][value=other]').checked = true; tell(); });
find('form').addEventListener('submit', (event) => { event.preventDefault(); add(); });
find('save').addEventListener('click', save);
window.addEventListener('beforeunload', (event) => { if (lines.length) event.preventDefault(); });
speak(language);

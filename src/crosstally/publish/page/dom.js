// Builds elements. Text goes in as text, never as markup.
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  add(node, children);
  return node;
}

function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    node.append(child.nodeType ? child : document.createTextNode(String(child)));
  }
  return node;
}

// A record's own words, kept apart from the text around them.
function own(text, attributes) {
  return el('bdi', { dir: 'auto', ...attributes }, String(text));
}

function plainName(text) { return String(text).replace(BIDI_CONTROLS, ''); }

function fill(id, ...children) {
  const node = typeof id === 'string' ? document.getElementById(id) : id;
  node.replaceChildren();
  return add(node, children);
}

function dot(kind) { return el('span', { class: `dot ${kind}`, 'aria-hidden': 'true' }); }

function table(caption, heads, rows, seen) {
  return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption },
    el('table', {},
      el('caption', { class: seen ? null : 'unseen' }, caption),
      el('thead', {}, el('tr', {}, heads.map((head) =>
        el('th', { scope: 'col', class: head.num ? 'num' : null }, head.text)))),
      el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell, at) =>
        at === 0 ? el('th', { scope: 'row' }, cell)
          : el('td', { class: heads[at].num ? 'num' : null }, cell)))))));
}

// What the map and the timeline are drawn with: a few shapes, each a single path however many marks
// it holds, so that a choice among a hundred thousand incidents changes a dozen attributes.
const SVG = 'http://www.w3.org/2000/svg';

function shape(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined) node.setAttribute(key, value);
  for (const child of children.flat(Infinity)) if (child) node.append(child);
  return node;
}

function label(text, attributes) {
  const node = shape('text', attributes);
  node.textContent = drawn(text);
  return node;
}

const short = (number) => String(Math.round(number * 100) / 100);

function box(x, y, width, height) { return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`; }

function circle(x, y, r) { return `M${short(x - r)} ${short(y)}a${short(r)} ${short(r)} 0 1 0 ${short(2 * r)} 0a${short(r)} ${short(r)} 0 1 0 ${short(-2 * r)} 0z`; }

// Round numbers from nought to at least the highest, about four of them.
function roundNumbers(top) {
  const rough = Math.max(1, top / 4);
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * ten).find((one) => one >= rough);
  return Array.from({ length: Math.ceil(top / step) + 1 }, (none, at) => at * step);
}

// Puts a drawing in its place: an image to a screen reader, which has the table beside it.
function hang(name, width, height, parts) {
  const svg = shape('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': word(name) }, parts);
  fill(name, svg);
  return svg;
}

function showTip(event, text) {
  const tip = document.getElementById('tip');
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = plainName(text);
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${event.clientY + 16}px`;
}

// Where in a drawing a pointer stands, in the drawing's own measure.
function pointIn(svg, event) {
  const place = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / place.width;
  return { x: (event.clientX - place.left) * scale, y: (event.clientY - place.top) * scale };
}

// The drawing as a picture with its title, rule, days and sources, beside the page.
function shareLinks(name) {
  const mark = fa() ? '.fa' : '';
  fill(`${name}-share`, word('share'), ' ', ['png', 'svg'].map((kind, at) => [at ? ' · ' : null,
    el('a', { href: `${name}${mark}.${kind}`, dir: 'ltr' }, kind.toUpperCase())]));
}

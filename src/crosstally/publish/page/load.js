// What is opened piece by piece: shelves of incidents and stretches of words, inside the page or
// beside it. A page from disk may not fetch; it loads a script that hands over its packed text.
const KEPT = 32;
const asked = new Map();     // by name: what was asked for last
const arriving = new Map();   // by name: who waits for a file

Object.defineProperty(window, 'crosstally', { value: (name, text) => { if (arriving.has(name)) arriving.get(name)(text); } });

function piece(name) {
  const known = asked.get(name) || bring(name).then(JSON.parse);
  asked.delete(name);
  asked.set(name, known);
  known.catch(() => asked.delete(name));
  if (asked.size > KEPT) asked.delete(asked.keys().next().value);
  return known;
}

async function bring(name) {
  const node = document.getElementById(name);
  return node ? carried(node) : unpacked(await beside(name));
}

// Its digest is in the file's name; where the page was served, the browser compares it too.
function beside(name) {
  const [file, digest] = data.beside[name];
  const served = window.location.protocol !== 'file:';
  return new Promise((resolve, reject) => {
    arriving.set(name, resolve);
    const missing = () => { node.remove(); arriving.delete(name); reject(new Error(file)); };
    const node = el('script', { src: file, integrity: served ? digest : null, crossorigin: served ? 'anonymous' : null,
      onload: missing, onerror: missing });   // after its call, refusing changes nothing
    document.head.append(node);
  });
}

// The last of the ascending numbers that is not above one.
function below(starts, number) {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= number) low = middle; else high = middle;
  }
  return low;
}

// All of an incident, its reports put in their places.
async function detailOf(number) {
  const at = below(data.shelves, number);
  const shelf = await piece(`shelf-${at}`);
  const detail = shelf.incidents[number - data.shelves[at]];
  return { ...incident(number), ...detail, report: (one) => shelf.reports[one] };
}

// A cited report as far as the page knows it without its shelf.
function cited(id) {
  const stub = data.cited[id];
  return stub ? { id, source: stub[2], day: stub[3] } : null;
}

async function reportOf(id) {
  const [shelf, at] = data.cited[id];
  return (await piece(`shelf-${shelf}`)).reports[at];
}

// A place that fills when its content has come, and says which file is missing where it does not.
function awaited(made) {
  const node = el('div', {});
  if (!made || !made.then) return add(node, [made]);
  node.setAttribute('aria-busy', 'true');
  made.then((content) => add(node, [content]), (error) => {
    add(node, [el('p', { class: 'note', role: 'alert' }, word('missing'), ' ', own(error.message))]);
  }).finally(() => node.removeAttribute('aria-busy'));
  return node;
}

// A line that opens to what it rests on, built when it is opened.
function lazily(line, build) {
  const body = el('div', {});
  return el('details', { class: 'quiet', ontoggle: (event) => {
    if (event.target.open && !body.hasChildNodes()) body.append(awaited(build()));
  } }, el('summary', {}, line), body);
}

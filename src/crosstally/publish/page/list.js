// A list of any length: blocks of lines that are made when they come into sight, and emptied again
// when they are out of it, unless something in them was opened.
const BLOCK = 40;
const MOST_BLOCKS = 500;
const LINE_HEIGHT = 62;
const MARGIN = '900px 0px';
const PRINTED = 240;     // lines: a list on paper is a sample that says so
const watchers = new WeakMap();

function virtual(node, length, line) {
  if (watchers.has(node)) watchers.get(node).watcher.disconnect();
  node.replaceChildren();
  node.onscroll = () => { node.dataset.scrolled = 'yes'; };
  const watcher = new IntersectionObserver((seen) => seen.forEach((one) => (one.isIntersecting ? fillBlock(one.target, line) : emptyBlock(one.target))),
    { root: scrolls(node) ? node : null, rootMargin: MARGIN });
  watchers.set(node, { watcher, line, length });
  const blocks = document.createDocumentFragment();
  const size = Math.max(BLOCK, Math.ceil(length / MOST_BLOCKS));
  for (let from = 0, to = Math.min(length, BLOCK); from < length; from = to, to = Math.min(length, from + size)) {
    const block = el('div', { class: 'block', role: 'none', 'data-from': from, 'data-to': to });
    block.style.minHeight = `${LINE_HEIGHT * (to - from)}px`;
    if (!from) fillBlock(block, line);
    blocks.append(block);
  }
  node.append(blocks);
  node.querySelectorAll('.block').forEach((block) => watcher.observe(block));
}

// As the style sheet has it; to ask it would lay the page out.
function scrolls(node) { return node.classList.contains('lengthy') || (node.id === 'list' && window.innerWidth > 860); }

function fillBlock(block, line) {
  if (block.hasChildNodes()) return;
  const lines = [];
  for (let at = Number(block.dataset.from); at < Number(block.dataset.to); at += 1) lines.push(line(at));
  block.append(...lines);
  block.style.minHeight = '';
}

function emptyBlock(block) {
  if (!block.hasChildNodes() || block.dataset.from === '0' || block.querySelector('[open]') || block.contains(document.activeElement)) return;
  block.style.minHeight = `${block.offsetHeight}px`;
  block.replaceChildren();
}

// Paper does not scroll: the first lines are made, and how many more there are is said.
function unrolled() {
  document.querySelectorAll('#list, .claim-list').forEach((node) => {
    if (!watchers.has(node)) return;
    const { line, length } = watchers.get(node);
    const blocks = [...node.querySelectorAll('.block')].filter((block) => Number(block.dataset.to) <= PRINTED);
    blocks.forEach((block) => fillBlock(block, line));
    const rest = length - Number(blocks[blocks.length - 1]?.dataset.to ?? 0);
    if (rest > 0) node.after(el('p', { class: 'note unrolled' }, word('more', { n: num(rest) }), ': incidents.csv, claims.csv'));
  });
}

function rolledUp() { document.querySelectorAll('.unrolled').forEach((node) => node.remove()); }

// A list of any length: blocks of lines that are made when they come into sight, and emptied again
// when they are out of it, unless something in them was opened.
const BLOCK = 40;
const LINE_HEIGHT = 62;
const MARGIN = '900px 0px';
const watchers = new WeakMap();

function virtual(node, length, line) {
  if (watchers.has(node)) watchers.get(node).disconnect();
  node.replaceChildren();
  const watcher = new IntersectionObserver((seen) => seen.forEach((one) => (one.isIntersecting ? fillBlock(one.target, line) : emptyBlock(one.target))),
    { root: scrolls(node) ? node : null, rootMargin: MARGIN });
  watchers.set(node, watcher);
  const blocks = document.createDocumentFragment();
  for (let from = 0; from < length; from += BLOCK) {
    const block = el('div', { class: 'block', role: 'none', 'data-from': from, 'data-to': Math.min(length, from + BLOCK) });
    block.style.minHeight = `${LINE_HEIGHT * (block.dataset.to - from)}px`;
    if (!from) fillBlock(block, line);
    blocks.append(block);
  }
  node.append(blocks);
  node.querySelectorAll('.block').forEach((block) => watcher.observe(block));
}

function scrolls(node) { return ['auto', 'scroll'].includes(getComputedStyle(node).overflowY); }

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

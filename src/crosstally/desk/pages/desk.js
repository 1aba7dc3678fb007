'use strict';
// Keys by their place on the keyboard, so that they are the same under a Persian layout.
const wordy = (node) => node.closest('input:not([type=checkbox]), textarea, select');
const keysOn = () => localStorage.getItem('keys') !== 'off';
const panels = () => [...document.querySelectorAll('.panel')];

function openPanel(id, focus) {
  for (const panel of panels()) panel.open = panel.id === id;
  const panel = document.getElementById(id);
  if (!panel) return;
  const first = panel.querySelector(focus || 'input:not([type=hidden]):not([type=checkbox]), button');
  if (first && (focus || (id !== 'p-edit' && id !== 'p-reject' && id !== 'p-merge' && id !== 'p-split'))) first.focus({ preventScroll: true });
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function chooseField(at) {
  const field = document.getElementById('edit-field');
  if (!field || at >= field.options.length) return;
  if (at >= 0) field.selectedIndex = at;
  const option = field.options[field.selectedIndex], value = document.getElementById('edit-value');
  value.placeholder = option.dataset.hint || '';
  if (document.getElementById('of-' + option.value)) value.setAttribute('list', 'of-' + option.value);
  else value.removeAttribute('list');
  if (at >= 0) value.focus({ preventScroll: true });
}

const points = (text) => [...text].length;

function marked() {
  const chosen = getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
  const range = chosen.getRangeAt(0), words = range.startContainer.parentElement?.closest('.words');
  if (!words || !words.contains(range.endContainer)) return null;
  const piece = range.startContainer.parentElement.closest('[data-start]');
  if (!piece) return null;
  const before = piece.textContent.slice(0, range.startOffset), text = range.toString();
  const start = Number(piece.dataset.start) + points(before);
  return { report: words.dataset.report, start, end: start + points(text), text };
}

function takeMarked() {
  const found = marked();
  if (!found) return;
  openPanel('p-edit');
  const form = document.getElementById('edit');
  form.elements.report.value = found.report;
  form.elements.start.value = found.start;
  form.elements.end.value = found.end;
  form.elements.shown.value = found.text;
  if (!form.elements.value.value) form.elements.value.value = found.text.trim();
  form.elements.field.focus();
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  if (opener) openPanel(opener.dataset.open, event.detail ? 'select, input:not([type=hidden]), button' : undefined);
  const show = event.target.closest('.show');
  if (show) showMedia(show.parentElement);
});

document.addEventListener('change', (event) => {
  if (event.target.id === 'edit-field') chooseField(-1);
  if (event.target.id === 'keys-on') localStorage.setItem('keys', event.target.checked ? 'on' : 'off');
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    for (const panel of panels()) panel.open = false;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return;
  }
  if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || wordy(event.target)) return;
  const open = panels().find((panel) => panel.open), code = event.code.replace('Numpad', 'Digit');
  if (code === 'KeyM') { takeMarked(); event.preventDefault(); return; }
  if (open && open.id === 'p-edit' && code.startsWith('Digit')) { chooseField(Number(code.slice(5)) - 1); event.preventDefault(); return; }
  if (code === 'Enter' && event.target.closest('a, button, summary')) return;
  const within = open && open.querySelector(`[data-key="${code}"]`);
  const found = within || (code.startsWith('Digit') ? null : document.querySelector(`[data-key="${code}"]`));
  if (!found || !found.checkVisibility()) return;
  event.preventDefault();
  if (found.matches('input')) found.focus(); else found.click();
});

// Media: grey, muted, and only when asked for; how long it was looked at is counted and shown.
let looking = 0, looked = 0;
function showMedia(place) {
  fetch(place.dataset.media).then(async (answer) => {
    if (!answer.ok) return;
    const kind = answer.headers.get('content-type') || '';
    const node = document.createElement(kind.startsWith('image/') ? 'img' : 'video');
    node.src = place.dataset.media;
    if (node.tagName === 'VIDEO') { node.muted = true; node.controls = true; node.preload = 'none'; } else { node.alt = ''; }
    place.replaceChildren(node);
    looking += 1;
  }).catch(() => lost(true));
}
setInterval(() => {
  const note = document.getElementById('graphic');
  if (!note || !looking || document.hidden || !document.querySelector('.media[open] img, .media[open] video')) return;
  looked += 1;
  for (const input of document.querySelectorAll('input[name=graphic]')) input.value = looked;
  const all = Number(note.dataset.before) + looked;
  note.textContent = `${note.dataset.label} ${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`;
}, 1000);

function lost(is) { const note = document.getElementById('lost'); if (note) note.hidden = !is; }
document.addEventListener('htmx:sendError', () => lost(true));
document.addEventListener('htmx:timeout', () => lost(true));
document.addEventListener('htmx:afterOnLoad', () => lost(false));
document.addEventListener('htmx:afterSettle', (event) => {
  if (event.target !== document.body && event.target.tagName !== 'BODY') return;
  looking = 0; looked = 0; ready();
});

function ready() {
  const box = document.getElementById('keys-on');
  if (box) box.checked = keysOn();
  if (document.getElementById('edit-field')) chooseField(-1);
  document.documentElement.dataset.ready = String(Number(document.documentElement.dataset.ready || 0) + 1);
}
ready();

// Puts the page together and answers the reader's choices.
function choose(change) {
  Object.assign(choice, { picked: null }, change);
  if ('rule' in change) {
    Object.assign(choice, { first: null, last: null });
    weigh();
    drawTimeline();
    drawMap();
  }
  refresh();
}

// What is built anew keeps the reader's place: the control that was used has the focus again.
function keepFocus(build) {
  const key = document.activeElement && document.activeElement.dataset.focus;
  build();
  const again = key && document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  if (again && document.activeElement !== again) again.focus({ preventScroll: true });
}

function refresh() { keepFocus(rebuild); }

function rebuild() {
  weigh();
  updateMap();
  updateTimeline();
  drawControls();
  drawStatus();
  drawList();
  drawMultiples();
  fillTable('timeline-table', timelineTable);
  fillTable('map-table', mapTable);
}

async function drawAll() {
  translate();
  weigh();
  drawHead();
  drawControls();
  drawStatus();
  drawTimeline();
  drawMap();
  drawList();
  drawMultiples();
  drawCounts();
  drawClaims();
  drawSources();
  drawStudies();
  drawAside();
  drawCalls();
  drawMethod();
  shareLinks('timeline');
  shareLinks('map');
  await drawStudyCharts();
  fillTable('timeline-table', timelineTable);
  fillTable('map-table', mapTable);
  document.documentElement.dataset.drawn = choice.lang;
}

function openNamed() {
  const name = decodeURIComponent(window.location.hash.slice(1));
  const number = name ? numberOf(name) : undefined;
  if (number !== undefined) pick([number], headline(incident(number)));
}

document.querySelectorAll('[data-lang]').forEach((node) => node.addEventListener('click', () => {
  choice.lang = node.dataset.lang;
  choice.calendar = fa() ? 'jalali' : 'gregorian';
  drawAll();
}));
document.querySelectorAll('[data-calendar]').forEach((node) => node.addEventListener('click', () => {
  choice.calendar = node.dataset.calendar;
  drawAll();
}));
choice.calendar = fa() ? 'jalali' : 'gregorian';
let width = window.innerWidth;
window.addEventListener('resize', () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  drawTimeline();
  drawMap();
  drawStudyCharts();
});
window.addEventListener('hashchange', openNamed);
listenForWords();
window.addEventListener('beforeprint', unrolled);
window.addEventListener('afterprint', rolledUp);
drawAll().then(openNamed);

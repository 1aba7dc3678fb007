// A study's charts: Vega-Lite, run by the interpreter so that no text becomes code.
const views = {};

function tooltip(handler, event, item, value) { showTip(event, value === null || value === undefined ? null : String(value)); }

async function draw(name, spec, datasets, title) {
  const node = document.getElementById(name);
  if (views[name]) views[name].finalize();
  const result = await vegaEmbed(node, { ...spec, datasets }, {
    ast: true, actions: false, defaultStyle: false, renderer: 'svg', mode: 'vega-lite', tooltip,
    formatLocale: fa() ? { decimal: '٫', thousands: '٬', grouping: [3], currency: ['', ''], numerals: [...PERSIAN] } : undefined,
  });
  const svg = node.querySelector('svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  svg.querySelectorAll('[role^="graphics"], [aria-roledescription]').forEach((mark) => {
    mark.removeAttribute('role');
    mark.removeAttribute('aria-roledescription');
    mark.removeAttribute('aria-label');
  });
  views[name] = result.view;
  return result.view;
}

function labelled(spec, texts) {
  const pairs = Object.entries(texts).map(([at, lines]) =>
    `'${at}':[${lines.map((line) => `'${line.replace(/['\\]/g, '')}'`).join(',')}]`);
  const copy = JSON.parse(JSON.stringify(spec));
  for (const layer of copy.layer.slice(0, 2)) {
    Object.assign(layer.encoding.x.axis, { values: Object.keys(texts).map(Number), labelExpr: `({${pairs.join(',')}})[datum.value]` });
  }
  return copy;
}

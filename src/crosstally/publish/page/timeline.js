// The days: bars stacked by kind on the folded axis, pale where not chosen, and a brush over them.
const FRAME = { left: 46, right: 12, top: 10, bottom: 42, height: 262 };
const HALF = 0.42;          // of a step: the bar's half
const BRUSH_MS = 60;        // a pause in dragging after which the rest of the page follows
const timeline = {};

function drawTimeline() {
  const width = Math.max(260, document.getElementById('timeline').clientWidth);
  const [from, to] = axis().domain;
  const inner = width - FRAME.left - FRAME.right;
  const base = FRAME.height - FRAME.bottom;
  const rounds = roundNumbers(Math.max(1, ...heights(sums.whole.steps)));
  const top = rounds[rounds.length - 1];
  Object.assign(timeline, { width, inner, base,
    x: (position) => FRAME.left + (inner * (position - from)) / (to - from),
    y: (number) => base - ((base - FRAME.top) * number) / top });
  const { x, y } = timeline;
  timeline.chosen = kindPaths('chosen');
  timeline.brush = shape('rect', { class: 'brush', y: FRAME.top - 4, height: base - FRAME.top + 8 });
  timeline.svg = hang('timeline', width, FRAME.height, [
    rounds.map((number) => [
      shape('line', { class: 'grid', x1: FRAME.left, x2: width - FRAME.right, y1: y(number), y2: y(number) }),
      label(num(number), { x: FRAME.left - 8, y: y(number) + 4, 'text-anchor': 'end' })]),
    dayLabels(width), timeline.brush,
    shape('g', { class: 'pale' }, Object.values(kindPaths('pale', sums.whole.steps))),
    shape('g', { class: 'bars' }, Object.values(timeline.chosen)),
    foldLines(width)]);
  document.getElementById('timeline-title').textContent = word(`timeline_${axis().step}`) || word('timeline');
  listenForBrush(timeline.svg);
  updateTimeline();
}

// The units of each step.
function heights(counts) {
  const kinds = columns.codes.kind.length;
  return Array.from(axis().starts, (start, step) => counts.subarray(step * kinds, (step + 1) * kinds).reduce((one, other) => one + other, 0));
}

// Kinds in the order of the key, those that are no protest last.
function kindOrder() {
  const { kind } = columns.codes;
  return [...data.kinds.filter((one) => kind.includes(one)), ...kind.filter((one) => !data.kinds.includes(one))];
}

function kindPaths(name, counts) {
  const shapes = counts ? stacked(counts) : {};
  return Object.fromEntries(kindOrder().map((kind) => [kind, shape('path', { class: `${name} ${kind}`, d: shapes[kind] || '' })]));
}

// Of each kind the outline of all its bars, one kind upon the other.
function stacked(counts) {
  const { x, y } = timeline;
  const { kind } = columns.codes;
  const order = kindOrder().map((one) => [one, kind.indexOf(one)]);
  const shapes = Object.fromEntries(order.map(([one]) => [one, []]));
  axis().positions.forEach((position, step) => {
    const left = x(position - HALF);
    const width = x(position + HALF) - left;
    let low = 0;
    for (const [one, at] of order) {
      const number = counts[step * kind.length + at];
      if (!number) continue;
      shapes[one].push(box(left, y(low + number), width, y(low) - y(low + number)));
      low += number;
    }
  });
  return Object.fromEntries(order.map(([one]) => [one, shapes[one].join('')]));
}

function dayLabels(width) {
  return axis().ticks[width < 640 ? 1 : 0].map((at) => {
    const day = days[axis().starts[at]];
    const place = timeline.x(axis().positions[at]);
    return [shape('line', { class: 'tick', x1: place, x2: place, y1: timeline.base, y2: timeline.base + 5 }),
      label(dayText(day, 'year'), { x: place, y: timeline.base + 20, 'text-anchor': 'middle' }),
      label(digits(dayParts(day)[0]), { x: place, y: timeline.base + 35, 'text-anchor': 'middle' })];
  });
}

function foldLines(width) {
  const named = new Set(axis().named[width < 640 ? 1 : 0]);
  return axis().folds.map((fold) => {
    const place = timeline.x(fold.position);
    return [shape('line', { class: 'fold', x1: place, x2: place, y1: FRAME.top, y2: timeline.base }),
      named.has(fold.position) ? label(word('folded', { n: num(fold.days) }), { class: 'folded', transform: `translate(${short(place - 3)} ${FRAME.top + 2}) rotate(270)`, 'text-anchor': 'end' }) : null];
  });
}

function updateTimeline() {
  if (!timeline.svg) return;
  const shapes = stacked(sums.now.steps);
  for (const [kind, path] of Object.entries(timeline.chosen)) path.setAttribute('d', shapes[kind]);
  if (!timeline.dragging) showBrush(choice.first === null ? null : [stepAt(choice.first), stepAt(choice.last)]);
}

// The step in which a day of the list lies, or the one before it.
function stepAt(day) { return below(axis().starts, day); }

function showBrush(steps) {
  const [left, right] = steps ? [timeline.x(axis().positions[steps[0]] - 0.5), timeline.x(axis().positions[steps[1]] + 0.5)] : [0, 0];
  timeline.brush.setAttribute('x', left);
  timeline.brush.setAttribute('width', Math.max(0, right - left));
}

// The step nearest to a place across the drawing.
function stepNear(place) {
  const { positions } = axis();
  const [from, to] = axis().domain;
  const at = from + ((place - FRAME.left) / timeline.inner) * (to - from);
  const low = below(positions, at);
  return low + 1 < positions.length && positions[low + 1] - at < at - positions[low] ? low + 1 : low;
}

// Drag to choose days, drag what is chosen to move it, touch a bar to choose its day, an empty place to let go.
function listenForBrush(svg) {
  let held = null;
  let waiting = null;
  const stepsOf = (event) => {
    const step = stepNear(pointIn(svg, event).x);
    if (!held.moves) return [Math.min(held.step, step), Math.max(held.step, step)];
    const shift = Math.max(-held.moves[0], Math.min(axis().starts.length - 1 - held.moves[1], step - held.step));
    return held.moves.map((one) => one + shift);
  };
  svg.addEventListener('pointerdown', (event) => {
    if (event.button || !axis().starts.length) return;
    const step = stepNear(pointIn(svg, event).x);
    const chosen = choice.first === null ? null : [stepAt(choice.first), stepAt(choice.last)];
    held = { step, x: event.clientX, moves: chosen && step >= chosen[0] && step <= chosen[1] && chosen[1] - chosen[0] < axis().starts.length - 1 ? chosen : null };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener('pointermove', (event) => {
    if (!held) { showTip(event, stepTip(stepNear(pointIn(svg, event).x))); return; }
    if (!timeline.dragging && Math.abs(event.clientX - held.x) < 4) return;
    timeline.dragging = true;
    const steps = stepsOf(event);
    showBrush(steps);
    clearTimeout(waiting);
    waiting = setTimeout(() => chooseSteps(...steps), BRUSH_MS);
  });
  svg.addEventListener('pointerup', (event) => {
    clearTimeout(waiting);
    if (!held) return;
    const steps = stepsOf(event);
    const dragged = timeline.dragging;
    const empty = !heights(sums.whole.steps)[held.step];
    held = null;
    timeline.dragging = false;
    if (dragged) chooseSteps(...steps);
    else if (empty) choose({ first: null, last: null });
    else { const step = stepNear(pointIn(svg, event).x); chooseSteps(step, step); }
  });
  svg.addEventListener('pointercancel', () => { clearTimeout(waiting); held = null; timeline.dragging = false; updateTimeline(); });
  svg.addEventListener('pointerleave', (event) => showTip(event, null));
}

function stepTip(step) {
  if (!axis().starts.length) return null;
  const kinds = columns.codes.kind;
  const lines = kindOrder().map((kind) => {
    const at = step * kinds.length + kinds.indexOf(kind);
    const [some, all] = [sums.now.steps[at], sums.whole.steps[at]];
    return all ? `${term('kind', kind)}: ${some === all ? num(all) : word('range_of', { n: num(some), m: num(all) })}` : null;
  }).filter(Boolean);
  return lines.length ? [stepText(step), ...lines].join('\n') : null;
}

// The days of a step: the places of its first and its last in the list of days.
function daysOf(step) { return [axis().starts[step], axis().ends[step]]; }

function stepText(step) { return daysText(...daysOf(step).map((at) => days[at])); }

function chooseSteps(one, other) { choose({ first: daysOf(one)[0], last: daysOf(other)[1] }); }

function timelineTable() {
  const [all, some] = [heights(sums.whole.steps), heights(sums.now.steps)];
  const steps = axis().starts.map((start, step) => step).filter((step) => all[step]);
  return table(word('timeline'), [{ text: word(axis().step > 1 ? 'days_col' : 'day') }, { text: word('chosen'), num: true }, { text: word('all'), num: true }],
    steps.map((step) => [
      el('button', { type: 'button', class: 'link', 'data-focus': `step ${step}`, onclick: () => chooseSteps(step, step) }, stepText(step)),
      num(some[step]), num(all[step])]));
}

// The units of a rule, and one pass over them that counts for the map, the timeline and the list.
const ruleCache = new Map();

// Of a rule: its units' first incidents, their days, and the other incidents of those that have any.
function rule(at) {
  if (!ruleCache.has(at)) ruleCache.set(at, at < 0 ? everyIncident() : ruled(data.tallies[at], data.axes[at]));
  return ruleCache.get(at);
}

function units() { return rule(choice.rule); }

function everyIncident() {
  const counted = [];
  for (let number = 0; number < columns.length; number += 1) if (columns.flags[number] & COUNTS) counted.push(number);
  return shaped(Int32Array.from(counted), [], [], data.axes[0]);
}

function ruled(tally, along) { return shaped(summed(tally.first), tally.rest, tally.day, along); }

function shaped(face, rest, ownDays, along) {
  const day = new Int32Array(face.length);
  face.forEach((one, at) => { day[at] = columns.flags[one] & DATED ? columns.first[one] : NONE; });
  for (const [at, own] of ownDays) day[at] = own;
  const more = new Map(rest.map(([at, ...steps]) => [at, summed([face[at], ...steps]).slice(1)]));
  const stepOf = new Int32Array(days.length).fill(NONE);
  along.starts.forEach((start, at) => stepOf.fill(at, start, along.starts[at + 1] || days.length));
  return { face, day, more, stepOf, length: face.length, steps: along.starts.length };
}

function membersOf(some, at) {
  return some.more.has(at) ? [some.face[at], ...some.more.get(at)] : [some.face[at]];
}

// Whether an incident is found by its words and has the status asked for.
function fits(number, by) {
  return (!by.found || by.found[number] === 1)
    && (!by.status || columns.codes.status[columns.status[number]] === by.status);
}

function unitFits(some, at, by) {
  if ((!by.found && !by.status) || fits(some.face[at], by)) return true;
  const others = some.more.get(at);
  return Boolean(others) && others.some((one) => fits(one, by));
}

// What the reader chose, code by code, as the pass compares it.
function wanted(by) {
  const { codes } = columns;
  const dated = by.first !== null;
  return {
    dated, first: dated ? by.first : 0, last: dated ? by.last : days.length,
    kinds: codes.kind.map((kind) => by.kinds.has(kind) || !data.kinds.includes(kind)),
    towns: codes.town.map((id, at) => (!by.province || columns.province[at] === by.province) && (!by.town || id === by.town)),
    nowhere: !by.province && !by.town,
  };
}

// One pass: each chart leaves its own axis of choice out, so that one can always choose again.
function weighed(by) {
  const some = units();
  const want = wanted(by);
  const months = monthsOf();
  const kinds = columns.codes.kind.length;
  const sum = {
    chosen: 0, made: 0, undated: 0, unplaced: 0, list: [],
    steps: new Int32Array(some.steps * kinds), towns: new Int32Array(columns.codes.town.length),
    months: new Int32Array(provinces.size * months.length),
  };
  for (let at = 0; at < some.length; at += 1) {
    const one = some.face[at];
    const made = columns.flags[one] & SYNTHETIC;
    if ((made && !by.made) || !want.kinds[columns.kind[one]] || !unitFits(some, at, by)) continue;
    const day = some.day[at];
    const town = columns.town[one];
    const when = !want.dated || (day >= want.first && day <= want.last);
    const where = town < 0 ? want.nowhere : want.towns[town];
    const province = town < 0 ? NONE : months.province[town];
    if (where && day >= 0) sum.steps[some.stepOf[day] * kinds + columns.kind[one]] += 1;
    if (!when) continue;
    if (town >= 0) sum.towns[town] += 1;
    if (province >= 0 && day >= 0) sum.months[province * months.length + months.of[day]] += 1;
    if (!where) continue;
    sum.chosen += 1;
    sum.list.push(at);
    if (made) sum.made += 1;
    if (day < 0) sum.undated += 1;
    if (province < 0) sum.unplaced += 1;
  }
  return sum;
}

const everything = { kinds: new Set(data.kinds), first: null, last: null, province: '', town: '', status: '', found: null, made: true };
const sums = { now: null, whole: null, of: '' };   // of what is chosen, and of all under this rule and calendar

function weigh() {
  const key = `${choice.rule} ${choice.calendar}`;
  if (sums.of !== key) Object.assign(sums, { whole: weighed(everything), of: key });
  sums.now = weighed(choice);
}

// The incidents of the chosen units, by number, each once and in order.
function listed() {
  if (choice.picked) return choice.picked.numbers;
  const some = units();
  const seen = new Uint8Array(columns.length);
  for (const at of sums.now.list) {
    if (fits(some.face[at], choice)) seen[some.face[at]] = 1;
    const others = some.more.get(at);
    if (others) for (const one of others) if (fits(one, choice)) seen[one] = 1;
  }
  const numbered = [];
  for (let number = 0; number < seen.length; number += 1) if (seen[number]) numbered.push(number);
  return numbered;
}

// Under which rules an incident counts, in which unit, and why under others it does not.
function rulesOf(number) {
  return data.tallies.map((tally, at) => {
    const unit = unitOf(at)[number];
    const out = tally.out[number];
    return { tally, unit: unit < 0 ? null : membersOf(rule(at), unit), why: out < 0 ? null : tally.reasons[out] };
  });
}

const unitCache = new Map();
// Of each incident the unit in which a rule counts it, -1 for none.
function unitOf(at) {
  if (!unitCache.has(at)) {
    const some = rule(at);
    const of = new Int32Array(columns.length).fill(NONE);
    for (let unit = some.length - 1; unit >= 0; unit -= 1) of[some.face[unit]] = unit;
    for (const [unit, others] of some.more) for (const one of others) if (of[one] < 0 || of[one] > unit) of[one] = unit;
    unitCache.set(at, of);
  }
  return unitCache.get(at);
}

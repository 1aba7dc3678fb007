// The record, its indices, and what the reader has chosen.
const data = JSON.parse(await carried(document.getElementById('data')));

// The text that the page carries; a large one is packed.
async function carried(node) {
  if (node.type === 'application/json') return node.textContent;
  const bytes = Uint8Array.from(atob(node.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
const reports = byId(data.reports);
const sources = byId(data.sources);
const towns = byId(data.towns);
const origins = byId(data.origins);
const incidents = byId(data.incidents);
const provinces = new Map(data.provinces.map((row) => [row.code, row]));
const colours = new Map(data.kinds);

const choice = {
  lang: (navigator.language || 'en').startsWith('fa') ? 'fa' : 'en',
  calendar: null,
  rule: data.tallies.length ? 0 : -1,
  kinds: new Set(data.kinds.map((one) => one[0])),
  first: null, last: null,     // days, as the axis has them
  province: '', town: '',
  made: true,                  // whether invented reports are shown
  picked: null,                // a list of incidents asked for by name, and its title
};

function axis() { return data.axes[Math.max(0, choice.rule)]; }

// Where a day stands on the axis of the chosen rule.
function stepOf(day) { return axis().positions[axis().days.indexOf(day)]; }

function fieldsOf(incident, name) {
  return (incident.fields || []).filter((field) => field.name === name);
}

function dayOf(incident) {
  const when = fieldsOf(incident, 'when')[0];
  return when && when.value.term === 'day' && incident.counts ? incident.first : null;
}

function provinceOf(incident) {
  const town = towns.get(incident.town);
  return town && town.province ? town.province : '';
}

function byDay(one, other) {
  return (one.first || '9').localeCompare(other.first || '9') || one.id.localeCompare(other.id);
}

// The units of the chosen rule: each stands where its first incident stands.
function unitsOf(at) {
  const rows = at < 0
    ? data.incidents.filter((one) => one.counts).map((one) => [null, [one.id]])
    : data.tallies[at].units || [];
  return rows.map(([day, ids]) => {
    const all = ids.map((id) => incidents.get(id)).filter(Boolean).sort(byDay);
    return { day: day || dayOf(all[0]), all, face: all[0] };
  });
}

const unitCache = new Map();
function units() {
  if (!unitCache.has(choice.rule)) {
    unitCache.set(choice.rule, unitsOf(choice.rule).map((unit) => ({
      ...unit,
      kind: unit.face.kind,
      town: unit.face.town || '',
      province: provinceOf(unit.face),
    })));
  }
  return unitCache.get(choice.rule);
}

// Each chart leaves its own axis of choice out, so that one can always choose again.
function chosen(unit, except) {
  if (!choice.made && unit.face.synthetic) return false;
  if (!choice.kinds.has(unit.kind) && colours.has(unit.kind)) return false;
  if (except !== 'days' && choice.first && !(unit.day && unit.day >= choice.first && unit.day <= choice.last)) return false;
  if (except !== 'places' && choice.province && unit.province !== choice.province) return false;
  if (except !== 'places' && choice.town && unit.town !== choice.town) return false;
  return true;
}

function isWhole() {
  return !choice.first && !choice.province && !choice.town && !choice.picked
    && choice.made && choice.kinds.size === data.kinds.length;
}

function rulesOf(incident) {
  return data.tallies.map((tally) => {
    const unit = (tally.units || []).find((one) => one[1].includes(incident.id));
    const out = (tally.left_out || []).find((one) => one[0] === incident.id);
    return { tally, unit, why: out ? out[1] : null };
  });
}

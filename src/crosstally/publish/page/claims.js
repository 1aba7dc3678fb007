// Claims: who asserts what, what speaks for and against, and the rule of the verdict.
function evidenceItem(one) {
  const report = cited(one.record);
  const number = report ? undefined : numberOf(one.record);
  const note = local(one, 'note');
  const source = one.source ? own(sourceName(one.source)) : null;
  if (number !== undefined) {
    const told = headline(incident(number));
    return el('li', {}, el('button', { type: 'button', class: 'link', onclick: () => pick([number], told) }, told), ' · ', own(note));
  }
  if (!report) return el('li', {}, source, source ? ' · ' : null, own(note));
  const spans = one.span ? [['evidence', ...one.span]] : [];
  return el('li', {}, lazily([own(sourceName(report.source)), ' · ', own(note)], () => citedBlock(one.record, spans)));
}

function side(name, evidence, number) {
  return el('div', {},
    el('h3', { class: 'minor' }, word(name), ' · ', originsText(number)),
    evidence && evidence.length ? el('ul', {}, evidence.map(evidenceItem)) : el('p', { class: 'note' }, word('no_evidence')));
}

function alterationItem(one) {
  return el('li', {}, lazily([el('b', {}, one.kind.replace(/[-_]/g, ' ')), ' · ', own(local(one, 'note'))], async () => [
    cited(one.report) ? await citedBlock(one.report, one.span ? [['altered', ...one.span]] : []) : null,
    cited(one.primary) ? [el('h4', {}, word('primary')), await citedBlock(one.primary, [])] : null,
  ]));
}

const CLAIM_LINES = 200;   // more stand in a list that scrolls
const VERDICTS = ['supported', 'partly', 'contradicted', 'single-channel', 'open', 'untestable'];
const shown = { verdict: null };

function claimBody(claim) {
  const spans = claim.span ? [['claim', ...claim.span]] : [];
  const told = (claim.reports || []).map(cited).filter(Boolean);
  return [
    el('p', {}, own(local(claim, 'because')), ' ', el('span', { class: 'rule' }, word('rule', { x: claim.rule.replace(/[-_]/g, ' ') }))),
    told.length ? el('ul', { class: 'plainlist' }, told.slice(0, 6).map((report, at) =>
      el('li', {}, lazily([word('in_report'), ': ', own(sourceName(report.source)), ' · ', dayText(report.day)], () => citedBlock(report.id, at ? [] : spans))))) : null,
    el('div', { class: 'sides' },
      side('evidence_for', claim.evidence_for, claim.origins_for || 0),
      side('evidence_against', claim.evidence_against, claim.origins_against || 0)),
    claim.alterations ? [el('h3', { class: 'minor' }, word('altered')), el('ul', { class: 'plainlist' }, claim.alterations.map(alterationItem))] : null,
  ];
}

function claimCard(claim) {
  const body = el('div', { class: 'claim-body' });
  return el('details', { class: 'claim-card', id: claim.id, ontoggle: (event) => {
    if (event.target.open && !body.hasChildNodes()) add(body, [claimBody(claim)]);
  } },
  el('summary', {},
    el('span', {},
      el('span', { class: `verdict ${claim.verdict}` }, word(`verdict_${claim.verdict}`) || claim.verdict),
      el('span', { class: 'kindof' }, [claim.number ? num(claim.number) : null, term('type', claim.type)].filter(Boolean).join(' · '))),
    el('span', {},
      el('span', { class: 'quoted' }, own(local(claim, 'text'))),
      el('span', { class: 'kindof' }, own(claim.asserter), ' · ',
        [word('evidence_for'), ' ', num(claim.origins_for || 0)], ' · ', [word('evidence_against'), ' ', num(claim.origins_against || 0)],
        assertedIn(claim), claim.alterations ? [' · ', word('altered')] : null))),
  body);
}

// A family of outlets that repeats one text is one origin, however many reports it fills.
function assertedIn(claim) {
  const told = (claim.reports || []).map(cited).filter(Boolean);
  if (told.length < 2) return null;
  const from = claim.origins_asserting || told.length;
  return [' · ', word(from === 1 ? 'asserted_in_one' : 'asserted_in', { n: num(told.length), m: num(from) })];
}

function verdictChips() {
  const tell = (verdict) => data.claims.filter((claim) => claim.verdict === verdict).length;
  return el('div', { class: 'kinds', role: 'group', 'aria-label': word('verdicts') },
    VERDICTS.filter(tell).map((verdict) => el('button', {
      type: 'button', class: 'kind', 'data-verdict': verdict,
      'aria-pressed': String(shown.verdict === null || shown.verdict === verdict),
      onclick: () => { shown.verdict = shown.verdict === verdict ? null : verdict; drawClaims(); document.querySelector(`[data-verdict="${verdict}"]`).focus(); },
    }, el('span', { class: `verdict ${verdict}`, 'aria-hidden': 'true' }), word(`verdict_${verdict}`), ` ${num(tell(verdict))}`)));
}

function drawClaims() {
  const node = document.getElementById('claims');
  node.hidden = !data.claims.length;
  document.querySelector('[href="#claims"]').hidden = node.hidden;
  const rows = data.claims.filter((claim) => shown.verdict === null || claim.verdict === shown.verdict)
    .sort((a, b) => (a.number || 1e9) - (b.number || 1e9) || (a.id < b.id ? -1 : 1));
  const list = el('div', { class: rows.length > CLAIM_LINES ? 'claim-list lengthy' : 'claim-list', tabindex: rows.length > CLAIM_LINES ? '0' : null,
    role: rows.length > CLAIM_LINES ? 'group' : null, 'aria-label': rows.length > CLAIM_LINES ? word('claims_title') : null });
  fill('claims-body', verdictChips(), list);
  if (rows.length > CLAIM_LINES) virtual(list, rows.length, (at) => claimCard(rows[at]));
  else add(list, rows.map(claimCard));
}

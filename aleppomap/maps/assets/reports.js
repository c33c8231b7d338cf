// Why this colour? A district's shares and reports; the day's changes and reports.
const { fields, texts } = data.reports;
const columns = data.reports.columns.map(unpack);
const reports = columns[0].map((_, number) => ({ number, ...Object.fromEntries(fields.map((field, i) => [field, texts[columns[i][number]]])) }));
const cited = (numbers = []) => numbers.map((number) => reports[number]);
const speaker = ({ account }) => data.speakers[account] || account;

// Who differs from the synthesis; from an account, who names another holder than it does.
function differing(cell, view) {
  const { base, differs, shares } = at(cell, view);
  if (!base) return cited(differs);
  const others = holders.filter((_, holder) => !shareOf({ shares }, holder)?.best).map(({ name }) => name);
  return cited([...(base.differs || []), ...base.behind]).filter(({ account, says }) => account !== accounts[view.account].id && others.includes(says));
}
function shareRow({ holder, low, best, high }) {
  const { name, colour } = holders[holder];
  return el("li", el("span.name", bdi(name)), el("b", percent(best)), el("span.range", spread(low, high, hundredths)),
    el("span.bar", { "aria-hidden": "true", "--low": low, "--best": best, "--high": high, "--colour": colour }, el("span.ink"), el("span.whisker")));
}

// Only http and https become links; anything else stays text.
const link = (url, text) => (/^https?:\/\//i.test(url) ? el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, bdi(text)) : bdi(text));

// What says the same of several districts stands once.
function reportItem(group, place) {
  const [{ number, when, says, sure, via, on: published, url, by, text }] = group;
  const facts = [
    place, says && say("says", { name: says }), sure,
    via && say("via", { outlet: via }), published && say("published", { day: published }),
  ];
  return el("li.report", { "data-report": number }, el("p", el("b", bdi(speaker(group[0]))), " ", el("span.when", bdi(when))),
    el("p.says", { dir: "auto" }, text), el("p.facts", facts.map((fact) => fact && [bdi(fact), " · "]), url ? link(url, by || say("source")) : bdi(by)));
}
const reportList = ([key, list]) => list.length > 0 && el("details", !/others|later/.test(key) && { open: "" },
  el("summary", counted(key, list)), el("ul.reports", list.map((report) => reportItem([report]))));

// Behind the colour, against it, and the rest; each once, newest first.
function evidence(cell, view) {
  const { behind, base } = at(cell, view);
  const free = new Set(reports);
  const take = (list, day) => list.filter((report) => !(report.from > day) && free.delete(report))
    .sort((a, b) => b.from.localeCompare(a.from) || a.number - b.number);
  const today = data.dates[view.day];
  const own = reports.filter((report) => report.cell === cell);
  return { behind: take(cited(behind), today), against: take(differing(cell, view), today), ours: take(cited(base?.behind), today), others: take(own, today), later: take(own) };
}

function subject(cell, view) {
  const { name, other } = cells[cell];
  const sources = evidence(cell, view).behind.map((report) => [speaker(report), report.when, report.by, report.url].filter(Boolean).join(", "));
  return { place: name, other: other !== name && other, status: statusWords(at(cell, view)), since: sinceWords(sinceDay(cell, view)), sources };
}

function panelParts(cell, view) {
  const spell = at(cell, view);
  const lists = evidence(cell, view);
  const shares = spell.shares.filter(({ high }) => high > 0);
  return [
    shares.length > 1 && [el("ul.shares", shares.map(shareRow)), el("p.fine", say("rangeNote"))],
    [spell.control === CONTESTED && "contested", ...spell.flags].map((flag) => flag &&
      el("p.gloss", el("b", say(flag)), ". ", say(`${flag}Gloss`))),
    !lists.behind[0] && !lists.against[0] && !lists.others[0] && el("p.fine", say("noReports")),
    Object.entries(lists).map(reportList)];
}

const shareWords = (holder, best) => `${holders[holder].name} ${percent(best)}`;
function changeWords(cell) {
  const [before, now] = [at(cell, eve(state)), at(cell)];
  if (before.control !== now.control) return say("turned", { before: shortStatus(before), after: shortStatus(now) });
  const { holder, best } = now.shares[0];
  return say("turned", { before: shareWords(holder, shareOf(before, holder)?.best || 0), after: percent(best) });
}

// What changed on the day, who differs on what, and the reports dated to it or around it.
function paintToday() {
  const list = (node, found, words) => write(node, found.map((cell) => entry(() => openCell(cell), cells[cell].name, words(cell))));
  list(ui.changes, changedCells(state), changeWords);
  const disputed = everyCell.filter((cell) => at(cell).flags.includes("disputed"));
  write(ui.disputesNow, say("disputesNow", { n: disputed.length }));
  const others = (cell) => listed([...new Set(differing(cell, state).map(speaker))]);
  list(ui.disputed, disputed, (cell) => say("disputedBy", { status: statusWords(at(cell)), names: others(cell) }));
  const day = data.dates[state.day];
  const said = data.statements.map(cited).filter(([{ from, to }]) => from <= day && day <= to);
  write(ui.reportsTitle, counted("today", said));
  write(ui.reports, said.map((group) => reportItem(group, listed(group.map(({ cell }) => cells[cell]?.name)))));
}

// Found without accents, marks or case, and by a part that one name has.
const plain = (text) => text.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
function makeFinder() {
  on(ui.finder, "change input", ({ type, inputType }) => {
    ui.finder.setCustomValidity("");
    const wanted = plain(ui.finder.value);
    if (!wanted || (type === "input" && inputType !== "insertReplacementText")) return;
    const names = (cell) => [cells[cell].name, cells[cell].other].map(plain);
    const part = everyCell.filter((cell) => names(cell).some((name) => name.includes(wanted)));
    const cell = part.length === 1 ? part[0] : part.find((one) => names(one).includes(wanted));
    if (cell === undefined) {
      ui.finder.setCustomValidity(part.length ? say("findMany", { names: listed(part.slice(0, 4).map((one) => cells[one].name)) }) : say("findNone"));
      return ui.finder.reportValidity();
    }
    ui.finder.value = "";
    openCell(cell, 0, null, ui.finder);
  });
  write(ui.names, cells.map(({ name, other }) => el("option", { value: name }, other)));
}

const tableRows = () => cells.map(({ name }, cell) => {
  const spell = at(cell);
  const [{ holder, low, best, high }] = spell.shares;
  return [name, withFlags(shortStatus(spell), spell),
    shareWords(holder, best) + spread(low, high, hundredths), shortDay(sinceDay(cell))];
});

function dayFile() {
  const [date, account] = idsOf(state);
  return [`${date}-${account}`, cells.map(({ id, name }, cell) => {
    const spell = at(cell);
    const held = holders.flatMap((party, holder) => ["low", "best", "high"].map((bound) => [
      `${party.id}_share_${bound}`, shareOf(spell, holder)?.[bound] || 0]));
    return { district: id, name, date, account, control: conditions[spell.control].id,
      flags: spell.flags.join(" "), ...Object.fromEntries(held), sources: [...new Set(cited(spell.behind).map(({ url }) => url))].join(" ") };
  })];
}

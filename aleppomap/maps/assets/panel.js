// Why this colour? One district, its shares, and every report on it.
let opener = null;
let title = null;

function openCell(cell, side = 0, from = document.activeElement) {
  opener = from;
  set({ cell, side, playing: false });
  ui.side.scrollTop = 0;
  title.focus({ preventScroll: true });
  const covered = ui.mapbox.getBoundingClientRect().bottom - ui.panel.getBoundingClientRect().top;
  if (getComputedStyle(ui.panel).position === "fixed" && covered > 0) {
    map.panInside(cells[cell].spot, { paddingTopLeft: [40, 40], paddingBottomRight: [60, covered + 40] });
  }
}

function closeCell() {
  if (state.cell < 0) return;
  set({ cell: -1 });
  opener?.focus({ preventScroll: true });
}

function shareRow(share) {
  const part = (name, style) => Object.assign(el(`span.${name}`), { style });
  const colour = holders[share.holder].colour || "var(--unknown-line)";
  return el("li", el("span.name", bdi(holders[share.holder].name)), el("b", percent(share.best)), el("span.range", shareRange(share)),
    el("span.bar", { "aria-hidden": "true" }, part("ink", `width: ${100 * share.best}%; background-color: ${colour}`),
      part("whisker", `inset-inline-start: ${100 * share.low}%; width: ${100 * (share.high - share.low)}%`)));
}

// Reports that say the same of several districts stand once.
function reportItem(group, placed) {
  const [{ number, when, says, sure, via, on: published, url, by, text }] = group;
  const facts = [
    placed && listed(group.map(({ cell }) => cell >= 0 && cells[cell].name)), says && say("says", { name: says }), sure,
    via && say("via", { outlet: via }), published && say("published", { day: published }),
  ].filter(Boolean);
  return el("li.report", { "data-report": number }, el("p", el("b", bdi(speaker(group[0]))), " ", el("span.when", bdi(when))),
    el("p.says", { dir: "auto" }, text), el("p.facts", ...facts.flatMap((fact) => [bdi(fact), " · "]), url ? link(url, by || say("source")) : bdi(by)));
}

function reportList(key, list, open) {
  return list.length ? el("details", open ? { open: "" } : null, el("summary", say("counted", { title: say(key), n: list.length })),
    el("ul.reports", ...list.map((report) => reportItem([report], false)))) : null;
}

// Behind the colour, against it, and the rest; the newest first.
function evidence(cell, view) {
  const spell = at(cell, view);
  const used = new Set();
  const newest = (a, b) => b.from.localeCompare(a.from) || a.number - b.number;
  const known = ({ from }) => from <= data.dates[view.day];
  const pick = (numbers) => numbers.map((number) => reports[number])
    .filter((report) => known(report) && !used.has(report) && used.add(report)).sort(newest);
  const [behind, against, ours] = [spell.behind, spell.differs, spell.base ? spell.base.behind : []].map(pick);
  const rest = reports.filter((report) => report.cell === cell && !used.has(report)).sort(newest);
  return { behind, against, ours, others: rest.filter(known), later: rest.filter((report) => !known(report)) };
}

function citation(cell, view) {
  const reports = evidence(cell, view).behind.map((report) => [speaker(report), report.when, report.by, report.url].filter(Boolean).join(", "));
  return [say("citation", { place: cells[cell].name, day: longDay(view.day), status: statusWords(at(cell, view)),
    since: sinceWords(cell, view), account: accounts[view.account].name }),
  reports.length ? say("citeReports", { reports: reports.join("; ") }) : say("noReports"), ui.foot.innerText.replace(/\s+/g, " ")].join(" ");
}

// The text stays in sight and selected: a page may not always write to the clipboard.
function copyCitation(event) {
  const box = el("textarea", { readonly: "", rows: 5, "aria-label": say("copyThis"), dir: "auto" });
  box.value = citation(state.cell, shownView());
  event.target.after(box);
  box.select();
  ui.live.textContent = say(document.execCommand("copy") ? "copied" : "copyThis");
}

const shownView = () => (state.side && state.pinned) || state;

function paintPanel() {
  const open = state.cell >= 0;
  const held = title && document.activeElement === title;
  ui.panel.hidden = !open;
  document.body.classList.toggle("open", open);
  if (!open) return ui.panel.replaceChildren();
  const view = shownView();
  const { name, other } = cells[state.cell];
  const spell = at(state.cell, view);
  const { behind, against, ours, others, later } = evidence(state.cell, view);
  const shares = spell.shares.filter((share) => share.high > 0);
  title = el("h2", { id: "panelTitle", tabindex: "-1" }, bdi(name));
  ui.panel.replaceChildren(...[
    button("close", closeCell, { "aria-label": say("close"), title: say("close") }, "×"), el("p.eyebrow", say("why")), title,
    other !== name && el("p.other", { dir: "auto", lang: data.lang === "ar" ? "en" : "ar" }, bdi(other)),
    el("p.fine", viewWords(view)), el("p.status", el("b", statusWords(spell)), ` ${sinceWords(state.cell, view)}.`),
    shares.length > 1 && [el("ul.shares", ...shares.map(shareRow)), el("p.fine", say("rangeNote"))],
    [spell.control === CONTESTED && "contested", ...flagsOf(spell)].filter(Boolean).map((flag) =>
      el("p.gloss", el("b", say(flag)), ". ", say(`${flag}Gloss`))),
    reportList("behind", behind, true), reportList("against", against, true), reportList("ours", ours, true), reportList("others", others),
    !(behind.length + against.length + others.length) && el("p.fine", say("noReports")),
    reportList("later", later), button("plain", copyCitation, say("cite")),
  ].flat().filter(Boolean));
  if (held) title.focus({ preventScroll: true });
}

function changeWords(number) {
  const [before, now] = [at(number, eve(state)), at(number)];
  if (before.control !== now.control) return say("turned", { before: shortStatus(before), after: shortStatus(now) });
  const { holder, best } = now.shares[0];
  const was = before.shares.find((share) => share.holder === holder) || { best: 0 };
  return say("turnedShare", { name: holders[holder].name, before: percent(was.best), after: percent(best) });
}

// What changed on the day, and the reports dated to it or to days around it.
function paintToday() {
  const none = (key) => [el("li.fine", say(key))];
  const changed = changedCells(state).map((number) => el("li", button("", () =>
    openCell(number, 0, views[0].shapes[number].node), el("b", bdi(cells[number].name)), el("span", changeWords(number)))));
  ui.changes.replaceChildren(...(changed.length ? changed : none("noChange")));
  const day = data.dates[state.day];
  const said = data.statements.filter(([number]) => reports[number].from <= day && day <= reports[number].to);
  ui.reportsTitle.textContent = say("counted", { title: say("today"), n: said.length });
  ui.reports.replaceChildren(...(said.length ? said.map((numbers) => reportItem(numbers.map((number) => reports[number]), true)) : none("noneToday")));
}

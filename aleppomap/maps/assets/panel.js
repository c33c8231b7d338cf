// Why this colour? One district, its shares, and every report on it, whoever says so.
let opener = null;

function openCell(number, from) {
  opener = from || document.activeElement;
  set({ cell: number, playing: false });
  byId("side").scrollTop = 0;
  byId("panel-title").focus({ preventScroll: true });
  const covered = byId("mapbox").getBoundingClientRect().bottom - byId("panel").getBoundingClientRect().top;
  if (getComputedStyle(byId("panel")).position === "fixed" && covered > 0) {
    map.panInside(cells[number].spot, { paddingTopLeft: [40, 40], paddingBottomRight: [60, covered + 40] });
  }
}

function closeCell() {
  if (state.cell < 0) return;
  set({ cell: -1 });
  if (opener && opener.isConnected) opener.focus({ preventScroll: true });
}

function bar(share) {
  const track = el("span", { class: "bar", "aria-hidden": "true" });
  const ink = el("span", { class: share.holder === UNKNOWN ? "ink unknown" : "ink" });
  if (share.holder < UNKNOWN) ink.style.backgroundColor = parties[share.holder].colour;
  ink.style.width = `${share.best / 10}%`;
  const span = el("span", { class: "whisker" });
  span.style.left = `${share.low / 10}%`;
  span.style.width = `${(share.high - share.low) / 10}%`;
  track.append(ink, span);
  return track;
}

function shareRow(share) {
  const row = el("li", null, el("span", { class: "name" }, bdi(holders[share.holder].name)), el("b", null, percent(share.best)));
  if (share.low !== share.high) {
    row.append(el("span", { class: "range" }, `(${Math.round(share.low / 10)}–${Math.round(share.high / 10)})`));
  }
  row.append(bar(share));
  return row;
}

function holderName(id) {
  if (id === "contested") return W.contested;
  const found = holders.find((holder) => holder.id === id);
  return found ? found.name : id;
}

function reportItem(number) {
  const report = reports[number];
  const item = el("li", { class: "report", "data-report": report.id });
  item.append(el("p", { class: "who" }, el("b", null, bdi(report.account)), " ",
    el("span", { class: "when" }, bdi(reportDate(report)))));
  item.append(el("p", { class: "says", dir: "auto" }, report.text));
  const facts = [];
  if (report.to) facts.push(W.says(holderName(report.to)));
  if (report.sure) facts.push(W.confidence[report.sure] || report.sure);
  const trail = [report.outlet, report.relay].filter(Boolean);
  if (trail.length) facts.push(W.via(trail.join(", ")));
  if (report.on && report.on !== report.when.slice(11, 21)) facts.push(W.published(longDate.format(asDate(report.on))));
  const line = el("p", { class: "facts" }, ...facts.flatMap((fact) => [bdi(fact), " · "]));
  line.append(report.url ? link(report.url, report.by || W.source) : bdi(report.by));
  item.append(line);
  return item;
}

function reportList(title, numbers, open) {
  if (!numbers.length) return [];
  const list = el("ul", { class: "reports" }, ...numbers.map(reportItem));
  if (open) return [el("h3", null, title), list];
  return [el("details", null, el("summary", null, `${title} (${numbers.length})`), list)];
}

function paintPanel() {
  const panel = byId("panel");
  panel.hidden = state.cell < 0;
  document.body.classList.toggle("open", state.cell >= 0);
  if (state.cell < 0) return panel.replaceChildren();
  const cell = cells[state.cell];
  const spell = spellAt(state.cell, state.day);
  const today = data.dates[state.day];
  const begins = (number) => reports[number].when.slice(0, 10);
  const recent = (a, b) => (begins(a) < begins(b) ? 1 : begins(a) > begins(b) ? -1 : a - b);
  const behind = [...spell[4]].sort(recent);
  const against = [...(spell[5] || [])].filter((number) => !behind.includes(number) && begins(number) <= today).sort(recent);
  const others = data.districtReports[state.cell]
    .filter((number) => !behind.includes(number) && !against.includes(number)).sort(recent);
  const close = el("button", { type: "button", class: "close", "aria-label": W.close, title: W.close }, "×");
  close.addEventListener("click", closeCell);
  const held = document.activeElement && document.activeElement.id === "panel-title";
  const title = el("h2", { id: "panel-title", tabindex: "-1" }, bdi(cell.name));
  const parts = [close, el("p", { class: "eyebrow" }, W.why), title];
  if (cell.nameAr) parts.push(el("p", { class: "arabic", lang: "ar", dir: "rtl" }, bdi(cell.nameAr)));
  parts.push(el("p", { class: "status" }, el("b", null, bdi(statusWords(spell))), ` ${sinceWords(state.cell, state.day)}.`));
  const shares = sharesOf(spell).filter((share) => share.high > 0);
  if (shares.length > 1) {
    parts.push(el("ul", { class: "shares" }, ...shares.map(shareRow)), el("p", { class: "fine" }, `${W.rangeNote}.`));
  }
  const flags = Object.keys(FLAG).filter((flag) => spell[2] & FLAG[flag]);
  if (spell[1] === CONTESTED) flags.unshift("contested");
  for (const flag of flags) {
    parts.push(el("p", { class: "gloss" }, el("b", null, W.flags[flag][0]), `. ${W.flags[flag][1]}`));
  }
  parts.push(...reportList(W.reportsBehind, behind, true), ...reportList(W.reportsAgainst, against, true));
  const past = others.filter((number) => begins(number) <= today);
  parts.push(...reportList(W.reportsOther, past, true));
  if (!behind.length && !against.length && !past.length) parts.push(el("p", { class: "fine" }, W.noReports));
  parts.push(...reportList(W.reportsLater, others.filter((number) => begins(number) > today), false));
  panel.replaceChildren(...parts);
  if (held) title.focus({ preventScroll: true });
}

function changeWords(number) {
  const before = spellAt(number, state.day - 1);
  const now = spellAt(number, state.day);
  if (before[1] !== now[1]) return `${shortStatus(before)} → ${shortStatus(now)}`;
  const top = sharesOf(now)[0];
  const was = sharesOf(before).find((share) => share.holder === top.holder);
  return `${holders[top.holder].name} ${percent(was ? was.best : 0)} → ${percent(top.best)}`;
}

const shortStatus = (spell) => (spell[1] === CONTESTED ? W.contested : holders[spell[1]].name);

function paintToday() {
  const box = byId("today");
  const changed = changedCells(state.day);
  const parts = [el("h2", { id: "today-title" }, W.changed)];
  if (!changed.length) parts.push(el("p", { class: "fine" }, W.noChange));
  else {
    parts.push(el("ul", { class: "changes" }, ...changed.map((number) => {
      const button = el("button", { type: "button" }, el("b", null, bdi(cells[number].name)), el("span", null, bdi(changeWords(number))));
      button.addEventListener("click", () => openCell(number, shapes[number].node));
      return el("li", null, button);
    })));
  }
  box.replaceChildren(...parts);
}

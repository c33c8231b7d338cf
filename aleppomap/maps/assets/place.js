// Why this colour? A place's history, or a party's ground; the day's gains, losses and files.
const spot = arcs.push([]) - 1; // the place that was picked
function picked() {
  if (!state.point) return shapeOf(state.cell, viewOf(state.side));
  const [lat, lng] = state.point;
  arcs[spot] = [across(lng), down(lat)];
  pixels.delete(spot);
  return [[spot]];
}
const placeWords = ([lat, lng]) => `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lng).toFixed(4)}° ${lng < 0 ? "W" : "E"}`;
const areaWords = (area) => (area < 10 ? say("km2", { n: area.toFixed(2) }) : km2Words(area));
const heldWords = (cell) => (cell < 0 ? say("unknownLong") : cellWords(cell));
const areaOf = (cell, view) => areas(view)[at(cell).control]; // ground that is contested has none of its own

let named = "";
const files = data.files.map((names) => (named = names || named).split("\n").filter(Boolean));
const filesList = (day) => files[day].map((name) => el("li.report", bdi(name)));

function moveWords(cell, view) {
  if (unknownChange(view.day)) return say(view.day ? "gapBefore" : "firstDay");
  const words = [["gained", gained], ["lost", lost]].map(([key, move]) => move(cell, view) > 0 && say(key, { area: areaWords(move(cell, view)) }));
  return listed(words) || say("noMove");
}

// A place by who held it and since when; a party's ground by its area and what it gained and lost.
function subject(cell, view) {
  const sources = files[view.day];
  if (state.point) {
    const now = historyOf(state.point).find(({ from, to }) => from <= view.day && view.day <= to);
    return { place: placeWords(state.point), status: heldWords(now.cell), since: sinceWords(now.from), sources };
  }
  const [low, best, high] = areaOf(cell, view) || [];
  const status = best >= 0 ? areaWords(best) + spread(low, high) : cellWords(cell);
  return { place: cells[cell].name, status: status + say("listed").trim(), since: moveWords(cell, view), sources };
}

function panelParts(cell, { day }) {
  const spells = state.point ? historyOf(state.point) : [];
  return [el("p.fine", counted("files", files[day])), el("ul.reports", filesList(day)),
    spells.length > 0 && [el("p.fine", counted("history", spells)), el("ol.changes", spells.map(({ from, cell: held }) =>
      entry(() => goTo(from), longDay(from), heldWords(held))))]];
}

function paintToday() {
  write(ui.changes, cells.map(({ name }, cell) => entry(() => openCell(cell), name, moveWords(cell, state))));
  ui.reportsTitle.textContent = counted("files", files[state.day]);
  write(ui.reports, filesList(state.day));
}

const paintSource = () => write(ui.sourceName, say("seriesSource", { n: data.files.filter(Boolean).length }));

// A place by its coordinates, latitude first, as other maps give them.
function makeFinder() {
  on(ui.finder, "change", () => {
    const [lat, lng] = ui.finder.value.split(/[\s,;°]+/).map(Number);
    const there = Math.abs(lat) < 85 && Math.abs(lng) <= 180;
    ui.finder.setCustomValidity(there ? "" : say("findHelp"));
    if (!there) return ui.finder.reportValidity();
    openCell(0, 0, [lat, lng], ui.finder);
    inside([lat, lng]);
  });
}
const extras = [makeFinder];

const tableRows = () => cells.map(({ name }, cell) => {
  const [low, best, high] = areaOf(cell, state) || [0, 0, 0];
  return [name, areaWords(best) + spread(low, high), ...[gained, lost].map((move) => (unknownChange(state.day) ? "–" : areaWords(move(cell, state))))];
});
function dayFile() {
  const date = data.dates[state.day];
  return [date, holders.map(({ id }, holder) => {
    const [low_km2, best_km2, high_km2] = areas()[holder];
    return { date, holder: id, low_km2, best_km2, high_km2, files: files[state.day].join(" ") };
  })];
}

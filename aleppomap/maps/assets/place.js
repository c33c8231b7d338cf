// Why this colour? A place's history, or a party's ground; the day's gains, losses and files.
const spot = arcs.push([]) - 1; // the place that was picked
function picked() {
  ui.marks.classList.toggle("place", Boolean(state.point));
  if (!state.point) return shapeOf(state.cell, viewOf(state.side));
  arcs[spot] = onGround(state.point);
  pixels.delete(spot);
  return [[spot]];
}
const placeWords = (place) => place.map((value, i) => `${Math.abs(value).toFixed(4)}° ${["NS", "EW"][i][Number(value < 0)]}`).join(", ");
const areaWords = (area) => (area < 10 ? say("km2", { n: area.toFixed(2) }) : km2Words(area));
// Ground that no polygon covers is not known; what several cover is contested.
function heldWords(held) {
  if (held.length < 2) return held.length ? cellWords(held[0]) : say("unknownLong");
  return statusWords({ control: CONTESTED, shares: held.flatMap((cell) => (at(cell).control < UNKNOWN ? at(cell).shares : [])) });
}
const areaOf = (cell, view) => areas(view)[at(cell).control]; // ground that is contested has none of its own

let named = "";
const files = data.files.map((names) => (named = names || named).split("\n").filter(Boolean));
const foundWords = { repaired: "dayRepaired", twice: "dayTwice", absent: "dayAbsent" };
const filesList = (day) => [...files[day].map((name) => el("li.report", bdi(name))),
  ...(data.mended[day] || []).map(([kind, name, area]) => el("li.report", say(foundWords[kind], { name, area: areaWords(area || 0) })))];

function moveWords(cell, view) {
  if (standing(view.day)) return standing(view.day);
  if (unknownChange(view.day)) return say(view.day ? "gapBefore" : "firstDay");
  const words = moved(cell, view).map((area, lost) => area > 0 && say(lost ? "lost" : "gained", { area: areaWords(area) }));
  const before = data.stands[view.day - 1];
  return (listed(words) || say("noMove")) + (before ? ` ${say("since", { day: before[1] })}` : "");
}

// A place by who held it and since when; a party's ground by its area and what it gained and lost.
function subject(cell, view) {
  const sources = files[view.day];
  if (state.point) {
    const now = historyOf(state.point).findLast(({ from }) => from <= view.day);
    return { place: placeWords(state.point), status: heldWords(now.held), since: listed([sinceWords(now.from), standing(view.day)]), sources };
  }
  const [low, best, high] = areaOf(cell, view) || [];
  const status = best >= 0 ? areaWords(best) + spread(low, high) : cellWords(cell);
  return { place: cells[cell].name, status: status + say("listed").trim(), since: moveWords(cell, view), sources };
}

function panelParts(cell, { day }) {
  const spells = state.point ? historyOf(state.point) : [];
  return [el("p.fine", counted("files", files[day])), el("ul.reports", filesList(day)),
    spells.length > 0 && [el("p.fine", counted("history", spells)), el("ol.changes", spells.map(({ from, held }) =>
      entry(() => goTo(from), longDay(from), heldWords(held))))]];
}

function paintToday() {
  write(ui.changes, cells.map((_, cell) => entry(() => openCell(cell), cells[cell].name, moveWords(cell, state))));
  write(ui.reportsTitle, counted("files", files[state.day]));
  write(ui.reports, filesList(state.day));
}

function paintSource() {
  write(ui.sourceName, say("seriesSource", { n: data.files.filter(Boolean).length }));
  const { days, words } = data.between || {};
  if (days && [state.pinned?.day, state.day].join() === days.join()) ui.caption.append(el("span.between", words));
  if (standing(state.day)) ui.caption.append(el("span.stands", ` ${say("noDataLong", { day: data.stands[state.day][1] })}`));
}

// A place by its coordinates, latitude first, as other maps give them.
on(ui.finder, "change", () => {
  const [lat, lng] = ui.finder.value.split(/[\s,;°]+/).map(Number);
  const there = Math.abs(lat) < 85 && Math.abs(lng) <= 180;
  ui.finder.setCustomValidity(there ? "" : say("findHelp", { place: ui.finder.placeholder }));
  if (!there) return ui.finder.reportValidity();
  openCell(0, 0, [lat, lng], ui.finder);
});
const extras = [];

const tableRows = () => cells.map((_, cell) => {
  const [low, best, high] = areaOf(cell, state) || [];
  const unknown = standing(state.day) || unknownChange(state.day);
  return [cells[cell].name, best >= 0 ? areaWords(best) + spread(low, high) : "–", ...moved(cell, state).map((area) => (unknown ? "–" : areaWords(area)))];
});
function dayFile() {
  const date = data.dates[state.day];
  return [date, holders.map(({ id }, holder) => {
    const [low_km2, best_km2, high_km2] = areas()[holder];
    return { date, data_of: data.stands[state.day]?.[0] || date, holder: id, low_km2, best_km2, high_km2, files: files[state.day].join(" ") };
  })];
}

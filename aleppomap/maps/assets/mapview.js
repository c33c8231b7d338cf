// The map: districts, hatching, front line, outlines. Its styles live in the style sheet.
L.Control.Attribution.prototype.options.prefix = "Leaflet";

const map = L.map("control_map_1", {
  zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 17, wheelPxPerZoomLevel: 100, zoomControl: false,
  maxBounds: whole.pad(0.4), attributionControl: data.open,
});
window.control_map_1 = map; // folium layers added by the user look for this name
const fit = (area) => map.fitBounds(area, { padding: [18, 18], animate: false });
map.setMinZoom(map.getBoundsZoom(whole) - 1);
fit(story);
const zoom = L.control.zoom({ position: "topright" }).addTo(map);
const wholeButton = el("a", { href: "#", role: "button", id: "whole", title: W.whole, "aria-label": W.whole }, icon("whole"));
L.DomEvent.disableClickPropagation(wholeButton).on(wholeButton, "click", (event) => {
  L.DomEvent.preventDefault(event);
  fit(map.getBounds().contains(whole) ? story : whole);
});
zoom.getContainer().append(wholeButton);
L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);

["cells", "flags", "lines", "names"].forEach((name, i) => {
  map.createPane(name).classList.toggle("still", i > 0);
  map.getPane(name).style.zIndex = 400 + i * 10;
});
const surface = Object.fromEntries(["cells", "flags", "lines"].map((pane) => [pane, L.svg({ pane, padding: 0.3 })]));
const drawing = (pane, className, extra) => ({
  renderer: surface[pane], pane, className, smoothFactor: 0, noClip: true, interactive: false, fill: false, ...extra,
});

const shapes = outlines.map((rings, number) => {
  const shape = L.polygon(rings, drawing("cells", "cell", { interactive: true, fill: true, fillOpacity: null })).addTo(map);
  const node = shape.getElement();
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "button");
  node.setAttribute("data-cell", cells[number].id);
  shape.on("click", () => openCell(number, node));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    openCell(number, node);
  });
  node.addEventListener("focus", () => {
    if (!node.matches(":focus-visible")) return;
    map.panInside(cells[number].spot, { padding: [60, 60], animate: false });
    pointAt(number);
  });
  node.addEventListener("blur", () => pointAt(-1));
  node.addEventListener("pointerenter", () => pointAt(number));
  node.addEventListener("pointerleave", () => pointAt(-1));
  return { shape, node, overlay: null, look: "" };
});

const line = (className) => L.polyline([], drawing("lines", className)).addTo(map);
const lines = Object.fromEntries(
  ["denominator", "numerator", "changed", "before", "casing", "front", "loose", "ring-casing", "ring", "pointed"]
    .map((name) => [name, line(`line ${name}`)]));
makeLabels(map, "names");

const edge = (number) => outlines[number].map((ring) => [...ring, ring[0]]);
if (data.note) {
  lines.numerator.setLatLngs(groupArcs(data.note.numerator));
  lines.denominator.setLatLngs(groupArcs(data.note.denominator));
}

function pointAt(number) {
  const hint = byId("hint");
  hint.hidden = number < 0;
  lines.pointed.setLatLngs(number < 0 ? [] : edge(number));
  if (number < 0) return;
  hint.replaceChildren(el("strong", null, bdi(cells[number].name)), el("span", null, statusWords(spellAt(number, state.day))));
}

function paintCells() {
  shapes.forEach((entry, number) => {
    const spell = spellAt(number, state.day);
    const fill = fillFor(spell);
    const over = state.hidden.has(spell[1]) ? "" : flagFill(spell[2]);
    const look = `${fill}|${over}|${spell[2] & FLAG.silent}`;
    const status = plain(`${cells[number].name}: ${statusWords(spell)}`);
    if (entry.status !== status) entry.node.setAttribute("aria-label", (entry.status = status));
    if (look === entry.look) return;
    entry.look = look;
    entry.node.setAttribute("fill", fill);
    entry.node.classList.toggle("silent", Boolean(spell[2] & FLAG.silent));
    if (over && !entry.overlay) {
      entry.overlay = L.polygon(outlines[number], drawing("flags", "flag", { fill: true, stroke: false, fillOpacity: 1 })).addTo(map);
    }
    if (entry.overlay) entry.overlay.getElement().setAttribute("fill", over || "none");
  });
}

const bests = (spell) => sharesOf(spell).filter((share) => share.best).map((share) => `${share.holder}:${percent(share.best)}`).join();

function changedCells(day) {
  return day < 1 ? [] : cells.map((_, number) => number).filter((number) => {
    const spell = spellAt(number, day);
    const before = spellAt(number, day - 1);
    return spell !== before && (spell[1] !== before[1] || bests(spell) !== bests(before));
  });
}

function paintLines() {
  const today = frontArcs(state.day);
  const before = state.day ? frontArcs(state.day - 1) : new Map();
  const along = (front, wanted) => [...front].filter(wanted).map(([number]) => arcs[number]);
  lines.front.setLatLngs(along(today, ([, loose]) => !loose));
  lines.loose.setLatLngs(along(today, ([, loose]) => loose));
  lines.casing.setLatLngs(along(today, () => true));
  lines.before.setLatLngs(along(before, ([number]) => !today.has(number)));
  lines.changed.setLatLngs(groupArcs(changedCells(state.day)));
  const ring = state.cell < 0 ? [] : edge(state.cell);
  lines.ring.setLatLngs(ring);
  lines["ring-casing"].setLatLngs(ring);
}

function paintMap(before) {
  if (before.day !== state.day || before.account !== state.account || before.hidden !== state.hidden) paintCells();
  paintLines();
}

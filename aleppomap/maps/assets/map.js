// The map and the views on it: the current one, and one kept left of the divider.
L.Control.Attribution.prototype.options.prefix = "Leaflet";
const whole = L.latLngBounds(arcs.flat());

const story = L.latLngBounds(data.story); // the map opens on the ground that changes hands

const map = L.map("control_map_1", {
  zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 17, wheelPxPerZoomLevel: 100, zoomControl: false,
  maxBounds: whole.pad(0.4), attributionControl: data.open,
});
window.control_map_1 = map; // folium's layers want it
const fit = (area) => map.fitBounds(area, { padding: [18, 18], animate: false });
map.setMinZoom(map.getBoundsZoom(whole) - 1);
fit(story);
L.control.zoom({ position: "topright", zoomInTitle: say("zoomIn"), zoomOutTitle: say("zoomOut") }).addTo(map);
on(ui.whole, "click", () => fit(map.getBounds().contains(whole) ? story : whole));
L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);

if (data.tiles) {
  L.tileLayer(data.tiles.url, data.tiles.options).addTo(map).once("tileerror", () => { ui.credit.textContent = say("tilesFailed"); });
}

const surfaces = {};
function surface(pane, level) {
  map.createPane(pane).style.zIndex = level;
  surfaces[pane] = L.svg({ pane, padding: 0.3 });
  return pane;
}
const drawing = (pane, className, extra) => ({
  renderer: surfaces[pane], pane, className, smoothFactor: 0, noClip: true, interactive: false, fill: false, ...extra,
});

const context = data.context.map(([kind, name, points]) => ({ kind, name, points: line(points) }));
const roads = context.filter((place) => place.kind === "road");
surface("context", 415);
for (const road of roads) L.polyline(road.points, drawing("context", "road")).addTo(map);
for (const place of context.filter((mark) => mark.kind !== "road")) {
  L.circleMarker(place.points[0], drawing("context", "landmark", { radius: 4, fill: true })).addTo(map);
}

const addLines = (pane, names) => Object.fromEntries(names.map((name) => [name, L.polyline([], drawing(pane, `line ${name}`)).addTo(map)]));
function makeView(index, view) {
  const panes = [["cells", 400], ["lines", 420]].map(([name, level]) => surface(name + index, level + index));
  const [ground, above] = panes;
  const shapes = outlines.map((rings, number) => {
    const node = L.polygon(rings, drawing(ground, "cell", { fill: true, fillOpacity: null })).addTo(map).getElement();
    Object.assign(node, { cell: number, side: index });
    const attributes = index ? { "data-kept": cells[number].id } : { "data-cell": cells[number].id, tabindex: "0", role: "button" };
    return { node: build(node, "", [attributes]), look: "" };
  });
  if (index) shapes[0].node.parentNode.setAttribute("aria-hidden", "true");
  const lines = addLines(above, ["changed", "before", "casing", "front", "loose"]);
  return { index, view, panes: panes.map((name) => map.getPane(name)), shapes, lines };
}

const views = [makeView(0, () => state)];
surface("marks", 425);
const marks = addLines("marks", ["denominator", "numerator", "ring-casing", "ring", "pointed"]);
surface("names", 430);
makeLabels(roads);

const edge = (number) => (number < 0 ? [] : outlines[number].map((ring) => [...ring, ring[0]]));
if (data.note) for (const name of ["numerator", "denominator"]) marks[name].setLatLngs(groupArcs(data.note[name]));

function pointAt(number, view) {
  ui.hint.hidden = number < 0;
  marks.pointed.setLatLngs(edge(number));
  if (number >= 0) ui.hint.replaceChildren(el("strong", bdi(cells[number].name)), el("span", cellWords(number, view)));
}
map.on("click", ({ originalEvent: { target } }) => target.cell >= 0 && openCell(target.cell, target.side, target));
on(ui.mapbox, "pointerout focusout", () => pointAt(-1));
on(ui.mapbox, "pointerover focusin", ({ type, target }) => {
  if (!(target.cell >= 0) || (type === "focusin" && !target.matches(":focus-visible"))) return;
  if (type === "focusin") map.panInside(cells[target.cell].spot, { padding: [60, 60], animate: false });
  pointAt(target.cell, views[target.side].view());
});
on(ui.mapbox, "keydown", (event) => {
  if (!(event.target.cell >= 0) || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  openCell(event.target.cell, 0, event.target);
});

function paintCells({ shapes, view, index }) {
  shapes.forEach((entry, number) => {
    const spell = at(number, view());
    const fill = fillFor(spell);
    if (!index) setLabel(entry, number);
    if (entry.look === fill + spell.flags) return;
    entry.look = fill + spell.flags;
    entry.node.setAttribute("fill", fill);
    for (const flag of ["silent", "disputed"]) entry.node.classList.toggle(flag, Boolean(spell.flags & FLAG[flag]));
  });
}

function setLabel(entry, number) {
  let words = `${cells[number].name}: ${cellWords(number, state)}`;
  if (state.pinned) words += `. ${viewWords(state.pinned)}: ${cellWords(number, state.pinned)}`;
  if (entry.words !== words) entry.node.setAttribute("aria-label", (entry.words = words));
}

function paintLines({ lines, view }) {
  const now = frontArcs(view());
  const before = view().day ? frontArcs(eve(view())) : new Map();
  const along = (front, wanted) => [...front].filter(wanted).map(([number]) => arcs[number]);
  lines.front.setLatLngs(along(now, ([, loose]) => !loose));
  lines.loose.setLatLngs(along(now, ([, loose]) => loose));
  lines.casing.setLatLngs(along(now, () => true));
  lines.before.setLatLngs(along(before, ([number]) => !now.has(number)));
  lines.changed.setLatLngs(groupArcs(changedCells(view())));
}

function clip() {
  const { x: width, y: height } = map.getSize();
  const { x, y } = map.containerPointToLayerPoint([0, 0]);
  const middle = x + (width * state.swipe) / 100;
  const box = (from, to) => `polygon(${from}px ${y}px, ${to}px ${y}px, ${to}px ${y + height}px, ${from}px ${y + height}px)`;
  for (const { index, panes } of views) {
    for (const { style } of panes) {
      style.display = index && !state.pinned ? "none" : "";
      style.clipPath = state.pinned ? (index ? box(x, middle) : box(middle, x + width)) : "";
    }
  }
}
map.on("move zoom resize viewreset", clip);

function paintMap(changed) {
  const { pinned } = state;
  if (pinned && !views[1]) views.push(makeView(1, () => state.pinned || state));
  ui.sides.hidden = !pinned;
  ui.mapbox.classList.toggle("only-disputes", state.disputes);
  if (pinned) [pinned, state].forEach((view, i) => { ui.sides.children[i].textContent = viewWords(view); });
  ui.swipe.value = state.swipe;
  ui.mapbox.style.setProperty("--swipe", state.swipe / 100);
  if (changed("swipe", "pinned")) clip();
  if (changed("day", "account", "hidden", "pinned")) {
    for (const entry of pinned ? views : views.slice(0, 1)) {
      paintCells(entry);
      paintLines(entry);
    }
  }
  for (const name of ["ring", "ring-casing"]) marks[name].setLatLngs(edge(state.cell));
}

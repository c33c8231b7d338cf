// The views on the ground: the current one, and one kept left of the divider.
let map = null;
const views = [];
const viewOf = (side) => (side && state.pinned) || state;

function makeView(index) {
  const path = svg("path.cell", index ? {} : { tabindex: 0, role: "button" });
  const nodes = cells.map(({ id }, cell) => {
    const node = Object.assign(path.cloneNode(), { cell, side: index });
    node.dataset[index ? "kept" : "cell"] = id;
    return node;
  });
  views.push(nodes);
  ui[`ground${index}`].append(...nodes);
}

// Measured and drawn last, when all around the map has its size.
function makeMap() {
  const { zoom, middle } = fitted(story);
  const [x, y] = middle.map((value, i) => Math.round(value * 2 ** zoom - size()[i] / 2));
  frameAt(zoom, { x, y });
  makeView(0);
  drawContext();
}

// Leaflet comes after the first picture: it moves, zooms and measures.
const latLng = (x, y) => L.CRS.EPSG3857.pointToLatLng(L.point(x, y), 0);
function fit(area) {
  const { zoom, middle } = fitted(area);
  map.setView(latLng(...middle), zoom, { animate: false });
}
// A place is brought into sight, clear of what covers the foot of the map.
const inside = (spot, covered = 0) => spot && map?.panInside(spot, { animate: false, paddingTopLeft: [60, 60], paddingBottomRight: [60, 60 + covered] });

// While a zoom is under way what is drawn is scaled; then it is drawn anew.
function follow(zoom = map.getZoom(), { x, y } = map.getPixelOrigin()) {
  const scale = 2 ** (zoom - frame.zoom);
  dress(ui.surfaces, { "--glide": `translate(${frame.x * scale - x}px, ${frame.y * scale - y}px) scale(${scale})` });
}
function settle() {
  frameAt(map.getZoom(), map.getPixelOrigin());
  follow();
}
function divide() {
  const left = map?.containerPointToLayerPoint([0, 0]).x || 0;
  dress(ui.mapbox, { "--swipe": state.swipe / 100, "--divide": `${left + (size()[0] * state.swipe) / 100}px` });
}

function startMap() {
  L.Control.Attribution.prototype.options.prefix = "Leaflet";
  const limits = L.latLngBounds(latLng(...whole), latLng(...whole.slice(2)));
  map = L.map("control_map_1", {
    zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 17, wheelPxPerZoomLevel: 100, zoomControl: false, zoomAnimation: !calm.matches,
    inertia: !calm.matches, maxBounds: limits.pad(0.4), attributionControl: data.open,
  });
  window.control_map_1 = map; // folium's layers want it
  map.on("zoomanim", ({ center, zoom }) => follow(zoom, map._getNewPixelOrigin(center, zoom)));
  map.on("zoom", () => follow());
  map.on("zoomend viewreset", settle);
  map.on("move resize zoomend viewreset", divide);
  map.on("click", ({ originalEvent: { target }, latlng }) => target.cell >= 0 && pick(target, latlng));
  map.createPane("ground").append(ui.surfaces);
  fit(story);
  map.setMinZoom(map.getBoundsZoom(limits) - 1);
  L.control.zoom({ position: "topright", zoomInTitle: say("zoomIn"), zoomOutTitle: say("zoomOut") }).addTo(map);
  on(ui.whole, "click", () => fit(map.getBounds().contains(limits) ? story : whole));
  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);
  if (data.tiles) {
    L.tileLayer(data.tiles.url, data.tiles.options).addTo(map).once("tileerror", () => { ui.credit.textContent = say("tilesFailed"); });
  }
}

function pointAt(cell, view) {
  ui.hint.hidden = cell < 0;
  draw(ui.pointed, cell < 0 ? [] : shapeOf(cell, view), "Z");
  if (cell >= 0) write(ui.hint, el("strong", bdi(cells[cell].name)), el("span", cellWords(cell, view)));
}
on(ui.mapbox, "pointerout focusout", () => pointAt(-1));
on(ui.mapbox, "pointerover focusin", ({ type, target }) => {
  if (!(target.cell >= 0) || (type === "focusin" && !target.matches(":focus-visible"))) return;
  if (type === "focusin") inside(cells[target.cell].spot);
  pointAt(target.cell, viewOf(target.side));
});

function paintCells(index) {
  const view = viewOf(index);
  views[index].forEach((node, cell) => {
    draw(node, shapeOf(cell, view), "Z");
    if (map && !index) dress(node, { "aria-label": labelOf(cell) });
    const spell = at(cell, view);
    dress(node, { fill: fillFor(spell) });
    for (const flag of ["silent", "disputed"]) node.classList.toggle(flag, spell.flags.includes(flag));
  });
}

function labelOf(cell) {
  const words = `${cells[cell].name}: ${cellWords(cell, state)}`;
  return state.pinned ? `${words}. ${viewWords(state.pinned)}: ${cellWords(cell, state.pinned)}` : words;
}

function paintLines(index) {
  const view = viewOf(index);
  const now = frontArcs(view);
  const before = view.day ? frontArcs(eve(view)) : new Map();
  const along = (name, front, wanted) => draw(ui[name + index], [...front].filter(wanted).map(([number]) => [number]));
  along("front", now, ([, loose]) => !loose);
  along("loose", now, ([, loose]) => loose);
  along("casing", now, () => true);
  along("before", before, ([number]) => !now.has(number));
  drawChanges(index, view);
}

function paintMap(changed) {
  const { pinned } = state;
  if (!views.length) makeMap();
  if (pinned && !views[1]) makeView(1);
  ui.sides.hidden = !pinned;
  ui.mapbox.classList.toggle("compared", Boolean(pinned));
  ui.mapbox.classList.toggle("only-disputes", state.disputes);
  if (pinned) [pinned, state].forEach((view, i) => { ui.sides.children[i].textContent = viewWords(view); });
  ui.swipe.value = state.swipe;
  if (changed("swipe", "pinned")) divide();
  if (changed("day", "account", "hidden", "pinned")) {
    for (const index of pinned ? [0, 1] : [0]) {
      paintCells(index);
      paintLines(index);
    }
  }
  for (const name of ["ring", "ring-casing"]) draw(ui[name], state.cell < 0 ? [] : picked(), "Z");
}

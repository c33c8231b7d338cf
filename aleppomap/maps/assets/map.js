// The views on the ground: the current one, and one kept left of the divider.
let map = null;
const views = [];
const viewOf = (side) => (side && state.pinned) || state;

function makeView(index) {
  const nodes = cells.map(({ id }, cell) => Object.assign(
    svg("path.cell", index ? { "data-kept": id } : { "data-cell": id, tabindex: 0, role: "button" }), { cell, side: index }));
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
  map.on("click", ({ originalEvent: { target }, latlng }) => target.cell >= 0 && openCell(target.cell, target.side, [latlng.lat, latlng.lng]));
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

// What is pointed at, or reached by keyboard, is outlined and named.
on(ui.mapbox, "pointerover pointerout focusin focusout", ({ type, target }) => {
  const { cell, side } = target;
  const reached = type === "focusin" && target.matches(":focus-visible");
  const told = cell >= 0 && (reached || type === "pointerover");
  ui.hint.hidden = !told;
  draw(ui.pointed, told ? shapeOf(cell, viewOf(side)) : [], "Z");
  if (told) write(ui.hint, el("strong", bdi(cells[cell].name)), el("span", cellWords(cell, viewOf(side))));
  if (told && reached) inside(cells[cell].spot);
});

function paintCells(index) {
  const view = viewOf(index);
  views[index].forEach((node, cell) => {
    draw(node, shapeOf(cell, view), "Z");
    if (map && !index) dress(node, { "aria-label": labelOf(cell) });
    const spell = at(cell, view);
    dress(node, { fill: fillFor(spell), class: ["cell", ...spell.flags].join(" ") });
  });
}

function labelOf(cell) {
  const words = `${cells[cell].name}: ${cellWords(cell, state)}`;
  return state.pinned ? `${words}. ${viewWords(state.pinned)}: ${cellWords(cell, state.pinned)}` : words;
}

function paintLines(index) {
  const view = viewOf(index);
  const now = frontArcs(view);
  const known = new Set(now.casing.flat());
  const before = view.day ? frontArcs(eve(view)).casing.filter(([number]) => !known.has(number)) : [];
  for (const [name, runs] of Object.entries({ ...now, before })) draw(ui[name + index], runs);
  drawChanges(index, view);
}

function paintMap(changed) {
  const { pinned } = state;
  if (!views.length) makeMap();
  if (pinned && !views[1]) makeView(1);
  ui.page.classList.toggle("compared", Boolean(pinned));
  ui.mapbox.classList.toggle("only-disputes", state.disputes);
  if (pinned) [pinned, state].forEach((view, i) => { write(ui.sides.children[i], viewWords(view)); });
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

// The views on the ground: the current one, and one kept left of the divider.
let map = null;
const views = [];
const viewOf = (side) => (side && state.pinned) || state;

// Of each arc, the cells on its left and on its right.
const sides = unpack(data.sides).flatMap((cell, i, cells) => (i % 2 ? [[cells[i - 1], cell]] : []));
const parted = (number, group) => group.includes(sides[number][0]) !== group.includes(sides[number][1]);
const whole = boundsOf(arcs.slice(0, sides.length));

function makeView(index) {
  const ground = ui[`ground${index}`];
  views.push(cells.map(({ id }, cell) => {
    const node = ground.children[cell] || ground.appendChild(svg("path"));
    dress(node, index ? { "data-kept": id } : { "data-cell": id, tabindex: 0, role: "button" });
    return Object.assign(node, { cell, side: index });
  }));
}

// Measured last, when all around the map has its size.
function makeMap() {
  frameOn(story);
  dress(ui.ground0, { transform: "" });
  makeView(0);
  drawContext();
}

// Leaflet moves, zooms and measures.
const latLng = (x, y) => L.CRS.EPSG3857.pointToLatLng(L.point(x, y), 0);
function fit(area) {
  const { zoom, middle } = fitted(area);
  map.setMinZoom(fitted(whole).zoom - 1);
  map.setView(latLng(...middle), zoom, { animate: false });
}
// Into sight, clear of what covers the map.
const inside = (spot, covered = 0) => spot && map?.panInside(spot, { animate: false, paddingTopLeft: [60, 60], paddingBottomRight: [60, 60 + covered] });

// Scaled while a zoom is under way, then drawn anew.
function follow(zoom = map.getZoom(), { x, y } = map.getPixelOrigin()) {
  const scale = 2 ** (zoom - frame.zoom);
  dress(ui.surfaces, { "--glide": `translate(${frame.x * scale - x}px, ${frame.y * scale - y}px) scale(${scale})` });
}
function divide() {
  const left = map?.containerPointToLayerPoint([0, 0]).x || 0;
  dress(ui.mapbox, { "--swipe": state.swipe / 100, "--divide": `${left + (size()[0] * state.swipe) / 100}px` });
}

function startMap() {
  L.Control.Attribution.prototype.options.prefix = "Leaflet";
  const limits = L.latLngBounds(latLng(...whole), latLng(...whole.slice(2)));
  const { view, zoom, scale } = JSON.parse(ui.control_map_1.dataset.controls);
  map = L.map("control_map_1", { ...view, maxBounds: limits.pad(0.4), zoomAnimation: !calm, inertia: !calm, attributionControl: data.open });
  window.control_map_1 = map; // folium's layers want it
  map.on("zoomanim", ({ center, zoom }) => follow(zoom, map._getNewPixelOrigin(center, zoom)));
  map.on("zoom", () => follow());
  map.on("zoomend viewreset", () => { frameAt(map.getZoom(), map.getPixelOrigin()); follow(); });
  map.on("move resize", divide);
  map.on("click", ({ originalEvent: { target }, latlng }) => target.cell >= 0 && openCell(target.cell, target.side, [latlng.lat, latlng.lng]));
  map.createPane("ground").append(ui.surfaces);
  fit(story);
  L.control.zoom(zoom).addTo(map);
  L.control.scale(scale).addTo(map);
  on(ui.whole, "click", () => fit(map.getBounds().contains(limits) ? story : whole));
  if (data.tiles) {
    L.tileLayer(data.tiles.url, data.tiles.options).addTo(map).once("tileerror", () => write(ui.credit, say("tilesFailed")));
  }
}

// What is pointed at or focused is outlined and named.
on(ui.mapbox, "pointerover pointerout focusin focusout", ({ type, target }) => {
  const reached = type === "focusin" && target.matches(":focus-visible");
  render({ pointed: target.cell >= 0 && (reached || type === "pointerover") ? target : null });
  if (state.pointed && reached) inside(cells[target.cell].spot);
});
function paintPointed() {
  const { cell, side } = state.pointed || {};
  ui.hint.hidden = !state.pointed;
  draw(ui.pointed, state.pointed ? shapeOf(cell, viewOf(side)) : [], "Z");
  if (state.pointed) write(ui.hint, el("strong", bdi(cells[cell].name)), el("span", cellWords(cell, viewOf(side))));
}

function paintView(index) {
  const view = viewOf(index);
  views[index].forEach((node, cell) => {
    draw(node, shapeOf(cell, view), "Z");
    if (map && !index) dress(node, { "aria-label": labelOf(cell) });
    paintCell(node, at(cell, view));
  });
  const now = frontArcs(view);
  const known = new Set(now.casing.flat());
  const before = view.day ? frontArcs(eve(view)).casing.filter(([number]) => !known.has(number)) : [];
  for (const [name, runs] of Object.entries({ ...now, before })) draw(ui[name + index], runs);
  drawChanges(index, view);
}

function labelOf(cell) {
  const words = `${cells[cell].name}: ${cellWords(cell, state)}`;
  return state.pinned ? `${words}. ${viewWords(state.pinned)}: ${cellWords(cell, state.pinned)}` : words;
}

function paintMap(changed) {
  const { pinned } = state;
  if (!views.length) makeMap();
  if (pinned && !views[1]) makeView(1);
  if (changed("swipe", "pinned")) divide();
  if (changed("day", "account", "hidden", "pinned")) {
    for (const index of pinned ? [0, 1] : [0]) paintView(index);
  }
  paintPointed();
  for (const name of ["ring", "ring-casing"]) draw(ui[name], state.cell < 0 ? [] : picked(), "Z");
}

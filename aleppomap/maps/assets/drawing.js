// Runs of arcs drawn in Leaflet's layer pixels, without Leaflet.
const size = () => [ui.control_map_1.clientWidth, ui.control_map_1.clientHeight];
const frame = {};
const drawn = new Map(); // node to its runs: made anew when the zoom changes
const pixels = new Map();

// Bounds are [west, north, east, south] in world pixels.
function boundsOf(lists) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  lists.flat().forEach((value, i) => {
    box[i % 2] = Math.min(box[i % 2], value);
    box[2 + (i % 2)] = Math.max(box[2 + (i % 2)], value);
  });
  return box;
}
const story = boundsOf(data.story.map(onGround)); // the ground that changes hands

// As Leaflet's fitBounds: 18 pixels of padding, zoomSnap a quarter.
function fitted([left, top, right, bottom]) {
  const [width, height] = size();
  const scale = Math.min((width - 36) / (right - left), (height - 36) / (bottom - top));
  return { zoom: Math.min(17, Math.floor(4 * Math.log2(Math.max(1, scale)) + 1e-6) / 4), middle: [(left + right) / 2, (top + bottom) / 2] };
}
function frameOn(area) {
  const { zoom, middle } = fitted(area);
  const [x, y] = middle.map((value, i) => Math.round(value * 2 ** zoom - size()[i] / 2));
  frameAt(zoom, { x, y });
}
function frameAt(zoom, { x, y }) {
  if (frame.zoom === zoom && frame.x === x && frame.y === y) return;
  Object.assign(frame, { zoom, scale: 2 ** zoom, x, y });
  pixels.clear();
  const all = [...drawn];
  drawn.clear();
  for (const [node, { runs, end }] of all) draw(node, runs, end);
}

// Whole pixels, none twice in a row.
function pixelsOf(number) {
  if (!pixels.has(number)) {
    const list = [];
    const points = arcs[number];
    for (let i = 0; i < points.length; i += 2) {
      const text = `${Math.round(points[i] * frame.scale - frame.x)} ${Math.round(points[i + 1] * frame.scale - frame.y)}`;
      if (text !== list.at(-1) || i === points.length - 2) list.push(text);
    }
    pixels.set(number, list);
  }
  return pixels.get(number);
}
// A negative number runs an arc backwards; each but the first begins where the one before ended.
const along = (number, i) => (number < 0 ? [...pixelsOf(-1 - number)].reverse() : pixelsOf(number)).slice(i ? 1 : 0);
const trace = (runs, end) => runs.map((run) => `M${run.flatMap(along).join("L")}${end}`).join("");
function draw(node, runs, end = "") {
  if (drawn.get(node)?.runs === runs) return;
  drawn.set(node, { runs, end });
  dress(node, { d: trace(runs, end) });
}

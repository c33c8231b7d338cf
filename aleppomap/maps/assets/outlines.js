// The outlines of fixed districts, and what lies beneath their names.
const line = (text) => walk(unpack(text), [...data.origin]);
const arcs = data.arcs.map(line);
const alive = () => sides.keys();
const outlines = data.rings.map((rings) => rings.map(unpack));
const shapeOf = (cell) => outlines[cell];

const picked = () => shapeOf(state.cell);

// The outline of a group of cells.
const outline = (group) => [...alive()].filter((number) => parted(number, group)).map((number) => [number]);
const drawChanges = (index, view) => draw(ui[`changed${index}`], outline(changedCells(view)));

// Roads, landmarks, and what a claim counts.
const laid = (points) => [arcs.push(line(points)) - 1];
const roads = data.roads.map(([name, points]) => ({ name, run: laid(points) }));
function drawContext() {
  const landmarks = data.landmarks.map(laid);
  draw(ui.road, roads.map(({ run }) => run));
  for (const name of ["landmark", "landmark-core"]) draw(ui[name], landmarks, "h.01");
  if (data.note) for (const name of ["numerator", "denominator"]) draw(ui[name], outline(data.note[name]));
}
const extras = [makeLabels, makeFinder];

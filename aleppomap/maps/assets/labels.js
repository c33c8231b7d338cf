// Names, placed from the largest district down, none over another or over its edge.
const SIZE = 11.5;
function makeLabels() {
  const label = (text, runs, spot) => {
    const lines = runs.flat().map((number) => arcs[number < 0 ? -1 - number : number]);
    const [left, top, right, bottom] = boundsOf(lines);
    const [wide, high] = [right - left, bottom - top];
    const [x, y] = spot || lines[0].slice((lines[0].length >> 2) << 1); // a road's name stands at its middle
    const node = ui.labels.firstChild.appendChild(svg(spot ? "text.label" : "text.label road", text));
    return { node, x, y, area: wide * high, room: spot ? [wide * 0.96, high / 1.4] : [Math.hypot(wide, high) / 1.4, 1] };
  };
  const labels = [...cells.map(({ name, spot }, cell) => label(name, shapeOf(cell), onGround(spot))).sort((a, b) => b.area - a.area),
    ...roads.map(({ name, run }) => label(name, [run]))];
  for (const entry of labels) entry.width = entry.node.getComputedTextLength();
  const place = () => {
    const taken = [];
    const [right, bottom] = size();
    for (const { node, width, room, ...spot } of labels) {
      const [left, top] = [spot.x * frame.scale - frame.x, spot.y * frame.scale - frame.y];
      const { x, y } = map.layerPointToContainerPoint([left, top]);
      const half = width / 2 + 3;
      const own = [x - half, y - SIZE, x + half, y + SIZE / 2];
      const shown = width < room[0] * frame.scale && SIZE < room[1] * frame.scale && own[0] > 0 && own[1] > 0 && own[2] < right && own[3] < bottom
        && !taken.some((other) => own[0] < other[2] && own[2] > other[0] && own[1] < other[3] && own[3] > other[1]);
      dress(node, { x: Math.round(left), y: Math.round(top + SIZE / 3) });
      node.classList.toggle("off", !shown);
      if (shown) taken.push(own);
    }
  };
  map.on("moveend viewreset resize", place);
  place();
}

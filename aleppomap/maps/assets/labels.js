// Names, placed from the largest district on screen down, none over another or over its edge.
const SIZE = 11.5;
function makeLabels(roads) {
  const brush = document.createElement("canvas").getContext("2d");
  brush.font = `600 ${SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  const group = svg("g.labels", { "aria-hidden": "true" });
  surfaces.names.addTo(map)._rootGroup.append(group);
  const label = (text, points, spot, road) => {
    const node = svg(road ? "text.label road" : "text.label", text.length > 40 ? `${text.slice(0, 39)}…` : text);
    group.append(node);
    return { node, road, spot, box: L.latLngBounds(points), width: brush.measureText(node.textContent).width };
  };
  const labels = [...cells.map(({ name, spot }, number) => label(name, outlines[number].flat(), spot)),
    ...roads.map(({ name, points }) => label(name, points, points[points.length >> 1], true))];
  const place = () => {
    const taken = [];
    const { x: right, y: bottom } = map.getSize();
    for (const entry of labels) {
      const room = map.latLngToLayerPoint(entry.box.getSouthEast()).subtract(map.latLngToLayerPoint(entry.box.getNorthWest()));
      entry.room = entry.road ? 0 : room.x * room.y;
      entry.fits = entry.road ? Math.hypot(room.x, room.y) > entry.width * 1.4 : entry.width < room.x * 0.96 && room.y > SIZE * 1.4;
    }
    for (const { node, spot, width, fits } of labels.sort((a, b) => b.room - a.room)) {
      const { x, y } = map.latLngToContainerPoint(spot);
      const half = width / 2 + 3;
      const own = [x - half, y - SIZE, x + half, y + SIZE / 2];
      const shown = fits && own[0] > 0 && own[1] > 0 && own[2] < right && own[3] < bottom
        && !taken.some((b) => own[0] < b[2] && own[2] > b[0] && own[1] < b[3] && own[3] > b[1]);
      node.classList.toggle("off", !shown);
      if (!shown) continue;
      taken.push(own);
      const at = map.latLngToLayerPoint(spot);
      build(node, "", [{ x: Math.round(at.x), y: Math.round(at.y + SIZE / 3) }]);
    }
  };
  map.on("moveend viewreset resize", place);
  place();
}

// District names, placed from the largest on screen down, none over another or over its edge.
const LABEL_SIZE = 11.5;
const brush = document.createElement("canvas").getContext("2d");
const shorten = (text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

function makeLabels(map, pane) {
  const renderer = L.svg({ pane, padding: 0.3 }).addTo(map);
  const group = svg("g", { class: "labels", "aria-hidden": "true" });
  renderer._rootGroup.append(group);
  brush.font = `600 ${LABEL_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  const labels = cells.map((cell, number) => {
    const node = svg("text", { class: "label" });
    node.textContent = shorten(plain(cell.name));
    group.append(node);
    const box = L.latLngBounds(outlines[number].flat());
    return { node, spot: L.latLng(cell.spot), box, width: brush.measureText(node.textContent).width };
  });
  const place = () => {
    const taken = [];
    const view = map.getSize();
    const sized = labels.map((label) => {
      const corner = map.latLngToLayerPoint(label.box.getNorthWest());
      const room = map.latLngToLayerPoint(label.box.getSouthEast()).subtract(corner);
      return { label, room };
    });
    sized.sort((a, b) => b.room.x * b.room.y - a.room.x * a.room.y);
    for (const { label, room } of sized) {
      const at = map.latLngToLayerPoint(label.spot);
      const half = label.width / 2 + 3;
      const shown = map.layerPointToContainerPoint(at);
      const own = [at.x - half, at.y - LABEL_SIZE, at.x + half, at.y + LABEL_SIZE * 0.5];
      const inside = shown.x > half && shown.x < view.x - half && shown.y > LABEL_SIZE && shown.y < view.y - LABEL_SIZE;
      const fits = inside && label.width < room.x * 0.96 && room.y > LABEL_SIZE * 1.4
        && !taken.some((b) => own[0] < b[2] && own[2] > b[0] && own[1] < b[3] && own[3] > b[1]);
      label.node.classList.toggle("off", !fits);
      if (!fits) continue;
      taken.push(own);
      label.node.setAttribute("x", Math.round(at.x));
      label.node.setAttribute("y", Math.round(at.y + LABEL_SIZE * 0.34));
    }
  };
  map.on("moveend viewreset resize", place);
  place();
}

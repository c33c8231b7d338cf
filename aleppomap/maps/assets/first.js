// The first picture: plain outlines that came with the page, filled for the day; the slider answers
// on it. All else waits until it is on the screen.
function paintFirst() {
  [...ui.ground0.children].forEach((node, cell) => paintCell(node, at(cell)));
  paintHead();
}
paintFirst();
frameOn(story);
dress(ui.ground0, { transform: `translate(${-frame.x} ${-frame.y}) scale(${frame.scale / data.sketch})` });
await nextFrame();
await nextFrame();

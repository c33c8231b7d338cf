// Caption, legend that is also the filter, choice of view.
const { shown } = data; // who hold anything on some day
const rows = new Map(shown.map((holder, i) => [holder, ui.holders.children[i]]));
ui.slider.max = last;
dress(ui.days, { "--columns": last + 1 });
on(ui.slider, "input", () => render({ day: Number(ui.slider.value), playing: false }));

for (const [holder, row] of rows) {
  dress(row.querySelector(".swatch-fill"), { fill: fillFor({ shares: [{ holder, best: 1 }] }) });
  on(row, "click", () => {
    const hidden = new Set(state.hidden);
    if (!hidden.delete(holder)) hidden.add(holder);
    render({ hidden });
  });
}

function caption(view) {
  const [low, best, high] = areas(view)[leading];
  const [least, first] = areas({ ...view, day: 0 })[leading];
  return say(view.day && least > best / 20 ? "captionShare" : "caption", {
    name: leader.name, area: km2Words(best), range: spread(low, high), share: percent(best / first), day: shortDay(0) });
}

function paintHead() {
  ui.slider.value = state.day;
  const { pinned } = state;
  const sums = areas();
  for (const [holder, row] of rows) {
    const [low, best, high] = sums[holder];
    write(row.lastChild, el("b", km2(best)), spread(low, high));
    dress(row, { "aria-pressed": !state.hidden.has(holder) });
  }
  write(ui.date, say("endOf", { day: longDay(state.day) }));
  const views = pinned ? [["left", pinned], ["right", state]] : [["", state]];
  if (pinned) views.forEach(([, view], i) => write(ui.sides.children[i], viewWords(view)));
  write(ui.caption, views.map(([side, view]) => [side && el("span.which", say(side, { view: viewWords(view) })), el("span", caption(view))]));
  paintSource();
}

const announce = delayed(() => {
  if (state.playing) return;
  const sums = areas().map(([, best]) => best);
  const held = shown.map((holder) => `${holders[holder].name} ${km2Words(sums[holder])}, ${percent(sums[holder] / total(sums))}`);
  write(ui.live, [viewWords(state), ...held].join("; "));
}, 350);

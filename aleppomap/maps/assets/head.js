// The caption, the legend that is also the filter, the choice of view.
const shown = [...holders.keys()].filter(everHolds);
const rowOf = (holder) => ui.holders.children[holder];

function makeLegend() {
  for (const holder of shown) {
    const row = rowOf(holder);
    row.dataset.holder = holders[holder].id;
    dress(row.querySelector(".swatch-fill"), { fill: fillFor({ shares: [{ holder, best: 1 }] }) });
    on(row, "click", () => {
      const hidden = new Set(state.hidden);
      if (!hidden.delete(holder)) hidden.add(holder);
      set({ hidden });
    });
  }
}

function caption(view) {
  const [low, best, high] = areas(view)[leading];
  const first = areas({ ...view, day: 0 })[leading][1];
  return say(view.day && first ? "captionShare" : "caption", {
    name: leader.name, area: km2Words(best), range: spread(low, high), share: percent(best / first), day: shortDay(0) });
}

function paintHead() {
  const { pinned } = state;
  const sums = areas();
  for (const holder of shown) {
    const [low, best, high] = sums[holder];
    write(rowOf(holder).lastChild, el("b", km2(best)), spread(low, high));
    dress(rowOf(holder), { "aria-pressed": !state.hidden.has(holder) });
  }
  ui.date.textContent = say("endOf", { day: longDay(state.day) });
  const which = (key, view) => el("span.which", say(key, { view: viewWords(view) }));
  write(ui.caption, pinned && [which("left", pinned), el("span", caption(pinned)), which("right", state)], el("span", caption(state)));
  paintSource();
}

let spoken = 0;
function announce() {
  clearTimeout(spoken);
  if (state.playing) return;
  spoken = setTimeout(() => {
    const sums = areas().map(([, best]) => best);
    const total = sums.reduce((sum, area) => sum + area, 0) || 1;
    ui.live.textContent = [viewWords(state), ...shown.map((holder) =>
      `${holders[holder].name} ${km2Words(sums[holder])}, ${percent(sums[holder] / total)}`)].join("; ");
  }, 350);
}

// The caption, the legend that is also the filter, the choice of view.
let rows = [];

function makeLegend() {
  const paint = (node, spell) => dress(node.querySelector(".swatch-fill"), { fill: fillFor(spell) });
  const all = (holder, flags) => ({ shares: [{ holder, best: 1 }], flags });
  const half = { shares: [{ holder: 0, best: 0.5 }, { holder: leading, best: 0.5 }] };
  rows = [...ui.holders.children].map((row, holder) => ({ row, holder })).filter(({ row, holder }) => everHolds(holder) || row.remove());
  for (const { row, holder } of rows) {
    row.dataset.holder = holders[holder].id;
    paint(row, all(holder));
    on(row, "click", () => {
      const hidden = new Set(state.hidden);
      if (!hidden.delete(holder)) hidden.add(holder);
      set({ hidden });
    });
  }
  const pictures = { contested: half, partial: half, disputed: all(UNKNOWN, ["disputed"]), changing: all(UNKNOWN, ["changing"]), silent: all(0) };
  for (const [name, spell] of Object.entries(pictures)) if (data.keys.includes(name)) paint(ui[`key-${name}`], spell);
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
  for (const { holder, row } of rows) {
    const [low, best, high] = sums[holder];
    write(row.lastChild, el("b", km2(best)), spread(low, high));
    dress(row, { "aria-pressed": !state.hidden.has(holder) });
  }
  ui.date.textContent = say("endOf", { day: longDay(state.day) });
  const which = (key, view) => el("span.which", say(key, { view: viewWords(view) }));
  write(ui.caption, pinned && [which("left", pinned), el("span", caption(pinned)), which("right", state)], el("span", caption(state)));
  paintSource();
  ui.pin.textContent = say(pinned ? "unpin" : "pin");
}

let spoken = 0;
function announce() {
  clearTimeout(spoken);
  if (state.playing) return;
  spoken = setTimeout(() => {
    const sums = areas().map(([, best]) => best);
    const total = sums.reduce((sum, area) => sum + area, 0) || 1;
    ui.live.textContent = [viewWords(state), ...rows.map(({ holder }) =>
      `${holders[holder].name} ${km2Words(sums[holder])}, ${percent(sums[holder] / total)}`)].join("; ");
  }, 350);
}

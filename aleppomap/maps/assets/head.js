// The caption, the legend that is also the filter, the choice of view.
const rows = [];

function makeLegend() {
  const solid = (holder) => fillFor({ shares: [{ holder, best: 1 }] });
  const spells = [...synthesis, ...accounts.flatMap((account) => [...account.own.values()])].flat();
  holders.forEach(({ id, name }, holder) => {
    if (!spells.some((spell) => spell.shares.some((share) => share.holder === holder && share.high))) return;
    const figure = el("span.figure");
    const row = button("holder", () => {
      const hidden = new Set(state.hidden);
      if (!hidden.delete(holder)) hidden.add(holder);
      set({ hidden });
    }, { "data-holder": id }, swatch(solid(holder)), el("span.name", bdi(name)), figure);
    rows.push({ holder, row, figure });
    ui.holders.append(row);
  });
  const stripes = (flags) => swatch(fillFor({ shares: [{ holder: 0, best: 0.5 }, { holder: leading, best: 0.5 }], flags }));
  const flagged = (flags) => swatch(fillFor({ shares: [{ holder: UNKNOWN, best: 1 }], flags }));
  const pictures = { contested: stripes(), partial: stripes(), disputed: flagged(FLAG.disputed), changing: flagged(FLAG.changing), silent: swatch(solid(0)) };
  for (const name of data.keys) ui[`key-${name}`].firstChild.prepend(pictures[name] || swatch("", name));
}

function makeTools() {
  on(ui.account, "change", () => set({ account: Number(ui.account.value) }));
  on(ui.disputes, "change", () => set({ disputes: ui.disputes.checked }));
  on(ui.pin, "click", () => set({ pinned: state.pinned ? null : { day: state.day, account: state.account } }));
  on(ui.swipe, "input", () => set({ swipe: Number(ui.swipe.value) }));
  ui.tools.open = state.account || state.pinned;
}

function caption(view) {
  const [low, best, high] = areas(view)[leading];
  const first = areas({ ...view, day: 0 })[leading][1];
  return say(view.day && first ? "captionShare" : "caption", {
    name: holders[leading].name, area: say("km2", { n: km2(best) }), range: range(km2(low), km2(high)), share: percent(best / first), day: shortDay(0),
  });
}

function paintHead() {
  const { account, pinned } = state;
  const sums = areas();
  for (const { holder, row, figure } of rows) {
    const [low, best, high] = sums[holder].map(km2);
    figure.replaceChildren(el("b", best), low === high ? "" : ` (${range(low, high)})`);
    row.setAttribute("aria-pressed", String(!state.hidden.has(holder)));
  }
  ui.date.textContent = say("endOf", { day: longDay(state.day) });
  ui.caption.replaceChildren(...(pinned ? [el("span.which", say("left", { view: viewWords(pinned) })), el("span", caption(pinned)),
    el("span.which", say("right", { view: viewWords(state) }))] : []), el("span", caption(state)));
  ui.sourceName.textContent = sourceWords(state);
  ui.sourceGloss.textContent = say(account ? "accountGloss" : "synthesisGloss", { share: percent(accounts[account].cover[state.day] / 100) });
  ui.account.value = account;
  ui.disputes.checked = state.disputes;
  ui.disputesNow.textContent = say("disputesNow", { n: everyCell.filter((number) => at(number).flags & FLAG.disputed).length });
  ui.pin.textContent = say(pinned ? "unpin" : "pin");
}

let spoken = 0;
function announce() {
  clearTimeout(spoken);
  if (state.playing) return;
  spoken = setTimeout(() => {
    const sums = areas().map((bounds) => bounds[1]);
    const whole = sums.reduce((sum, area) => sum + area, 0) || 1;
    ui.live.textContent = [viewWords(state), ...rows.map(({ holder }) =>
      `${holders[holder].name} ${say("km2", { n: km2(sums[holder]) })}, ${percent(sums[holder] / whole)}`)].join("; ");
  }, 350);
}

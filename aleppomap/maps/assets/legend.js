// Title block and legend. A row of the legend is also the switch of its party.
const rows = [];

function toggle(holder) {
  const hidden = new Set(state.hidden);
  if (!hidden.delete(holder)) hidden.add(holder);
  set({ hidden });
}

const solid = (holder) => fillFor([0, holder, 0, [holder, 1000, 1000, 1000], []]);

function makeLegend() {
  const box = byId("legend");
  const list = el("div", { class: "holders" });
  account().areas.forEach((series, holder) => {
    if (series.every((bounds) => bounds[2] === 0)) return;
    const button = el("button", { type: "button", class: "holder", "data-holder": holders[holder].id });
    const figure = el("span", { class: "figure" });
    button.append(swatch(solid(holder)), el("span", { class: "name" }, bdi(holders[holder].name)), figure);
    button.addEventListener("click", () => toggle(holder));
    rows.push({ holder, button, figure });
    list.append(button);
  });
  const spells = account().spells.flat();
  const seen = (test) => spells.find(test);
  const keys = el("ul", { class: "keys" });
  const key = (picture, [name, gloss]) => keys.append(el("li", gloss ? { title: gloss } : null, picture, name));
  key(swatch("", "front", "line"), [W.front]);
  key(swatch("", "before", "line"), [W.frontBefore]);
  const both = seen((spell) => spell[1] === CONTESTED);
  if (both) key(swatch(fillFor(both)), W.flags.contested);
  const part = seen((spell) => spell[1] < UNKNOWN && spell[3].length > 4 && sharesOf(spell)[1].best > 0);
  if (part) key(swatch(fillFor(part)), W.flags.partial);
  for (const flag of ["disputed", "changing"]) {
    if (seen((spell) => spell[2] & FLAG[flag])) key(swatch("transparent", flagFill(FLAG[flag])), W.flags[flag]);
  }
  if (seen((spell) => spell[2] & FLAG.silent)) key(swatch(solid(0), "", "faint"), W.flags.silent);
  if (data.note) for (const name of ["numerator", "denominator"]) key(swatch("", name, "line"), [W[name]]);
  box.append(list, keys);
}

function paintLegend() {
  for (const { holder, button, figure } of rows) {
    const [low, best, high] = account().areas[holder][state.day];
    figure.replaceChildren(el("b", null, km2(best)));
    if (low !== high) figure.append(` (${range(km2(low), km2(high))})`);
    button.setAttribute("aria-pressed", String(!state.hidden.has(holder)));
  }
}

function citedBy(day) {
  const cited = new Set();
  for (const spells of account().spells) {
    for (const spell of spells) if (spell[0] <= day) spell[4].forEach((report) => cited.add(report));
  }
  return cited.size;
}

function paintHead() {
  const { name, synthesis } = account();
  const own = () => reports.filter((report) => report.account === name && report.when && report.when.slice(0, 10) <= data.dates[state.day]);
  const source = synthesis ? W.synthesis(citedBy(state.day)) : W.account(name, own().length);
  const lines = [el("span", { class: "day" }, W.endOf(dayWords(state.day))), el("span", { class: "source" }, el("i", null, " · "), bdi(source))];
  const series = account().areas[leading];
  const [low, best, high] = series[state.day];
  let more = ".";
  if (state.day && best !== series[0][1]) {
    more = `, ${W.changeSince(km2(series[0][1]), shortDate.format(asDate(data.dates[0])), best < series[0][1])}.`;
  }
  lines.push(el("span", { class: "figures" }, bdi(W.heldArea(holders[leading].name, km2(best))),
    el("span", { class: "nobr" }, `(${range(km2(low), km2(high))})`), more));
  byId("caption").replaceChildren(...lines);
}

let spoken = 0;
function announce() {
  clearTimeout(spoken);
  if (state.playing) return;
  spoken = setTimeout(() => {
    const areas = account().areas.map((series) => series[state.day][1]);
    const whole = areas.reduce((sum, area) => sum + area, 0) || 1;
    const shares = rows.map(({ holder }) =>
      `${plain(holders[holder].name)} ${W.km2(km2(areas[holder]))}, ${percent((1000 * areas[holder]) / whole)}`);
    byId("live").textContent = `${W.endOf(dayWords(state.day))}. ${shares.join("; ")}.`;
  }, 350);
}

// Fixed districts: spells of the synthesis, and each account's own word.
const cells = data.cells.map(([id, name, other, lng, lat, area]) => ({ id, name, other, spot: [lat, lng], area }));
const reports = data.reports.rows.map(([cell, ...row], number) => ({
  number, cell, ...Object.fromEntries(data.reports.fields.map((field, i) => [field, data.reports.texts[row[i]]])),
}));
const cited = (numbers = []) => numbers.map((number) => reports[number]);
const speaker = ({ account }) => data.speakers[account] || account;

const line = (text) => walk(unpack(text), [...data.origin]);
const arcs = data.arcs.map(line);
const alive = () => sides.keys();
const outlines = data.rings.map((rings) => rings.map(unpack));
const shapeOf = (cell) => outlines[cell];
const everyCell = [...cells.keys()];

const idsOf = ({ day, account }) => [data.dates[day], accounts[account].id];
const shareOf = ({ shares }, holder) => shares.find((share) => share.holder === holder);
const unpacked = (text) => text; // Leaflet stands in this page as it is
const states = data.states.map(spellOf);
const synthesis = data.spells.map((spells) => spells.map(([from, number, behind, differs]) => (
  { ...states[number], from, behind: cited(behind), differs: cited(differs) })));
const accounts = data.accounts.map((account) => ({ ...account, name: account.name || say("synthesis"),
  own: account.spells.map(([cell, from, to, number, behind]) => ({ ...states[number], cell, from, to, behind: cited(behind) })) }));

// An account's own word where it stands; elsewhere it is silent and shows the synthesis.
function at(cell, { account, day } = state) {
  const base = synthesis[cell].findLast((spell) => spell.from <= day);
  if (!account) return base;
  const own = accounts[account].own.find((spell) => spell.cell === cell && spell.from <= day && day < spell.to);
  if (!own) return { ...base, flags: [...base.flags, "silent"] };
  const others = holders.filter((_, holder) => !shareOf(own, holder)?.best).map(({ name }) => name);
  const against = (report) => report.account !== accounts[account].id && others.includes(report.says);
  return { ...own, base, flags: base.flags, differs: [...base.differs, ...base.behind].filter(against) };
}

const everHolds = (holder) => states.some((spell) => shareOf(spell, holder)?.high);
const bests = ({ control, shares }) => [control, ...shares.filter(({ best }) => best).map(({ holder, best }) => `${holder}:${hundredths(best)}`)].join();
const changedCells = (view) => (view.day < 1 ? [] : everyCell.filter((cell) => bests(at(cell, eve(view))) !== bests(at(cell, view))));

const sinceDay = (cell, view = state) => (
  view.day > 0 && at(cell, eve(view)).control === at(cell, view).control ? sinceDay(cell, eve(view)) : view.day);

function areas(view = state) {
  const sums = holders.map(() => [0, 0, 0]);
  cells.forEach(({ area }, cell) => {
    for (const { holder, low, best, high } of at(cell, view).shares) {
      [low, best, high].forEach((share, i) => { sums[holder][i] += area * share; });
    }
  });
  return sums;
}

// Who took what the leading party lost: gains from others are left out by scale.
function taken(sums, best, under) {
  const gains = sums.map((sum) => sum.map(([, held], holder) => (holder === leading ? 0 : Math.max(0, held - sums[0][holder][1]))));
  const scales = gains.map((gained, day) => Math.max(0, best[0] - best[day]) / (gained.reduce((sum, gain) => sum + gain, 0) || 1));
  let roof = best;
  return holders.map(({ colour }, holder) => {
    const floor = roof;
    roof = floor.map((area, day) => area + gains[day][holder] * scales[day]);
    return svg("path", { d: under(floor) + under(roof), fill: colour });
  });
}
const chartScale = ([first]) => ({ base: 0, marks: [0, 0.5, 1].map((share) => [share * first, percent(share)]),
  title: say("chart", { area: km2Words(first), name: leader.name, day: shortDay(0) }) });

const picked = () => shapeOf(state.cell);

// The outline of a group, as runs of arcs.
const outline = (group) => [...alive()].filter((number) => parted(number, group)).map((number) => [number]);
const drawChanges = (index, view) => draw(ui[`changed${index}`], outline(changedCells(view)));

const viewWords = ({ day, account }) => say("view", { day: longDay(day), account: accounts[account].name });

function paintSource() {
  const { account, day } = state;
  const { name, cover, told, standing } = accounts[account];
  const key = account ? (cover[day] < 50 ? "corrections" : "accountOf") : "synthesisOf";
  write(ui.sourceName, say(key, { name, n: (key === "corrections" ? standing : told)[day] }));
  write(ui.sourceGloss, say(account ? "accountGloss" : "synthesisGloss", { share: percent(cover[day] / 100) }));
  ui.account.value = account;
}
on(ui.account, "change", () => render({ account: Number(ui.account.value) }));
on(ui.disputes, "change", () => ui.mapbox.classList.toggle("only-disputes", ui.disputes.checked));

// Roads and landmarks beneath the names, and what a claim counts.
const context = data.context.map(([kind, name, points]) => ({ road: kind === "road", name, run: [arcs.push(line(points)) - 1] }));
const roads = context.filter(({ road }) => road);
function drawContext() {
  draw(ui.road, roads.map(({ run }) => run));
  const landmarks = context.filter(({ road }) => !road).map(({ run }) => run);
  for (const name of ["landmark", "landmark-core"]) draw(ui[name], landmarks, "h.01");
  if (data.note) for (const name of ["numerator", "denominator"]) draw(ui[name], outline(data.note[name]));
}
const extras = [makeLabels, makeFinder];

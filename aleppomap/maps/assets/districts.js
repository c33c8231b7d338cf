// Fixed districts: spells of the synthesis, and each account's own word.
const cells = data.cells.map(([id, name, other, lng, lat, area]) => ({ id, name, other, spot: [lat, lng], area }));

const everyCell = [...cells.keys()];

const idsOf = ({ day, account }) => [data.dates[day], accounts[account].id];
const shareOf = ({ shares }, holder) => shares.find((share) => share.holder === holder);
const unpacked = (text) => text; // Leaflet stands in this page as it is
const states = data.states.map(spellOf);
const synthesis = data.spells.map((spells) => spells.map(([from, number, behind, differs]) => ({ ...states[number], from, behind, differs })));
const { accounts } = data;

// An account's own word where it stands; elsewhere it is silent and shows the synthesis.
function at(cell, { account, day } = state) {
  const base = synthesis[cell].findLast((spell) => spell.from <= day);
  if (!account) return base;
  const own = accounts[account].spells.find(([place, from, to]) => place === cell && from <= day && day < to);
  return own ? { ...states[own[3]], behind: own[4], base, flags: base.flags } : { ...base, flags: [...base.flags, "silent"] };
}

const bests = ({ control, shares }) => [control, ...shares.filter(({ best }) => best).map(({ holder, best }) => `${holder}:${hundredths(best)}`)].join();
const changedCells = (view) => (view.day < 1 ? [] : everyCell.filter((cell) => bests(at(cell, eve(view))) !== bests(at(cell, view))));

function sinceDay(cell, view = state) {
  let { day } = view;
  while (day && at(cell, { ...view, day: day - 1 }).control === at(cell, view).control) day -= 1;
  return day;
}

function areas(view = state) {
  const sums = holders.map(() => [0, 0, 0]);
  cells.forEach(({ area }, cell) => {
    for (const { holder, low, best, high } of at(cell, view).shares) {
      [low, best, high].forEach((share, i) => { sums[holder][i] += area * share; });
    }
  });
  return sums;
}

// Who took what the leading party lost; what they took from others is scaled away.
function taken(sums, best, under) {
  const gains = sums.map((sum) => sum.map(([, held], holder) => (holder === leading ? 0 : Math.max(0, held - sums[0][holder][1]))));
  const scales = gains.map((gained, day) => Math.max(0, best[0] - best[day]) / total(gained));
  let roof = best;
  return holders.map(({ colour }, holder) => {
    const floor = roof;
    roof = floor.map((area, day) => area + gains[day][holder] * scales[day]);
    return svg("path", { d: under(floor) + under(roof), fill: colour });
  });
}
const chartScale = ([first]) => ({ base: 0, marks: [0, 0.5, 1].map((share) => [share * first, percent(share)]),
  title: say("chart", { area: km2Words(first), name: leader.name, day: shortDay(0) }) });

const viewWords = ({ day, account }) => say("view", { day: longDay(day), account: accounts[account].name });

function paintSource() {
  const { account, day } = state;
  const { name, cover, told } = accounts[account];
  const key = account ? (cover[day] < 50 ? "corrections" : "accountOf") : "synthesisOf";
  write(ui.sourceName, say(key, { name, n: told[day] }));
  write(ui.sourceGloss, say(account ? "accountGloss" : "synthesisGloss", { share: percent(cover[day] / 100) }));
  ui.account.value = account;
}
on(ui.account, "change", () => render({ account: Number(ui.account.value) }));
Object.assign(state, readHash());

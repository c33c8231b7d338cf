// Who held what: arcs carried once, spells of the synthesis, and each account's own word.
const { holders, leading } = data;
const UNKNOWN = holders.length - 1;
const CONTESTED = UNKNOWN + 1;
const FLAG = { disputed: 1, changing: 2, silent: 4 };
const cells = data.cells.map(([id, name, other, lng, lat, area]) => ({ id, name, other, spot: [lat, lng], area }));
const reports = data.reports.rows.map(([cell, ...row], number) => ({
  number, cell, ...Object.fromEntries(data.reports.fields.map((field, i) => [field, data.reports.texts[row[i]]])),
}));
const speaker = ({ account }) => data.speakers[account] || account;

function unpack(text) {
  const numbers = [];
  let [value, place] = [0, 0];
  for (const letter of text) {
    const bits = data.alphabet.indexOf(letter);
    value |= (bits & 31) << place;
    place += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value + 1) / 2 : value / 2);
    value = place = 0;
  }
  return numbers;
}
const pairs = (numbers) => numbers.flatMap((value, i) => (i % 2 ? [[numbers[i - 1], value]] : []));
function line(text) {
  let [x, y] = data.origin;
  return pairs(unpack(text)).map(([dx, dy]) => [(y += dy) * data.unit, (x += dx) * data.unit]);
}
const arcs = data.arcs.map(line);
const borders = pairs(unpack(data.sides));
const outlines = data.rings.map((rings) => rings.map((ring) =>
  unpack(ring).flatMap((number) => (number < 0 ? arcs[-1 - number].slice().reverse() : arcs[number]).slice(1))));

const states = data.states.map(([control, flags, ...shares]) => ({
  control, flags, shares: shares.map(([holder, low, best, high]) => ({ holder, low: low / 1000, best: best / 1000, high: high / 1000 })),
}));
const synthesis = data.spells.map((spells) => spells.map(([from, number, behind, differs]) =>
  ({ ...states[number], from, behind, differs: differs || [] })));
const accounts = data.accounts.map((account) => {
  const own = new Map();
  for (const [cell, from, to, number, behind] of account.spells) {
    own.set(cell, [...(own.get(cell) || []), { ...states[number], from, to, behind }]);
  }
  return { ...account, name: account.name || say("synthesis"), own };
});

// An account's own word where it stands; elsewhere it is silent and shows the synthesis.
function at(cell, view = state) {
  const base = synthesis[cell].findLast((spell) => spell.from <= view.day);
  if (!view.account) return base;
  const own = (accounts[view.account].own.get(cell) || []).find((spell) => spell.from <= view.day && view.day < spell.to);
  if (!own) return (base.silent ||= { ...base, flags: base.flags | FLAG.silent });
  if (own.base !== base) Object.assign(own, { base, flags: base.flags, differs: base.differs });
  return own;
}

const eve = (view) => ({ ...view, day: view.day - 1 });
const everyCell = cells.map((_, number) => number);
const bests = ({ shares }) => shares.filter(({ best }) => best).map(({ holder, best }) => `${holder}:${Math.round(100 * best)}`).join();
const changedCells = (view) => (view.day < 1 ? [] : everyCell.filter((number) => {
  const [before, now] = [at(number, eve(view)), at(number, view)];
  return before.control !== now.control || bests(before) !== bests(now);
}));
const flagsOf = (spell) => Object.keys(FLAG).filter((flag) => spell.flags & FLAG[flag]);

function sinceDay(cell, view = state) {
  const { control } = at(cell, view);
  let { day } = view;
  while (day > 0 && at(cell, eve({ ...view, day })).control === control) day -= 1;
  return day;
}

function areas(view = state) {
  const sums = holders.map(() => [0, 0, 0]);
  cells.forEach(({ area }, number) => {
    for (const { holder, low, best, high } of at(number, view).shares) {
      [low, best, high].forEach((share, i) => { sums[holder][i] += area * share; });
    }
  });
  return sums;
}

// The front is where two known sides differ; beside contested ground it is loose.
function frontArcs(view) {
  const found = new Map();
  borders.forEach(([left, right], number) => {
    if (left < 0 || right < 0) return;
    const [a, b] = [at(left, view).control, at(right, view).control];
    if (a !== b && a !== UNKNOWN && b !== UNKNOWN) found.set(number, a === CONTESTED || b === CONTESTED);
  });
  return found;
}

// The outline of a group: arcs with the group on one side only.
function groupArcs(group) {
  const within = new Set(group);
  return arcs.filter((_, number) => within.has(borders[number][0]) !== within.has(borders[number][1]));
}

const shortStatus = (spell) => (spell.control === CONTESTED ? say("contested") : holders[spell.control].name);
function statusWords(spell) {
  if (spell.control === UNKNOWN) return say("unknownLong");
  if (spell.control !== CONTESTED) return say("heldBy", { name: shortStatus(spell) });
  const names = spell.shares.filter((share) => share.high && share.holder !== UNKNOWN).map((share) => holders[share.holder].name);
  return names.length > 1 ? say("contestedBetween", { names: names.join(say("and")) }) : say("contested");
}
const cellWords = (number, view) => listed([statusWords(at(number, view)), ...flagsOf(at(number, view)).map((flag) => say(flag))]);
function sinceWords(cell, view) {
  const day = sinceDay(cell, view);
  return say(day ? "since" : "sinceStart", { day: longDay(day) });
}
const viewWords = ({ day, account }) => say("view", { day: longDay(day), account: accounts[account].name });

function sourceWords({ day, account }) {
  const { name, cover, told, standing } = accounts[account];
  if (!account) return say("synthesisOf", { n: told[day] });
  return cover[day] < 50 ? say("corrections", { n: standing[day], name }) : say("accountOf", { n: told[day], name });
}

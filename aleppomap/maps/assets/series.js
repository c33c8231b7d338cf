// Fronts that move: each arc with its sides and the days it lives; a party's ground is the
// rings its arcs make on the day.
const cells = data.cells.map(([id, name, spell]) => ({ id, name, ...spellOf(spell) }));
const at = (cell) => cells[cell];
const accounts = [{ id: data.account, name: data.accountName }];
const running = (steps, sum = 0) => steps.map((step) => (sum += step));

const arcs = [];
const ends = []; // of each arc: a number for either end
const here = [...data.origin];
const node = (x, y) => x * 1e8 + y;
for (let steps = unpack(data.arcs), i = 0; i < steps.length;) {
  const stop = i + 1 + 2 * steps[i];
  const first = node(here[0] + steps[i + 1], here[1] + steps[i + 2]);
  arcs.push(walk(steps.slice(i + 1, stop), here));
  ends.push([first, node(...here)]);
  i = stop;
}
const spans = unpack(data.spans);
let over = 0;
const lives = unpack(data.starts).map((step, number) => [over + step, (over += step + spans[number])]);

// What was worked out of a day is kept for a few days.
function remembered(work) {
  const known = new Map();
  return (day) => {
    if (known.has(day)) return known.get(day);
    if (known.size > 8) known.clear();
    return known.set(day, work(day)).get(day);
  };
}
const living = (numbers, day) => numbers.filter((number) => lives[number][0] <= day && day < lives[number][1]);
const alive = remembered((day) => living([...lives.keys()], day));
const around = (day, cell) => alive(day).filter((number) => parted(number, [cell]));

// Arcs end to end; filled by the even-odd rule, so holes and touching corners need no order.
function ringsOf(list) {
  const meeting = new Map();
  for (const number of list) for (const end of ends[number]) meeting.set(end, [...(meeting.get(end) || []), number]);
  const free = new Set(list);
  const rings = [];
  for (const first of list) {
    if (!free.delete(first)) continue;
    const ring = [first];
    let [home, end] = ends[first];
    while (end !== home) {
      const next = meeting.get(end).find((number) => free.delete(number));
      if (next === undefined) break;
      const turned = ends[next][0] !== end;
      ring.push(turned ? -1 - next : next);
      end = ends[next][turned ? 0 : 1];
    }
    rings.push(ring);
  }
  return rings;
}
const grounds = remembered((day) => cells.map((_, cell) => ringsOf(around(day, cell))));
const shapeOf = (cell, view = state) => grounds(view.day)[cell];
const unknownChange = (day) => day === 0 || data.gaps.includes(day);
const moves = remembered((day) => cells.map((_, cell) => (unknownChange(day) ? []
  : ringsOf([day - 1, day].flatMap((when) => around(when, cell)).filter((number) => lives[number].includes(day))))));
function drawChanges(index, { day }) {
  const group = ui[`moved${index}`];
  moves(day).forEach((rings, cell) => draw(group.children[cell] || group.appendChild(svg("path")), rings, "Z"));
}

const table = holders.map((_, holder) => {
  const [best, below, above] = [0, 1, 2].map((bound) => running(unpack(data.areas[3 * holder + bound])));
  return best.map((area, day) => [area - below[day], area, area + above[day]].map((value) => value / 1000));
});
const areas = ({ day } = state) => table.map((days) => days[day]);
const exchanged = data.moves.map((text) => unpack(text).map((area) => area / 1000));
const moved = (cell, { day }) => exchanged.slice(2 * cell, 2 * cell + 2).map((areas) => areas[day]); // gained, lost

// Ground that is lost leaves no trace in the chart; days without data are left open.
const dataless = [...Object.keys(data.stands).map((day) => [day, 1]), ...data.gaps.map((day) => [day - 0.15, 0.3])];
const taken = () => svg("path.dataless", { d: dataless.map(([day, width]) => `M${day} 0h${width}V100h${-width}Z`).join("") });
function chartScale(best, least, top) {
  const base = least > top / 2 ? least - 0.1 * (top - least || least) : 0;
  const marks = [0, 0.5, 1].map((share) => base + share * (top - base)).map((area) => [area, km2(area)]);
  return { base, marks, title: say(base ? "chartCut" : "chartArea", { name: leader.name }) + (dataless.length ? `; ${say("chartOpen")}` : "") };
}

// On a day without data the state of the day before stands, and the page says so.
const standing = (day) => (data.stands[day] ? say("noData", { day: data.stands[day][1] }) : "");

// Who held a place: a holder comes or goes each time an arc that crosses the ray to the east
// begins or ends.
function crosses(points, x, y) {
  let odd = false;
  for (let i = 2; i < points.length; i += 2) {
    const [x0, y0, x1, y1] = points.slice(i - 2, i + 2);
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) odd = !odd;
  }
  return odd;
}
function historyOf(place) {
  const [x, y] = onGround(place);
  const crossing = [...lives.keys()].filter((number) => crosses(arcs[number], x, y));
  const spells = [];
  data.dates.forEach((_, day) => {
    const now = living(crossing, day);
    const held = [...cells.keys()].filter((cell) => now.filter((number) => parted(number, [cell])).length % 2);
    if (spells.at(-1)?.held.join() !== held.join() || data.gaps.includes(day)) spells.push({ held, from: day });
  });
  return spells;
}

const idsOf = ({ day }) => [data.dates[day]];
const viewWords = ({ day }) => longDay(day) + (standing(day) && ` (${standing(day)})`);
const drawContext = () => {};
Object.assign(state, readHash());

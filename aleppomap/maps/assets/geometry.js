// Arcs are carried once; outlines and front lines are walks along them.
const sixBits = Object.fromEntries([...data.alphabet].map((letter, value) => [letter, value]));

function unpack(text) {
  const numbers = [];
  let value = 0;
  let place = 0;
  for (const letter of text) {
    const bits = sixBits[letter];
    value |= (bits & 31) << place;
    place += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value + 1) / 2 : value / 2);
    value = place = 0;
  }
  return numbers;
}

const arcs = data.arcs.map(unpack).map((steps) => {
  const line = [];
  let [x, y] = data.origin;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    line.push([y * data.unit, x * data.unit]);
  }
  return line;
});

const outlines = data.rings.map((rings) => rings.map((ring) => ring.flatMap((number) => {
  const line = number < 0 ? arcs[-1 - number].slice().reverse() : arcs[number];
  return line.slice(1);
})));

const whole = L.latLngBounds(arcs.flat());

// The map opens on the ground that changes hands in these days; the rest is a step out.
const moving = cells.map((_, number) => number).filter((number) =>
  new Set(data.accounts[0].spells[number].map((spell) => spell[1])).size > 1);
const story = moving.length ? L.latLngBounds(moving.flatMap((number) => outlines[number].flat())) : whole;

// The front is where two sides differ and both are known; the edge of the data is not a front.
// Along contested ground it is loose: the line runs somewhere inside.
function frontArcs(day) {
  const found = new Map();
  data.sides.forEach(([left, right], number) => {
    if (left < 0 || right < 0) return;
    const a = spellAt(left, day)[1];
    const b = spellAt(right, day)[1];
    if (a !== b && a !== UNKNOWN && b !== UNKNOWN) found.set(number, a === CONTESTED || b === CONTESTED);
  });
  return found;
}

// The outline of a group of cells: arcs with the group on one side only.
function groupArcs(group) {
  const within = new Set(group);
  return arcs.filter((_, number) => {
    const [left, right] = data.sides[number];
    return within.has(left) !== within.has(right);
  });
}

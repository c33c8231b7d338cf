// What every page has: holders, packed numbers, the projection, and words for a state.
const { conditions, leading } = data; // who holds; then unknown, contested
const CONTESTED = conditions.length - 1;
const UNKNOWN = CONTESTED - 1;
const holders = conditions.slice(0, CONTESTED);
const leader = holders[leading];
const last = data.dates.length - 1;

const digit = new Uint8Array(128);
[...data.alphabet].forEach((letter, value) => { digit[letter.charCodeAt(0)] = value; });
function unpack(text) {
  const numbers = [];
  let [value, place] = [0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const bits = digit[text.charCodeAt(i)];
    value |= (bits & 31) << place;
    place += 5;
    if (bits & 32) continue;
    numbers.push((value >> 1) ^ -(value & 1));
    [value, place] = [0, 0];
  }
  return numbers;
}

// Mercator, in pixels of zoom 0, as Leaflet has it: x, y, x, y, ...
const across = (lng) => (lng / 360 + 0.5) * 256;
const down = (lat) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 256;
const onGround = ([lat, lng]) => [across(lng), down(lat)];
const walk = (steps, here) => steps.map((step, i) => {
  here[i % 2] += step;
  return i % 2 ? down(here[1] * data.unit) : across(here[0] * data.unit);
});

// A state: the word for the colour, flags, and what each holder had of the ground.
const spellOf = ([control, flags, ...shares]) => ({
  control, flags, shares: shares.map(([holder, low, best, high]) => ({ holder, low: low / 1000, best: best / 1000, high: high / 1000 })),
});
const shortStatus = ({ control }) => conditions[control].name;
function statusWords(spell) {
  if (spell.control === UNKNOWN) return say("unknownLong");
  if (spell.control !== CONTESTED) return say("heldBy", { name: shortStatus(spell) });
  const names = spell.shares.filter(({ high, holder }) => high && holder !== UNKNOWN).map(({ holder }) => holders[holder].name);
  return names.length > 1 ? say("contestedBetween", { names: names.join(say("and")) }) : shortStatus(spell);
}
const withFlags = (words, { flags }) => listed([words, ...flags.map((flag) => say(flag))]);
const cellWords = (cell, view) => withFlags(statusWords(at(cell, view)), at(cell, view));

// The front is where two known sides differ; beside contested ground it is loose.
const eve = (view) => ({ ...view, day: view.day - 1 });
function frontArcs(view) {
  const [front, loose] = [[], []];
  for (const number of alive(view.day)) {
    const [a, b] = sides[number].map((cell) => (cell < 0 ? UNKNOWN : at(cell, view).control));
    if (a !== b && a !== UNKNOWN && b !== UNKNOWN) (a === CONTESTED || b === CONTESTED ? loose : front).push([number]);
  }
  return { front, loose, casing: [...front, ...loose] };
}

// Fills: plain colour for the whole, stripes by share; the marks are in the page.
const TILE = 16;
const made = new Map();

// Shares in twentieths: few patterns, and no stripe too thin to see.
function fillFor({ shares, flags = [] }) {
  const parts = shares.filter(({ best }) => best > 0).map(({ holder, best }) => (
    { ...holders[holder], gone: state.hidden.has(holder), width: Math.max(1, Math.round(best * 20)) }));
  if (parts.every(({ gone }) => gone)) return "transparent";
  const whole = parts.length === 1;
  const marks = [whole && `hatch-${parts[0].hatch}`, ...flags.map((flag) => `flag-${flag}`)].filter((name) => ui[name]);
  if (whole && !marks.length) return parts[0].colour;
  const key = [marks, ...parts.map(({ id, gone, width }) => [id, gone, width])].join();
  if (!made.has(key)) made.set(key, makePattern(parts, marks));
  return made.get(key);
}
const paintCell = (node, spell) => dress(node, { fill: fillFor(spell), class: ["cell", ...spell.flags].join(" ") });

function makePattern(parts, marks) {
  const id = `fill-${made.size}`;
  const scale = TILE / parts.reduce((sum, { width }) => sum + width, 0);
  let x = 0;
  const bands = parts.map(({ gone, colour, width }) => {
    const band = svg("rect", { x, width: width * scale + 0.05, height: TILE, fill: gone ? "none" : colour });
    x += width * scale;
    return band;
  });
  ui.patterns.append(svg("pattern", { id, width: TILE, height: TILE, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    bands, marks.map((name) => svg("use", { href: `#${name}` }))));
  return `url(#${id})`;
}

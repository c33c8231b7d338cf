// Fills: plain colour for a whole district; stripes by share for a part. The marks are in the page.
const TILE = 16;
const made = new Map();
const mark = (name) => svg("use", { href: `#${name}` });

// Shares in twentieths: few patterns, and no stripe too thin to see.
function fillFor({ shares, flags = [] }) {
  const parts = shares.filter(({ best }) => best > 0).map(({ holder, best }) => (
    { ...holders[holder], holder, gone: state.hidden.has(holder), width: Math.max(1, Math.round(best * 20)) }));
  const [{ gone, colour, hatch }] = parts;
  const marks = [];
  if (parts.length === 1) {
    if (gone) return "transparent";
    if (ui[`hatch-${hatch}`]) marks.push(mark(`hatch-${hatch}`));
  }
  const flag = parts.every((part) => part.gone) ? null : ["disputed", "changing"].find((name) => flags.includes(name));
  if (flag) marks.push(mark(`flag-${flag}`));
  if (parts.length === 1 && !marks.length) return colour;
  const key = [flag, ...parts.map((part) => `${part.holder}${part.gone}${part.width}`)].join();
  if (!made.has(key)) made.set(key, makePattern(parts, marks));
  return made.get(key);
}

function makePattern(parts, marks) {
  const id = `fill-${made.size}`;
  const scale = TILE / parts.reduce((sum, { width }) => sum + width, 0);
  let x = 0;
  const bands = parts.map(({ gone, colour, width }) => {
    const band = svg("rect", { x, width: width * scale + 0.05, height: TILE, fill: gone ? "var(--land)" : colour });
    x += width * scale;
    return band;
  });
  ui.patterns.append(svg("pattern", { id, width: TILE, height: TILE, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, bands, marks));
  return `url(#${id})`;
}

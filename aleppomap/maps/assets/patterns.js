// Fills: plain colour for a whole district; stripes by share for a part.
const TILE = 16;
const defs = svg("defs");
document.body.append(svg("svg.shelf", { width: 0, height: 0, "aria-hidden": "true" }, defs));
const made = new Map();

const HATCHES = {
  diagonal: "M0 4H16M0 12H16", cross: "M0 4H16M0 12H16M4 0V16M12 0V16", vertical: "M0 0L16 16M-8 8L8 24M8 -8L24 8",
  horizontal: "M0 16L16 0M-8 8L8 -8M8 24L24 8", dots: "M4 4h.1M12 12h.1",
};
const mark = (name, d) => svg(`path.${name}`, { d });
function overlay(flags) {
  if (flags & FLAG.disputed) return [mark("flag-line", "M0 2H16M0 10H16M2 0V16M10 0V16")];
  return flags & FLAG.changing ? [mark("flag-dot", "M4 2h.1M12 2h.1M4 10h.1M12 10h.1M0 6h.1M8 6h.1M16 6h.1M0 14h.1M8 14h.1M16 14h.1")] : [];
}

// Shares in twentieths: few patterns, and no stripe too thin to see.
function fillFor({ shares, flags }) {
  const parts = shares.filter((share) => share.best > 0);
  const steps = parts.map((share) => Math.max(1, Math.round(share.best * 20)));
  const whole = steps.reduce((sum, step) => sum + step, 0);
  const gone = ({ holder }) => state.hidden.has(holder);
  const over = parts.every(gone) ? [] : overlay(flags);
  const marks = [];
  if (parts.length === 1) {
    const { colour, hatch } = holders[parts[0].holder];
    if (gone(parts[0])) return "transparent";
    if (!colour) marks.push(mark("unknown-line", "M4 0V16M12 0V16"));
    else if (HATCHES[hatch]) marks.push(mark(hatch === "dots" ? "tone-dot" : "tone", HATCHES[hatch]));
    else if (!over.length) return colour;
  }
  const key = [flags & 3, ...parts.map((share, i) => `${share.holder}${gone(share)}${steps[i]}`)].join();
  if (!made.has(key)) {
    let x = 0;
    const bands = parts.map((share, i) => {
      const { colour } = holders[share.holder];
      const from = x;
      x += (TILE * steps[i]) / whole;
      const look = gone(share) ? { class: "hidden-fill" } : colour ? { fill: colour } : { class: "unknown-fill" };
      return svg("rect", { x: from, y: 0, width: x - from + 0.05, height: TILE, ...look });
    });
    defs.append(svg("pattern", { id: `fill-${made.size}`, width: TILE, height: TILE, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      ...bands, ...marks, ...over));
    made.set(key, `url(#fill-${made.size})`);
  }
  return made.get(key);
}

function swatch(fill, name) {
  const node = svg("svg.swatch", { width: 26, height: 16, "aria-hidden": "true" });
  if (name) node.append(mark(name, "M1 8H25"));
  else for (const look of [{ class: "swatch-land" }, { class: "swatch-fill", fill }]) node.append(svg("rect", { width: 26, height: 16, ...look }));
  return node;
}

// Fills: plain colour for a whole district; stripes as wide as the shares for a part of one.
const TILE = 16;
const defs = svg("defs");
const shelf = svg("svg", { width: 0, height: 0, "aria-hidden": "true", class: "shelf" });
shelf.append(defs);
document.body.append(shelf);
const made = new Map();

function pattern(key, size, angle, shapes) {
  if (!made.has(key)) {
    const id = `fill-${made.size}`;
    const node = svg("pattern", {
      id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${angle})`,
    });
    for (const [tag, attributes] of shapes) node.append(svg(tag, attributes));
    defs.append(node);
    made.set(key, `url(#${id})`);
  }
  return made.get(key);
}

const HATCHES = {
  diagonal: (size) => [["path", { d: `M0 0V${size}`, class: "tone" }]],
  vertical: (size) => [["path", { d: `M0 0V${size}`, class: "tone" }]],
  horizontal: (size) => [["path", { d: `M0 0H${size}`, class: "tone" }]],
  cross: (size) => [["path", { d: `M0 0V${size}M0 0H${size}`, class: "tone" }]],
  dots: (size) => [["circle", { cx: size / 2, cy: size / 2, r: 1.2, class: "tone-dot" }]],
};

const band = (holder, x, width) => {
  const look = state.hidden.has(holder) ? { class: "hidden-fill" }
    : holder === UNKNOWN ? { class: "unknown-fill" } : { fill: parties[holder].colour };
  return ["rect", { x, y: 0, width, height: TILE, ...look }];
};

// Shares in steps of a twentieth: few patterns, and no stripe too thin to see.
function fillFor(spell) {
  const shares = sharesOf(spell).filter((share) => share.best > 0);
  const mark = (holder) => `${holder}${state.hidden.has(holder) ? "x" : ""}`;
  if (shares.length < 2) {
    const holder = shares.length ? shares[0].holder : UNKNOWN;
    if (state.hidden.has(holder)) return "transparent";
    if (holder === UNKNOWN) {
      return pattern("unknown", 8, 45, [["rect", { width: 8, height: 8, class: "unknown-fill" }],
        ["path", { d: "M0 0V8", class: "unknown-line" }]]);
    }
    const { colour, hatch } = parties[holder];
    if (!HATCHES[hatch]) return colour;
    return pattern(`party-${holder}`, 8, hatch === "diagonal" || hatch === "cross" ? -45 : 0,
      [["rect", { width: 8, height: 8, fill: colour }], ...HATCHES[hatch](8)]);
  }
  const steps = shares.map((share) => Math.max(1, Math.round(share.best / 50)));
  const whole = steps.reduce((sum, step) => sum + step, 0);
  const key = shares.map((share, i) => `${mark(share.holder)}:${steps[i]}`).join();
  let x = 0;
  const bands = shares.map((share, i) => {
    const width = (TILE * steps[i]) / whole;
    x += width;
    return band(share.holder, x - width, width + 0.05);
  });
  return pattern(key, TILE, 45, bands);
}

// What is laid over a fill when the colour alone would claim too much.
function flagFill(flags) {
  if (flags & FLAG.disputed) {
    return pattern("disputed", 9, 45, [["path", { d: "M0 0V9M0 0H9", class: "flag-line" }]]);
  }
  if (flags & FLAG.changing) {
    return pattern("changing", 8, 0, [["circle", { cx: 2, cy: 2, r: 1.15, class: "flag-dot" }],
      ["circle", { cx: 6, cy: 6, r: 1.15, class: "flag-dot" }]]);
  }
  return "";
}

function swatch(fill, overlay, kind) {
  const node = svg("svg", { width: 26, height: 16, class: `swatch ${kind || ""}`, "aria-hidden": "true" });
  if (kind === "line") node.append(svg("path", { d: "M1 8H25", class: overlay }));
  else {
    node.append(svg("rect", { width: 26, height: 16, class: "swatch-land" }));
    node.append(svg("rect", { width: 26, height: 16, class: "swatch-fill", fill }));
    if (overlay) node.append(svg("rect", { width: 26, height: 16, fill: overlay }));
  }
  return node;
}

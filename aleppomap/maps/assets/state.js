// The data block, the one state object, and helpers to write words into the page.
const ui = Object.fromEntries([...document.querySelectorAll("[id]")].map((node) => [node.id, node]));
const data = JSON.parse(ui.data.textContent);
const last = data.dates.length - 1;
const state = { ...data.opening, pinned: data.pinned, swipe: 50, disputes: false, playing: false, cell: -1, side: 0, hidden: new Set() };

// Text of the other direction is isolated, so as not to reorder the words around it.
const foreign = data.lang === "ar" ? /[A-Za-z]/ : /[\u0590-\u08ff]/;
const plural = new Intl.PluralRules(data.lang);

function say(key, values = {}) {
  let text = data.words[key];
  if (typeof text !== "string") text = (values.n === 0 && text.zero) || text[plural.select(values.n)] || text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (foreign.test(values[name]) ? `\u2068${values[name]}\u2069` : values[name]));
}

// el("p.fine", { lang: "ar" }, "text", node): attributes are optional, text is only ever text.
function build(node, name, children) {
  if (name) node.setAttribute("class", name);
  for (const child of children.flat()) {
    if (child && child.constructor === Object) for (const [key, value] of Object.entries(child)) node.setAttribute(key, value);
    else if (child) node.append(child);
  }
  return node;
}
const maker = (space) => (kind, ...children) => {
  const [tag, name] = kind.split(".");
  return build(document.createElementNS(`http://www.w3.org/${space}`, tag), name, children);
};
const [el, svg] = [maker("1999/xhtml"), maker("2000/svg")];
const bdi = (text) => el("bdi", text);
const on = (node, kinds, act) => kinds.split(" ").forEach((kind) => node.addEventListener(kind, act));
const button = (kind, act, ...children) => {
  const node = el(`button.${kind}`, { type: "button" }, ...children);
  on(node, "click", act);
  return node;
};

// Only http and https become links; anything else stays text.
function link(url, text) {
  const address = URL.canParse(url) ? new URL(url) : {};
  if (!/^https?:$/.test(address.protocol)) return bdi(text);
  return el("a", { href: address.href, rel: "noopener noreferrer", target: "_blank" }, bdi(text));
}

const km2 = (value) => value.toFixed(value < 1000 ? 1 : 0);
const percent = (share) => (share > 0 && share < 0.01 ? say("shareSmall") : say("shareUnit", { n: Math.round(100 * share) }));
const range = (low, high) => say("range", { low, high });
const shareRange = ({ low, high }) => (low === high ? "" : ` (${range(Math.round(100 * low), Math.round(100 * high))})`);
const listed = (texts) => texts.filter(Boolean).join(say("listed"));
const longDay = (day) => data.days[day][0];
const shortDay = (day) => data.days[day][1];

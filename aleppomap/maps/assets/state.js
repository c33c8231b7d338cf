// The data block, the one state object, and helpers to write words into the page.
const ui = Object.fromEntries([...document.querySelectorAll("[id]")].map((node) => [node.id, node]));
const data = JSON.parse(ui.data.textContent);
const state = { ...data.opening, pinned: data.pinned, swipe: 50, playing: false, cell: -1, side: 0, point: null, pointed: null, hidden: new Set() };
let complete = false; // until then only the first picture can be drawn

// Text of the other direction is isolated, so as not to reorder the words around it.
const foreign = data.lang === "ar" ? /[A-Za-z]/ : /[\u0590-\u08ff]/;
const plural = new Intl.PluralRules(data.lang);

function say(key, values = {}) {
  let text = data.words[key];
  if (typeof text !== "string") text = (values.n === 0 && text.zero) || text[plural.select(values.n)] || text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (foreign.test(values[name]) ? `\u2068${values[name]}\u2069` : values[name]));
}

// Attributes, and variables of the style; only what differs is set, as it would be drawn again.
function dress(node, looks) {
  for (const [key, value] of Object.entries(looks)) {
    if (key.startsWith("--")) node.style.setProperty(key, value);
    else if (node.getAttribute(key) !== String(value)) node.setAttribute(key, value);
  }
}
// el("p.fine", { lang: "ar" }, "text", node): attributes are optional, text is only ever text.
function build(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child && child.constructor === Object) dress(node, child);
    else if (child) node.append(child);
  }
  return node;
}
const maker = (space) => (kind, ...children) => {
  const [tag, name] = kind.split(".");
  return build(document.createElementNS(`http://www.w3.org/${space}`, tag), name && { class: name }, children);
};
const [el, svg] = [maker("1999/xhtml"), maker("2000/svg")];
function write(node, ...children) {
  node.replaceChildren();
  return build(node, children);
}
const bdi = (text) => el("bdi", text);
const on = (node, kinds, act) => kinds.split(" ").forEach((kind) => node.addEventListener(kind, act));
const nextFrame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
const delayed = (act, wait, timer = 0) => () => {
  clearTimeout(timer);
  timer = setTimeout(act, wait);
};
function entry(act, name, words) {
  const button = el("button", { type: "button" }, el("b", bdi(name)), el("span", words));
  on(button, "click", act);
  return el("li", button);
}

const km2 = (area) => (area < 1000 ? area.toFixed(1) : Math.round(area).toLocaleString("en"));
const km2Words = (area) => say("km2", { n: km2(area) });
const total = (values) => values.reduce((sum, value) => sum + value, 0) || 1;
const hundredths = (share) => Math.round(100 * share);
const percent = (share) => (share > 0 && share < 0.01 ? say("shareSmall") : say("shareUnit", { n: hundredths(share) }));
function spread(low, high, words = km2) {
  const [from, to] = [words(low), words(high)];
  return from === to ? "" : ` (${say("range", { low: from, high: to })})`;
}
const listed = (texts) => texts.filter(Boolean).join(say("listed"));
const counted = (key, list) => say("counted", { title: say(key), n: list.length });
const longDay = (day) => data.days[day][0];
const shortDay = (day) => data.days[day][1];
const sinceWords = (day) => say(day ? "since" : "sinceStart", { day: longDay(day) });

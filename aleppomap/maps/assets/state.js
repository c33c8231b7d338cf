// The data block, the one state object, and small helpers to write text into the page.
const data = JSON.parse(document.getElementById("data").textContent);
const parties = data.parties.map(([id, name, nameAr, colour, hatch]) => ({ id, name, nameAr, colour, hatch }));
const UNKNOWN = parties.length;
const CONTESTED = UNKNOWN + 1;
const FLAG = { disputed: 1, changing: 2, silent: 4 };
const holders = [...parties, { id: "unknown", name: W.unknown, nameAr: "", colour: "", hatch: "none" }];
const cells = data.cells.map(([id, name, nameAr, lng, lat]) => ({ id, name, nameAr, spot: [lat, lng] }));
const reports = data.reports.rows.map((row) =>
  Object.fromEntries(data.reports.fields.map((field, i) => [field, data.reports.texts[row[i]]])));
const last = data.dates.length - 1;

const state = { day: data.day, account: 0, playing: false, cell: -1, hidden: new Set() };

const byId = (id) => document.getElementById(id);

// Bidirectional controls in a name could reorder the words around it.
const plain = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function svg(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  return node;
}

const ICONS = {
  back: "M15 5L7 12L15 19", forward: "M9 5L17 12L9 19", play: "M8 5.5V18.5L18.5 12Z", pause: "M8 6V18M16 6V18",
  whole: "M4 9V4H9M15 4H20V9M20 15V20H15M9 20H4V15",
};
const icon = (name) => {
  const node = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon ${name}` });
  node.append(svg("path", { d: ICONS[name] }));
  return node;
};

const bdi = (text) => el("bdi", null, text);

// Only http and https become links; anything else stays text.
function link(url, text) {
  let address = null;
  try {
    address = new URL(url);
  } catch { /* not an address: shown as text below */ }
  if (!address || !/^https?:$/.test(address.protocol)) return bdi(text);
  return el("a", { href: address.href, rel: "noopener noreferrer", target: "_blank" }, bdi(text));
}

const inUtc = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const longDate = inUtc({ day: "numeric", month: "long", year: "numeric" });
const shortDate = inUtc({ day: "numeric", month: "short" });
const asDate = (iso) => new Date(`${iso}T00:00:00Z`);
const dayWords = (index) => longDate.format(asDate(data.dates[index]));

function reportDate(report) {
  if (!report.when) return report.stated;
  const [from, to, approximate] = report.when.split("/");
  const first = from.slice(0, 7) === to.slice(0, 7) ? String(Number(from.slice(8))) : `${longDate.format(asDate(from))} `;
  const second = longDate.format(asDate(to));
  const words = from === to ? second : `${first}–${first.endsWith(" ") ? " " : ""}${second}`;
  return approximate ? W.about(words) : words;
}

const km2 = (value) => (value < 10 ? value.toFixed(1) : value < 1000 ? value.toFixed(1) : Math.round(value).toString());
const percent = (thousandths) => {
  const share = thousandths / 10;
  return share > 0 && share < 1 ? "under 1 %" : `${Math.round(share)} %`;
};
const range = (low, high) => `${low}–${high}`;

const account = () => data.accounts[state.account];

// The party that lost most ground over these days leads the caption and the chart.
const leading = parties.map((_, holder) => holder)
  .map((holder) => ({ holder, series: account().areas[holder] }))
  .sort((a, b) => b.series[0][1] - b.series[last][1] - a.series[0][1] + a.series[last][1])[0].holder;

// A spell is [first day, control, flags, [holder, low, best, high, …], reports behind it,
// and when disputed the reports that differ].
function spellAt(cell, day) {
  const spells = account().spells[cell];
  let found = null;
  for (const spell of spells) {
    if (spell[0] > day) break;
    found = spell;
  }
  return found || [0, UNKNOWN, 0, [UNKNOWN, 1000, 1000, 1000], []];
}

function sharesOf(spell) {
  const shares = [];
  for (let i = 0; i < spell[3].length; i += 4) {
    const [holder, low, best, high] = spell[3].slice(i, i + 4);
    shares.push({ holder, low, best, high });
  }
  return shares.sort((a, b) => b.best - a.best || a.holder - b.holder);
}

function sinceDay(cell, day) {
  const control = spellAt(cell, day)[1];
  let start = day;
  for (const spell of account().spells[cell].filter((s) => s[0] <= day).reverse()) {
    if (spell[1] !== control) break;
    start = spell[0];
  }
  return start;
}

const sinceWords = (cell, day) => {
  const start = sinceDay(cell, day);
  return start === 0 ? W.sinceStart(dayWords(0)) : W.since(dayWords(start));
};

function statusWords(spell) {
  if (spell[1] === CONTESTED) {
    const names = sharesOf(spell).filter((s) => s.high > 0 && s.holder !== UNKNOWN).map((s) => holders[s.holder].name);
    return names.length > 1 ? W.contestedBetween(names) : W.contested;
  }
  return spell[1] === UNKNOWN ? W.unknownLong : W.heldBy(holders[spell[1]].name);
}

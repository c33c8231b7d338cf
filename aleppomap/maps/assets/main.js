// One way in: set() changes the state, render() draws what the change touches.
function set(change) {
  const before = { ...state };
  Object.assign(state, change);
  render(before);
}

function render(before) {
  const moved = before.day !== state.day || before.account !== state.account;
  paintMap(before);
  paintTime(before);
  paintLegend();
  if (moved) {
    paintHead();
    paintToday();
    paintTable();
    writeHash();
  }
  if (moved || before.playing !== state.playing) announce();
  if (moved || before.cell !== state.cell) paintPanel();
}

// The address keeps the day; inside a frame it may not be written, and is left alone.
let writing = 0;
function writeHash() {
  if (window.self !== window.top || !started) return;
  clearTimeout(writing);
  writing = setTimeout(() => {
    const words = new URLSearchParams(location.hash.slice(1));
    words.set("date", data.dates[state.day]);
    try {
      history.replaceState(null, "", `#${words}`);
    } catch { /* an embedding forbids it: the page works without */ }
  }, 200);
}

function readHash() {
  const day = data.dates.indexOf(new URLSearchParams(location.hash.slice(1)).get("date"));
  return day < 0 ? state.day : day;
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (event.key === "Escape") return closeCell();
  if (event.target.closest("input, #control_map_1.leaflet-container:focus, select, textarea")) return;
  const days = { ArrowLeft: state.day - 1, ArrowRight: state.day + 1, Home: 0, End: last };
  if (!(event.key in days)) return;
  event.preventDefault();
  goTo(days[event.key], { playing: false });
}

let started = false;
if (data.note) {
  byId("note").hidden = false;
  byId("note").append(el("p", { dir: "auto" }, data.note.text));
}
makeLegend();
makeTimeline();
makeFinder();
state.day = readHash();
render({ day: -1, cell: -1 });
started = true;

byId("table").addEventListener("toggle", paintTable);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  slider.focus();
});
document.addEventListener("keydown", onKey);
window.addEventListener("hashchange", () => goTo(readHash(), { playing: false }));
for (const moment of ["beforeprint", "afterprint"]) {
  window.addEventListener(moment, () => {
    map.invalidateSize({ animate: false });
    if (moment === "beforeprint") fit(story);
  });
}
matchMedia("print").addEventListener("change", () => map.invalidateSize({ animate: false }));
new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(byId("control_map_1"));

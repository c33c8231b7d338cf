// One way in: set() changes the state, render() draws what the change touches.
function set(change) {
  const before = { ...state };
  Object.assign(state, change);
  render(before);
}

function render(before) {
  const changed = (...keys) => keys.some((key) => before[key] !== state[key]);
  paintMap(changed);
  paintTime(changed);
  if (changed("day", "account", "hidden", "disputes", "pinned")) paintHead();
  if (changed("day", "account", "cell", "side", "pinned")) paintPanel();
  if (changed("day", "account", "playing")) announce();
  if (changed("day", "account", "pinned")) writeHash();
  if (!changed("day", "account")) return;
  paintToday();
  paintTable();
}

// The address keeps the views; inside a frame it may not be written.
let writing = 0;
function writeHash() {
  if (window.self !== window.top) return;
  clearTimeout(writing);
  writing = setTimeout(() => {
    const { day, account, pinned } = state;
    const words = new URLSearchParams({ date: data.dates[day], account: accounts[account].id });
    if (pinned) words.set("against", `${data.dates[pinned.day]}@${accounts[pinned.account].id}`);
    history.replaceState(null, "", `#${words}`);
  }, 200);
}

function readHash() {
  const words = new URLSearchParams(location.hash.slice(1));
  const view = (date, name) => {
    const [day, account] = [data.dates.indexOf(date), accounts.findIndex(({ id }) => id === name)];
    return { day: day < 0 ? state.day : day, account: account < 0 ? state.account : account };
  };
  const kept = words.get("against");
  return { ...view(words.get("date"), words.get("account")), pinned: kept ? view(...kept.split("@")) : state.pinned };
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (event.key === "Escape") return closeCell();
  if (event.target.closest("input, #control_map_1.leaflet-container:focus, select, textarea")) return;
  const days = { ArrowLeft: state.day - 1, ArrowRight: state.day + 1, Home: 0, End: last };
  if (!(event.key in days)) return;
  event.preventDefault();
  goTo(days[event.key]);
}

Object.assign(state, readHash());
makeLegend();
makeTools();
makeTimeline();
makeFinder();
render({});

on(document, "keydown", onKey);
on(window, "hashchange", () => set({ ...readHash(), playing: false }));
const resized = () => map.invalidateSize({ animate: false });
on(window, "beforeprint", () => {
  resized();
  fit(story);
});
new ResizeObserver(resized).observe(ui.control_map_1);
if (data.embed) {
  const tell = () => window.parent.postMessage({ aleppomap: "height", height: ui.page.scrollHeight }, "*");
  new ResizeObserver(tell).observe(ui.page);
}

// One way in: render() changes the state and draws what the change touches.
function render(change, before = { ...state }) {
  Object.assign(state, change);
  if (!complete) return paintFirst();
  const changed = (...keys) => keys.some((key) => before[key] !== state[key]);
  const view = changed("day", "account");
  const views = view || changed("pinned");
  dress(ui.page, { class: [state.playing && "playing", state.pinned && "compared", state.cell >= 0 && "open"].filter(Boolean).join(" ") });
  paintTime(changed);
  if (views || changed("hidden")) paintHead();
  paintMap(changed);
  if (views || changed("cell", "side", "point")) paintPanel();
  if (view || changed("playing")) announce();
  if (views) writeHash();
  if (map && view) {
    paintToday();
    paintTable();
  }
}

// The address keeps the views; inside a frame it may not be written.
const writeHash = delayed(() => {
  if (window.self !== window.top) return;
  const [[date, account], against] = [state, state.pinned].map((view) => view && idsOf(view));
  history.replaceState(null, "", `#${new URLSearchParams({ date, ...(account && { account }), ...(against && { against: against.join("@") }) })}`);
}, 200);

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
  const { target, key } = event;
  const open = target.cell >= 0 && (() => openCell(target.cell, target.side));
  const acts = { Enter: open, " ": open, Escape: state.cell >= 0 && closeCell, Home: () => goTo(0), End: () => goTo(last),
    ArrowLeft: () => goTo(state.day - 1), ArrowRight: () => goTo(state.day + 1) };
  if (!acts[key] || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (key !== "Escape" && target.closest("input, select, textarea, .leaflet-container:focus")) return;
  event.preventDefault();
  acts[key]();
}

on(ui.pin, "click", () => render({ pinned: state.pinned ? null : { day: state.day, account: state.account } }));
on(ui.swipe, "input", () => render({ swipe: Number(ui.swipe.value) }));
complete = true;
render({}, {});
ui.tools.open = state.account || state.pinned;

on(document, "keydown", onKey);
on(window, "hashchange", () => render({ ...readHash(), playing: false }));
function resized(afresh) {
  map?.invalidateSize({ animate: false });
  if (afresh && map) fit(story);
}
on(window, "beforeprint", () => resized(true));
// A page hidden when it opened has its first size only now.
new ResizeObserver(() => resized(!map?.getSize().x)).observe(ui.control_map_1);
if (data.embed) {
  const tell = () => window.parent.postMessage({ aleppomap: "height", height: ui.page.scrollHeight }, "*");
  new ResizeObserver(tell).observe(ui.page);
}

// What a picture does not need comes after it, in pieces that let a key through.
const run = (text) => document.head.append(el("script", text));
const leaflet = async () => window.L || run(await unpacked(ui.leaflet.textContent));
await nextFrame();
for (const piece of [leaflet, startMap, ...extras, () => render({}, {}), () => ui.layers && run(ui.layers.textContent)]) {
  await piece();
  await new Promise((done) => { setTimeout(done); });
}
document.body.dataset.ready = "";

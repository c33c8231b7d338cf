// Slider, buttons and chart; one column of the chart is one day.
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const span = last + 1;
const cursor = svg("rect.cursor", { y: 0, width: 1, height: 100 });

const goTo = (day, playing = false) => render({ day: Math.min(last, Math.max(0, day)), playing });

const playOn = delayed(() => state.playing && goTo(state.day + 1, state.day + 1 < last),
  Math.max(60, Math.min(650, 90000 / span)) * (calm ? 2 : 1));

// What the leading party held, from low to high, and who took the rest.
function paintChart() {
  const sums = data.dates.map((_, day) => areas({ ...state, day }));
  const [low, best, high] = [0, 1, 2].map((bound) => sums.map((sum) => sum[leading][bound]));
  const top = Math.max(best[0], ...high) || 1;
  const { base, title, marks } = chartScale(best, Math.min(...low), top);
  const y = (area) => (100 - (100 * (area - base)) / (top - base)).toFixed(2);
  const steps = (areas) => areas.map((area, day) => `V${y(area)}H${day + 1}`).join("");
  const under = (roof) => `M0 100${steps(roof)}V100Z`;
  const [from, to] = data.note?.span || [];
  const layers = [svg("path", { d: under(best), fill: leader.colour }), taken(sums, best, under),
    svg("path.band", { d: under(low) + under(high) }), svg("path.best", { d: `M0 ${y(best[0])}${steps(best)}` }),
    to >= from && svg("path.note-span", { d: `M${from} 1H${to + 1}` }), cursor];
  write(ui.chart, svg("svg", { viewBox: `0 0 ${span} 100`, preserveAspectRatio: "none", "aria-hidden": "true" }, layers),
    marks.map(([area, words]) => el("span.mark", { "--top": `${y(area)}%` }, words)));
  write(ui.chartTitle, title);
}

const step = Math.ceil(span / (shortDay(0).length > 8 ? 4 : 6));
for (let day = 0; day < span; day += step) ui.ticks.append(el("span", { "--day": day }, bdi(shortDay(day))));
on(ui.prev, "click", () => goTo(state.day - 1));
on(ui.next, "click", () => goTo(state.day + 1));
on(ui.play, "click", () => goTo(!state.playing && state.day === last ? 0 : state.day, !state.playing));
on(ui.chart, "pointerdown pointermove", (event) => {
  const box = cursor.parentNode.getBoundingClientRect();
  if (event.buttons) goTo(Math.floor(((event.clientX - box.left) / box.width) * span));
});

function paintTime(changed) {
  if (map && changed("account")) paintChart();
  if (changed("day", "playing")) playOn();
  dress(ui.slider, { "aria-valuetext": longDay(state.day) });
  dress(cursor, { x: state.day });
  ui.prev.disabled = state.day === 0;
  ui.next.disabled = state.day === last;
}

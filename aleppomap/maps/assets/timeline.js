// Slider, buttons and chart; one column of the chart is one day.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const columns = last + 1;
let timer = 0;

const goTo = (day, more = { playing: false }) => set({ day: Math.min(last, Math.max(0, day)), ...more });

function schedule() {
  clearTimeout(timer);
  if (!state.playing) return;
  timer = setTimeout(() => {
    goTo(state.day + 1, { playing: state.day + 1 < last });
    schedule();
  }, calm.matches ? 1200 : 650);
}

function togglePlay() {
  const playing = !state.playing;
  set({ playing, day: playing && state.day === last ? 0 : state.day });
  schedule();
}

// What the leading party held, in a band from low to high, and who took the rest.
const cursor = svg("rect.cursor", { y: 0, width: 1, height: 100 });
function paintChart() {
  const { account } = state;
  const sums = data.dates.map((_, day) => areas({ day, account }));
  const held = sums.map((holding) => holding[leading]);
  const gone = sums.map((holding) => {
    const gains = holding.map((bounds, holder) => (holder === leading ? 0 : Math.max(0, bounds[1] - sums[0][holder][1])));
    const scale = Math.max(0, held[0][1] - holding[leading][1]) / (gains.reduce((sum, gain) => sum + gain, 0) || 1);
    return gains.map((gain) => gain * scale);
  });
  const top = Math.max(...held.flatMap((bounds) => [bounds[2], held[0][1]])) || 1;
  const y = (area) => (100 - (100 * area) / top).toFixed(2);
  const between = (floor, roof, kind, look) => svg(kind, {
    d: roof.map((value, day) => `M${day} ${y(floor[day])}H${day + 1}V${y(value)}H${day}Z`).join(""), ...look });
  let floor = held.map((bounds) => bounds[1]);
  const layers = [between(floor.map(() => 0), floor, "path", { fill: holders[leading].colour })];
  holders.forEach(({ colour }, holder) => {
    const roof = floor.map((value, day) => value + gone[day][holder]);
    if (roof.some((value, day) => value > floor[day])) layers.push(between(floor, roof, colour ? "path" : "path.unknown-fill", { fill: colour }));
    floor = roof;
  });
  layers.push(between(held.map((bounds) => bounds[0]), held.map((bounds) => bounds[2]), "path.band"));
  layers.push(svg("path.best", { d: `M0 ${y(held[0][1])}${held.map((bounds, day) => `V${y(bounds[1])}H${day + 1}`).join("")}` }));
  if (data.note && data.note.span.length) layers.push(svg("path.note-span", { d: `M${data.note.span[0]} 1H${data.note.span[1] + 1}` }));
  const scale = [0, 0.5, 1].map((share) => {
    const mark = el("span.mark", percent(share));
    mark.style.top = `${y(share * held[0][1])}%`;
    return mark;
  });
  const box = { viewBox: `0 0 ${columns} 100`, preserveAspectRatio: "none", "aria-hidden": "true" };
  ui.chart.replaceChildren(svg("svg", box, ...layers, cursor), ...scale);
  ui.chartTitle.textContent = say("chart", { area: say("km2", { n: km2(held[0][1]) }), name: holders[leading].name, day: shortDay(0) });
}

function makeTimeline() {
  const step = columns > 20 ? 7 * Math.ceil(columns / (shortDay(0).length > 8 ? 28 : 49)) : Math.ceil(columns / 6);
  for (let day = 0; day < columns; day += step) {
    const tick = el("span", bdi(shortDay(day)));
    tick.style.left = `${(100 * (day + 0.5)) / columns}%`;
    ui.ticks.append(tick);
  }
  // A thumb is 18 px wide; its centre stands in the middle of the day.
  ui.slider.style.marginLeft = `calc(${50 / columns}% - 9px)`;
  ui.slider.style.width = `calc(${(100 * last) / columns}% + 18px)`;
  ui.slider.max = last;
  on(ui.slider, "input", () => goTo(Number(ui.slider.value)));
  on(ui.prev, "click", () => goTo(state.day - 1));
  on(ui.next, "click", () => goTo(state.day + 1));
  on(ui.play, "click", togglePlay);
  on(ui.chart, "pointerdown pointermove", (event) => {
    const box = cursor.parentNode.getBoundingClientRect();
    if (event.buttons) goTo(Math.floor(((event.clientX - box.left) / box.width) * columns));
  });
}

function paintTime(changed) {
  if (changed("account")) paintChart();
  ui.slider.value = state.day;
  ui.slider.setAttribute("aria-valuetext", longDay(state.day));
  cursor.setAttribute("x", state.day);
  ui.prev.disabled = state.day === 0;
  ui.next.disabled = state.day === last;
  ui.playName.textContent = say(state.playing ? "pause" : "play");
  ui.play.classList.toggle("playing", state.playing);
}

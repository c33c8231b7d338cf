// Slider, buttons and the chart of shares; one column of the chart is one day.
const slider = byId("slider");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let timer = 0;

function goTo(day, more) {
  set({ day: Math.min(last, Math.max(0, day)), ...more });
}

function advance() {
  if (!state.playing) return;
  const day = Math.min(last, state.day + 1);
  set({ day, playing: day < last });
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (state.playing) timer = setTimeout(advance, calm.matches ? 1200 : 650);
}

function togglePlay() {
  const playing = !state.playing;
  set({ playing, day: playing && state.day === last ? 0 : state.day });
  schedule();
}

const cursor = svg("rect", { y: 0, width: 1, height: 100, class: "cursor" });

function makeChart() {
  const days = last + 1;
  const chart = svg("svg", { viewBox: `0 0 ${days} 100`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const areas = account().areas;
  const whole = data.dates.map((_, day) => areas.reduce((sum, holder) => sum + holder[day][1], 0) || 1);
  const floor = data.dates.map(() => 0);
  // The side that lost ground stands on the base line, where its fall is plain to see.
  const order = areas.map((_, holder) => holder).sort((a, b) => (b === leading) - (a === leading) || areas[a][0][1] - areas[b][0][1]);
  order.forEach((number) => {
    const holder = areas[number];
    const top = holder.map((bounds, day) => floor[day] + (100 * bounds[1]) / whole[day]);
    if (top.every((value, day) => value === floor[day])) return;
    const up = top.map((value, day) => `${day} ${100 - value} ${day + 1} ${100 - value}`).join(" ");
    const down = floor.map((value, day) => `${day + 1} ${100 - value} ${day} ${100 - value}`).reverse().join(" ");
    const look = number === UNKNOWN ? { class: "unknown-fill" } : { fill: parties[number].colour };
    chart.append(svg("polygon", { points: `${up} ${down}`, ...look }));
    top.forEach((value, day) => { floor[day] = value; });
  });
  if (data.note && data.note.span.length) {
    const [from, to] = data.note.span;
    chart.append(svg("path", { d: `M${from} 1H${to + 1}`, class: "note-span" }));
  }
  chart.append(cursor);
  byId("chart").append(chart);
  const pick = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = chart.getBoundingClientRect();
    goTo(Math.floor(((event.clientX - box.left) / box.width) * days), { playing: false });
  };
  chart.addEventListener("pointerdown", pick);
  chart.addEventListener("pointermove", pick);
}

function makeTicks() {
  const days = last + 1;
  const step = days > 20 ? 7 * Math.ceil(days / 49) : Math.max(1, Math.ceil(days / 6));
  for (let day = 0; day < days; day += step) {
    const tick = el("span", null, shortDate.format(asDate(data.dates[day])));
    tick.style.left = `${(100 * (day + 0.5)) / days}%`;
    byId("ticks").append(tick);
  }
  // A thumb is 18 px wide: its centre must stand in the middle of the day's column.
  slider.style.marginLeft = `calc(${50 / days}% - 9px)`;
  slider.style.width = `calc(${(100 * last) / days}% + 18px)`;
}

function makeTimeline() {
  byId("back").append(icon("back"));
  byId("forward").append(icon("forward"));
  slider.max = last;
  byId("back").addEventListener("click", () => goTo(state.day - 1, { playing: false }));
  byId("forward").addEventListener("click", () => goTo(state.day + 1, { playing: false }));
  byId("play").addEventListener("click", togglePlay);
  slider.addEventListener("input", () => goTo(Number(slider.value), { playing: false }));
  makeChart();
  makeTicks();
}

function paintTime(before) {
  slider.value = state.day;
  slider.setAttribute("aria-valuetext", dayWords(state.day));
  cursor.setAttribute("x", state.day);
  byId("back").disabled = state.day === 0;
  byId("forward").disabled = state.day === last;
  if (before.playing !== state.playing) {
    const name = state.playing ? "pause" : "play";
    byId("play").replaceChildren(icon(name), el("span", null, W[name]));
    byId("play").setAttribute("aria-label", W[name]);
  }
}

// The same content for those who cannot use a map: a finder, and the day as a table.
function makeFinder() {
  const input = el("input", { list: "names", id: "finder", type: "search", autocomplete: "off" });
  const names = el("datalist", { id: "names" });
  const known = new Map();
  cells.forEach((cell, number) => {
    const name = plain(cell.name);
    known.set(name.toLowerCase(), number);
    names.append(el("option", { value: name }, plain(cell.nameAr)));
  });
  const look = () => {
    const number = known.get(input.value.trim().toLowerCase());
    if (number === undefined) return;
    input.value = "";
    openCell(number, input);
    map.panInside(cells[number].spot, { padding: [80, 80] });
  };
  input.addEventListener("change", look);
  input.addEventListener("input", (event) => event.inputType === "insertReplacementText" && look());
  byId("find").append(el("label", { for: "finder" }, W.find), input, names);
}

function paintTable() {
  const box = byId("table");
  const old = box.querySelector("table");
  if (old) old.remove();
  if (!box.open) return;
  const head = el("tr", null, ...W.table.map((title) => el("th", { scope: "col" }, title)));
  const body = cells.map((cell, number) => {
    const spell = spellAt(number, state.day);
    const top = sharesOf(spell)[0];
    const share = `${percent(top.best)}${top.low === top.high ? "" : ` (${Math.round(top.low / 10)}–${Math.round(top.high / 10)})`}`;
    const since = shortDate.format(asDate(data.dates[sinceDay(number, state.day)]));
    return el("tr", null, el("th", { scope: "row" }, bdi(cell.name)),
      ...[shortStatus(spell), share, since].map((text) => el("td", null, bdi(text))));
  });
  box.append(el("table", null, el("caption", null, W.endOf(dayWords(state.day))), el("thead", null, head), el("tbody", null, ...body)));
}

// The same without a map: a finder, the day as a table and as a file.
function makeFinder() {
  const known = new Map(cells.flatMap(({ name, other }, number) => [[other.toLowerCase(), number], [name.toLowerCase(), number]]));
  const look = () => {
    const number = known.get(ui.finder.value.trim().toLowerCase());
    if (!ui.finder.value || number === undefined) return;
    ui.finder.value = "";
    openCell(number, 0, ui.finder);
    map.panInside(cells[number].spot, { padding: [80, 80] });
  };
  on(ui.finder, "change", look);
  on(ui.finder, "input", (event) => event.inputType === "insertReplacementText" && look());
  ui.names.append(...cells.map(({ name, other }) => el("option", { value: name }, other)));
  on(ui.table, "toggle", paintTable);
  on(ui.csv, "click", saveDay);
}

function paintTable() {
  if (!ui.table.open) return;
  ui.tableDay.textContent = viewWords(state);
  ui.tableRows.replaceChildren(...cells.map(({ name }, number) => {
    const spell = at(number);
    const [top] = spell.shares;
    const status = listed([shortStatus(spell), ...flagsOf(spell).map((flag) => say(flag))]);
    const texts = [status, `${holders[top.holder].name} ${percent(top.best)}${shareRange(top)}`, shortDay(sinceDay(number))];
    return el("tr", el("th", { scope: "row" }, bdi(name)), ...texts.map((text) => el("td", bdi(text))));
  }));
}

// A spreadsheet runs a cell that starts like a formula: an apostrophe stops it.
const quoted = (value) => `"${String(value).replace(/^[\s=+\-@]/, "'$&").replaceAll('"', '""')}"`;
function saveDay() {
  const [date, { id: account }] = [data.dates[state.day], accounts[state.account]];
  const bounds = ["low", "best", "high"];
  const head = ["district", "name", "date", "account", "control", "flags",
    ...holders.flatMap(({ id }) => bounds.map((bound) => `${id}_share_${bound}`)), "sources"];
  const lines = cells.map(({ id, name }, number) => {
    const spell = at(number);
    const held = holders.map((_, holder) => spell.shares.find((share) => share.holder === holder) || { low: 0, best: 0, high: 0 });
    return [id, name, date, account, spell.control === CONTESTED ? "contested" : holders[spell.control].id, flagsOf(spell).join(" "),
      ...held.flatMap((share) => bounds.map((bound) => share[bound])), [...new Set(spell.behind.map((report) => reports[report].url))].join(" ")];
  });
  const text = `\ufeff${[head, ...lines].map((line) => line.map(quoted).join()).join("\r\n")}\r\n`;
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  el("a", { href, download: `${date}-${account}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}

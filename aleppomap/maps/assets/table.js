// The day without a map: as a table, and as a file.
function paintTable() {
  if (!ui.table.open) return;
  write(ui.tableDay, viewWords(state));
  write(ui.tableRows, tableRows().map(([name, ...texts]) =>
    el("tr", el("th", { scope: "row" }, bdi(name)), texts.map((text) => el("td", bdi(text))))));
}
on(ui.table, "toggle", paintTable);

// A spreadsheet runs a cell that starts like a formula: an apostrophe stops it.
const quoted = (value) => `"${String(value).replace(/^[\s=+\-@]/, "'$&").replaceAll('"', '""')}"`;
on(ui.csv, "click", () => {
  const [name, found] = dayFile();
  const lines = [Object.keys(found[0]), ...found.map(Object.values)];
  const text = `\ufeff${lines.map((line) => line.map(quoted).join()).join("\r\n")}\r\n`;
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  el("a", { href, download: `${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
});

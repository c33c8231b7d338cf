// The panel beside the map: opened, closed, cited.
let opener = null;

function openCell(cell, side = 0, point = null, from = views[0][cell]) {
  opener = from;
  render({ cell, side, point, playing: false });
  ui.side.scrollTop = 0;
  ui.panelTitle.focus({ preventScroll: true });
  const covered = ui.panel.offsetParent ? 0 : ui.mapbox.getBoundingClientRect().bottom - ui.panel.getBoundingClientRect().top; // fixed: no parent
  inside(point || cells[cell].spot, Math.max(0, covered));
}

function closeCell() {
  render({ cell: -1, point: null });
  opener.focus({ preventScroll: true });
}
on(ui.close, "click", closeCell);

// Shown and selected as well: a page may not always write to the clipboard.
on(ui.cite, "click", () => {
  const view = viewOf(state.side);
  const { sources, ...about } = subject(state.cell, view);
  const rest = sources.length ? say("citeReports", { reports: sources.join("; ") }) : say("noReports");
  const said = say("citation", { ...about, day: longDay(view.day), account: accounts[view.account].name });
  ui.cited.value = `${said} ${rest} ${ui.foot.innerText.replace(/\s+/g, " ")}`;
  ui.cited.hidden = false;
  ui.cited.select();
  write(ui.live, say(document.execCommand("copy") ? "copied" : "copyThis"));
});

function paintPanel() {
  ui.cited.hidden = true;
  if (state.cell < 0) return;
  const view = viewOf(state.side);
  const { place, other, status, since } = subject(state.cell, view);
  write(ui.panelTitle, bdi(place));
  write(ui.panelBody, other && el("p.other", { dir: "auto" }, bdi(other)), el("p.fine", viewWords(view)),
    el("p.status", el("b", status), ` ${since}.`), panelParts(state.cell, view));
}

"use strict";
// The page is whole without this: it adds a filter and a button that copies a verdict.
const claims = [...document.querySelectorAll(".claim")];

function wanted(claim) {
  const side = document.getElementById("by-side").value;
  const verdict = document.getElementById("by-verdict").value;
  return (!side || claim.dataset.side === side) && (!verdict || claim.dataset.verdict === verdict);
}

function filter() {
  claims.forEach((claim) => { claim.hidden = !wanted(claim); });
  document.querySelectorAll(".day").forEach((day) => {
    day.hidden = !day.querySelector(".claim:not([hidden])");
  });
  const others = document.querySelector("details.others");
  if (others && (form.elements["by-side"].value || form.elements["by-verdict"].value)) others.open = true;
  const count = claims.filter((claim) => !claim.hidden).length;
  document.getElementById("shown").textContent = count === claims.length ? "" : `${count} of ${claims.length} claims`;
}

// A page from disk may not have the clipboard: then the words are selected and copied as of old.
async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    button.after(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    button.focus();
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy verdict"; }, 1500);
}

const form = document.getElementById("filter");
form.hidden = claims.length < 2;
form.addEventListener("change", filter);
form.addEventListener("submit", (event) => event.preventDefault());
for (const claim of claims) {
  const button = claim.querySelector(".copy");
  button.hidden = false;
  button.addEventListener("click", () => copy(button, claim.querySelector(".sentence").textContent));
}
// A link to a claim that is folded away or that the filter hides shows it again.
function reach() {
  const claim = document.getElementById(location.hash.slice(1));
  const folded = claim?.closest("details.others:not([open])");
  if (!claim || !(claim.hidden || folded)) return;
  if (folded) folded.open = true;
  if (claim.hidden) form.reset();
  filter();
  claim.scrollIntoView();
}
addEventListener("hashchange", reach);
addEventListener("beforeprint", () => document.querySelectorAll("details.others").forEach((d) => { d.open = true; }));
filter();
reach();

"use strict";
// Ticking rows of a list: how many, all of the page at once, from row to row with J and K; / leads to the search.

(function () {
  const byId = (id) => document.getElementById(id);
  const boxes = () => [...byId("ticked").querySelectorAll('tbody input[type="checkbox"]')];
  const ticked = new Set();

  function tell() {
    ticked.clear();
    for (const box of boxes()) if (box.checked) ticked.add(box.value);
    const every = byId("tick-all"), found = byId("all-found"), count = byId("ticked-count");
    every.hidden = false;
    every.checked = ticked.size > 0 && ticked.size === boxes().length;
    every.indeterminate = ticked.size > 0 && !every.checked;
    if (found && found.checked) count.textContent = "已选筛出的全部";
    else count.textContent = ticked.size ? `已选 ${ticked.size} ${count.dataset.unit}` : count.dataset.none;
  }

  document.addEventListener("change", (event) => {
    if (!event.target.closest("#ticked")) return;
    if (event.target.id === "tick-all") for (const box of boxes()) box.checked = event.target.checked;
    tell();
  });
  // The same list was drawn anew; what was ticked stays so.
  document.addEventListener("listed", () => {
    for (const box of boxes()) box.checked = ticked.has(box.value);
    tell();
  });
  tell();

  function step(by) {
    const all = boxes(), at = all.indexOf(document.activeElement);
    const next = at < 0 ? all[0] : all[at + by];
    if (next) next.focus();
  }

  const keys = { "/": () => byId("search").focus(), j: () => step(1), k: () => step(-1) };
  if (location.hash === "#search") keys["/"]();
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();

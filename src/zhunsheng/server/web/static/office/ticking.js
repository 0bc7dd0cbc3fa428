"use strict";
// Ticking rows of the queue: how many, and all of the page at once; / leads to the search.

(function () {
  const form = document.getElementById("ticked");
  const count = document.getElementById("ticked-count");
  const every = document.getElementById("tick-all");
  const found = document.getElementById("all-found");
  const boxes = () => [...form.querySelectorAll('input[name="report"]')];

  function tell() {
    const ticked = boxes().filter((box) => box.checked).length;
    every.checked = ticked > 0 && ticked === boxes().length;
    every.indeterminate = ticked > 0 && !every.checked;
    if (found && found.checked) count.textContent = "已选筛出的全部";
    else count.textContent = ticked ? `已选 ${ticked} 家` : "先勾选单位";
  }

  every.hidden = false;
  every.addEventListener("change", () => { for (const box of boxes()) box.checked = every.checked; tell(); });
  form.addEventListener("change", tell);
  tell();

  const search = document.getElementById("search");
  if (location.hash === "#search") search.focus();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    event.preventDefault();
    search.focus();
  });
})();

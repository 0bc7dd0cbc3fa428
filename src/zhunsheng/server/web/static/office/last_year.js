"use strict";
// Last year's figures ghosted in empty cells; what moved far from them is said in place.

(function () {
  const office = document.getElementById("office");
  const state = JSON.parse(document.getElementById("sheet-state").textContent);
  const box = (cell) => document.querySelector(`textarea[data-cell="${CSS.escape(cell)}"]`);

  for (const [cell, text] of Object.entries(state.last_year || {})) {
    const target = box(cell);
    if (target) target.placeholder = `上年 ${text}`;
  }

  function draw(moved) {
    for (const note of document.querySelectorAll(".moved")) note.remove();
    for (const [cell, words] of Object.entries(moved)) {
      const target = box(cell);
      if (!target || !target.closest("td")) continue;
      const note = document.createElement("span");
      note.className = "moved";
      note.textContent = words;
      (target.closest(".amount") || target).after(note);
    }
  }

  let timer = null;
  document.addEventListener("change", (event) => {
    if (!event.target.dataset || !event.target.dataset.cell) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        const response = await fetch(`/reports/${office.dataset.report}/moved/`, { headers: { "Accept": "application/json" }, credentials: "same-origin" });
        if (response.ok) draw((await response.json()).moved);
      } catch (error) { /* the next change asks again */ }
    }, 2500);
  });
  draw(state.moved || {});
})();

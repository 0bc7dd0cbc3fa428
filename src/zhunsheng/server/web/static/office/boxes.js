"use strict";
// A long list of boxes in a form, forty units say, gets what pick.js works with: a search, all, none, a count.

(() => {
  const FEW = 8;
  const TOOLS =
    '<input type="search" placeholder="查找">' +
    '<button type="button" data-all>全选</button><button type="button" data-none>全不选</button>' +
    '<span class="small">已选 <b data-count role="status">0</b> 个</span>';

  document.querySelectorAll("fieldset.boxes").forEach((group) => {
    const boxes = [...group.querySelectorAll('input[type="checkbox"]')];
    if (boxes.length <= FEW) return;
    boxes.forEach((box) => {
      const row = box.closest("div");
      row.dataset.name = row.textContent.trim();
    });
    const legend = group.querySelector("legend");
    const tools = document.createElement("div");
    tools.className = "boxes-tools";
    tools.innerHTML = TOOLS;
    tools.querySelector("input").setAttribute("aria-label", `查找${legend.textContent}`);
    legend.after(tools);
    group.dataset.pick = "";
  });
})();

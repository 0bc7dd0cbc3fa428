"use strict";
// Picking many from a list or a tree: search, all, none, a branch, and how many are picked.

(() => {
  function pick(group) {
    const boxes = () => [...group.querySelectorAll('input[type="checkbox"]:not(:disabled)')];
    const count = group.querySelector("[data-count]");

    function tell() { count.textContent = String(boxes().filter((box) => box.checked).length); }

    function set(chosen, on) { chosen.forEach((box) => { box.checked = on; }); tell(); }

    const shown = (box) => !box.closest("[hidden]");
    const isTop = (box) => !box.closest("li").parentElement.closest("li");

    group.addEventListener("change", tell);
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if ("all" in button.dataset) set(boxes().filter(shown), true);
      if ("none" in button.dataset) set(boxes(), false);
      if ("top" in button.dataset) { set(boxes(), false); set(boxes().filter(isTop), true); }
      if ("branch" in button.dataset) {
        const inside = [...button.closest("li").querySelectorAll('input[type="checkbox"]:not(:disabled)')];
        set(inside, !inside.every((box) => box.checked));
      }
    });

    const search = group.querySelector('input[type="search"]');
    search.addEventListener("input", () => {
      const words = search.value.trim();
      const items = [...group.querySelectorAll("[data-name]")];
      // A branch stays in sight while anything in it fits.
      items.forEach((item) => {
        const fits = [item, ...item.querySelectorAll("[data-name]")].some((one) => one.dataset.name.includes(words));
        item.hidden = Boolean(words) && !fits;
      });
    });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    tell();
  }

  document.querySelectorAll("[data-pick]").forEach(pick);
})();

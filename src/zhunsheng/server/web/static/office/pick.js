"use strict";
// Picking many from a list or a tree: search, all, none, a branch, and how many are picked.

(() => {
  const form = document.querySelector("[data-pick]");
  if (!form) return;
  const boxes = () => [...form.querySelectorAll('input[type="checkbox"]:not(:disabled)')];
  const count = form.querySelector("[data-count]");

  function tell() { count.textContent = String(boxes().filter((box) => box.checked).length); }

  function set(chosen, on) { chosen.forEach((box) => { box.checked = on; }); tell(); }

  const shown = (box) => !box.closest("[hidden]");
  const isTop = (box) => !box.closest("li").parentElement.closest("li");

  form.addEventListener("change", tell);
  form.addEventListener("click", (event) => {
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

  const search = document.getElementById("pick-search");
  search.addEventListener("input", () => {
    const words = search.value.trim();
    const items = [...form.querySelectorAll("[data-name]")];
    // A branch stays in sight while anything in it fits.
    items.forEach((item) => {
      const fits = [item, ...item.querySelectorAll("[data-name]")].some((one) => one.dataset.name.includes(words));
      item.hidden = Boolean(words) && !fits;
    });
  });
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  tell();
})();

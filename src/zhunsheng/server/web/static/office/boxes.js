"use strict";
// A long list of boxes in a form, forty units say: a search, all, none, and how many are ticked.

(() => {
  const FEW = 8;

  function made(name, attributes, words = "") {
    const element = document.createElement(name);
    Object.assign(element, attributes);
    element.textContent = words;
    return element;
  }

  function help(group) {
    const boxes = [...group.querySelectorAll('input[type="checkbox"]')];
    if (boxes.length <= FEW) return;
    const rows = boxes.map((box) => box.closest("div"));
    const what = group.querySelector("legend").textContent;
    const search = made("input", { type: "search", placeholder: "查找" });
    search.setAttribute("aria-label", `查找${what}`);
    const all = made("button", { type: "button" }, "全选");
    const none = made("button", { type: "button" }, "全不选");
    const count = made("b", {});
    count.setAttribute("role", "status");
    const said = made("span", { className: "small" }, "已选 ");
    said.append(count, " 个");
    const tools = made("div", { className: "boxes-tools" });
    tools.append(search, all, none, said);
    group.querySelector("legend").after(tools);

    const tell = () => { count.textContent = String(boxes.filter((box) => box.checked).length); };
    const set = (chosen, on) => { for (const box of chosen) box.checked = on; tell(); };
    // What is searched for away stays as it is: "all" means all that are in sight.
    all.addEventListener("click", () => set(boxes.filter((_, place) => !rows[place].hidden), true));
    none.addEventListener("click", () => set(boxes, false));
    group.addEventListener("change", tell);
    search.addEventListener("input", () => {
      const words = search.value.trim();
      for (const row of rows) row.hidden = !row.textContent.includes(words);
    });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    tell();
  }

  document.querySelectorAll("fieldset.boxes").forEach(help);
})();

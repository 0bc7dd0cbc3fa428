"use strict";
// Choosing a block of cells and copying it, so that Excel and WPS get the cells the official table has.

(function () {
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  let anchor = null, far = null, dragging = false;

  const cellAt = (element) => (element.closest ? element.closest("table.grid td, table.grid th") : null);
  const cellsOf = (table) => [...table.querySelectorAll("td, th")].filter((cell) => !("own" in cell.dataset));
  const say = (id, text) => { document.getElementById(id).textContent = text; };

  /** The exact texts of a cell's fields, never the rounded ones, nor what is noted below them. */
  function textOf(cell) {
    return [...cell.querySelectorAll("textarea[data-cell], output, .label-text, .printed")]
      .map((field) => (field.tagName === "TEXTAREA" ? field.value : field.dataset.exact || field.innerText)).join("");
  }

  /** Rows of [cell, whether it begins in this row]: a cell over several rows is blank but in its first. */
  function chosenRows() {
    const table = anchor.closest("table");
    const [from, to] = [anchor, far].map((cell) => cell.getBoundingClientRect());
    const left = Math.min(from.left, to.left), right = Math.max(from.right, to.right);
    const top = Math.min(from.top, to.top), bottom = Math.max(from.bottom, to.bottom);
    const placed = cellsOf(table).map((cell) => [cell, cell.getBoundingClientRect()])
      .filter(([, place]) => (place.left + place.right) / 2 > left && (place.left + place.right) / 2 < right)
      .sort((one, other) => one[1].left - other[1].left);
    const rows = [];
    for (const row of table.rows) {
      const place = row.getBoundingClientRect(), middle = (place.top + place.bottom) / 2;
      if (middle < top || middle > bottom) continue;
      rows.push(placed.filter(([, cell]) => cell.top < middle && cell.bottom > middle).map(([cell]) => [cell, cell.parentElement === row]));
    }
    return rows.filter((row) => row.length);
  }

  function choose(cell) {
    clear();
    far = cell === anchor ? null : cell;
    if (!far) return;
    const rows = chosenRows();
    for (const row of rows) for (const [chosen] of row) chosen.classList.add("picked");
    say("announce", `已选 ${rows.length} 行，Ctrl+C 复制`);
  }

  function clear() {
    far = null;
    for (const cell of document.querySelectorAll(".picked")) cell.classList.remove("picked");
  }

  function begin(cell) {
    clear();
    anchor = cell;
  }

  // --- by mouse, by keys -----------------------------------------------------------------------------

  document.addEventListener("mousedown", (event) => {
    const cell = cellAt(event.target);
    if (event.button !== 0 || event.target.tagName === "BUTTON") return;
    if (event.shiftKey && cell && anchor && cell.closest("table") === anchor.closest("table")) {
      event.preventDefault();
      choose(cell);
      return;
    }
    begin(cell);
    dragging = Boolean(cell);
  });
  document.addEventListener("mouseover", (event) => {
    const cell = cellAt(event.target);
    if (!dragging || !cell || !anchor || cell.closest("table") !== anchor.closest("table")) return;
    if (cell !== (far || anchor)) choose(cell);
  });
  document.addEventListener("mouseup", () => { dragging = false; });
  document.addEventListener("focusin", (event) => { if (!dragging) begin(cellAt(event.target)); });
  document.addEventListener("input", clear);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !anchor) return;
    if (["Shift", "Control", "Meta"].includes(event.key)) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c") return;
    const step = ARROWS[event.key];
    if (!event.shiftKey || !step || event.ctrlKey || event.altKey || !(far || atEdge(event.target, step))) { clear(); return; }
    event.preventDefault();
    const next = nextCell(far || anchor, step);
    if (next) choose(next);
  });

  /** Whether the caret has nowhere to go that way; a text chosen as a whole is left for the next cell. */
  function atEdge(box, [down, right]) {
    if (box.tagName !== "TEXTAREA") return false;
    const end = box.value.length, [from, to] = [box.selectionStart, box.selectionEnd];
    if (from === 0 && to === end) return true;
    if (down && !box.value.includes("\n")) return true;
    return from === to && from === (down + right < 0 ? 0 : end);
  }

  function nextCell(cell, [down, right]) {
    const from = cell.getBoundingClientRect();
    let best = null, least = Infinity;
    for (const other of cellsOf(cell.closest("table"))) {
      const to = other.getBoundingClientRect();
      const ahead = down ? (to.top - from.top) * down : (to.left - from.left) * right;
      const beside = down ? Math.min(from.right, to.right) - Math.max(from.left, to.left) : Math.min(from.bottom, to.bottom) - Math.max(from.top, to.top);
      if (ahead >= 4 && beside >= 4 && ahead < least) { least = ahead; best = other; }
    }
    return best;
  }

  // --- copying ---------------------------------------------------------------------------------------

  document.addEventListener("copy", (event) => {
    const box = event.target;
    if (far) {
      const rows = chosenRows().map((row) => row.map(([cell, begins]) => (begins ? textOf(cell) : "")));
      event.clipboardData.setData("text/plain", tsv(rows));
      say("toast", `已复制 ${rows.length} 行 ${rows.reduce((sum, row) => sum + row.length, 0)} 格，可以粘贴到 Excel、WPS`);
    } else if (box.matches && box.matches("table.grid textarea[data-cell]") && box.selectionStart === box.selectionEnd && box.value) {
      event.clipboardData.setData("text/plain", tsv([[box.value]]));
    } else return;
    event.preventDefault();
  });
})();

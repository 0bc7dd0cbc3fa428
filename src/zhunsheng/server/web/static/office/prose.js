"use strict";
// The report's text: figures to insert, the print of each section, plain paragraphs out of a paste.

(function () {
  const office = document.getElementById("office");
  const prose = document.getElementById("prose");
  const boxes = [...prose.querySelectorAll("textarea[data-cell]")];
  let current = boxes.find((box) => !box.value) || boxes[0];

  for (const box of boxes) box.addEventListener("focus", () => { current = box; });

  /** As if typed: the sheet's own script saves it. */
  function insert(box, text) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function offerToken(button) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => { if (current && !current.readOnly) insert(current, button.dataset.token); });
  }
  document.querySelectorAll("[data-token]").forEach(offerToken);

  for (const button of document.querySelectorAll("[data-starter]")) {
    button.addEventListener("click", () => {
      const box = document.getElementById(button.dataset.into);
      box.setSelectionRange(box.value.length, box.value.length);
      insert(box, (box.value ? "\n" : "") + button.dataset.starter);
      button.closest("details").open = false;
    });
  }

  const filter = document.getElementById("chip-filter");
  function filterTokens() {
    const wanted = filter.value.trim();
    for (const button of document.querySelectorAll("[data-token]")) {
      button.parentElement.hidden = wanted !== "" && !button.dataset.token.includes(wanted);
    }
  }
  if (filter) filter.addEventListener("input", filterTokens);

  // --- following the tables -------------------------------------------------------------------------

  const FOLLOW_EVERY = 20000; // milliseconds: a colleague may be filling the tables meanwhile
  let version = JSON.parse(document.getElementById("sheet-state").textContent).version;

  async function follow() {
    if (document.hidden) return;
    let said = null;
    try {
      const response = await fetch(`/reports/${office.dataset.report}/starters/`, { headers: { "Accept": "application/json" }, credentials: "same-origin" });
      if (!response.ok) return;
      said = await response.json();
    } catch (error) { return; /* the next time asks again */ }
    for (const button of document.querySelectorAll("[data-starter]")) followStarter(button, said.sections[button.dataset.section]);
    followFigures(said.chips);
    if (said.version !== version) for (const box of boxes) if (box.value.includes("〔")) preview(box);
    version = said.version;
  }

  /** A section that still says what was put in for it, and nothing else, says what the tables say now. */
  function followStarter(button, said) {
    const box = document.getElementById(button.dataset.into), before = button.dataset.starter;
    const holder = button.closest("details");
    holder.querySelector("p").textContent = said.printed;
    holder.hidden = !said.starter;
    button.dataset.starter = said.starter;
    const untouched = before && box.value === before && before !== said.starter;
    if (!untouched || box.readOnly || document.activeElement === box) return;
    box.value = said.starter;
    for (const what of ["input", "change"]) box.dispatchEvent(new Event(what, { bubbles: true }));
  }

  function followFigures(chips) {
    const list = document.querySelector(".chips ul");
    const shown = [...list.querySelectorAll("[data-token]")].map((button) => button.dataset.token + button.querySelector("b").textContent);
    if (shown.join("\n") === chips.map((chip) => chip.token + chip.text).join("\n")) return;
    list.textContent = "";
    for (const chip of chips) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.token = chip.token;
      button.title = `插入 ${chip.token}`;
      for (const [tag, text] of [["span", chip.name], ["b", chip.text]]) button.append(Object.assign(document.createElement(tag), { textContent: text }), " ");
      offerToken(button);
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    filterTokens();
  }

  if (filter) {
    window.addEventListener("focus", follow);
    document.addEventListener("visibilitychange", follow);
    setInterval(follow, FOLLOW_EVERY);
  }

  // --- the print of a section -----------------------------------------------------------------------

  const timers = new Map();
  prose.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.dataset.cell) return;
    const state = document.querySelector(`[data-outline="${box.dataset.cell}"]`);
    if (state) state.textContent = box.value.trim() ? "完成" : "未写";
    clearTimeout(timers.get(box));
    timers.set(box, setTimeout(() => preview(box), 700));
  });

  async function preview(box) {
    const text = box.value;
    const section = box.dataset.cell.slice("section.".length);
    let answer = null;
    try {
      answer = await postJson(`/reports/${office.dataset.report}/preview-section/`, { section, text });
    } catch (error) { return; /* the next keystroke asks again */ }
    if (answer.status !== 200 || box.value !== text) return;
    const target = prose.querySelector(`[data-preview="${section}"]`);
    target.textContent = "";
    for (const line of answer.json.lines) {
      const paragraph = document.createElement("p");
      paragraph.className = `level-${line.level}`;
      paragraph.textContent = line.text;
      target.append(paragraph);
    }
  }

  // --- pasting from Word ----------------------------------------------------------------------------

  /** Plain paragraphs: no indents, no bullets of Word's own, no empty lines. */
  function paragraphs(text) {
    return text.replace(/\r\n?|\v/g, "\n").split("\n")
      .map((line) => line.replace(/[\u00a0\t]+/g, " ").replace(/^[\s\u3000]*[•·▪●◆➢\uf0b7\uf06c]\s*/, "").replace(/^[\s\u3000]+|[\s\u3000]+$/g, ""))
      .filter((line) => line).join("\n");
  }

  prose.addEventListener("paste", (event) => {
    const box = event.target;
    if (!box.dataset || !box.dataset.cell || box.readOnly) return;
    event.preventDefault();
    insert(box, paragraphs(event.clipboardData.getData("text/plain")));
  });
})();

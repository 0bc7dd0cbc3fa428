"use strict";
// The sheet: typing, keys, pasting, what the server says of it. Scores of record are the server's.

(function () {
  const office = document.getElementById("office");
  const state = JSON.parse(document.getElementById("sheet-state").textContent);
  const step = office.dataset.step;
  const byId = (id) => document.getElementById(id);
  const field = (cell) => document.querySelector(`textarea[data-cell="${CSS.escape(cell)}"]`);
  const fields = () => [...document.querySelectorAll("textarea[data-cell]")];
  const stepUrl = (name) => `/reports/${office.dataset.report}/${name}/`;
  let findings = [], filter = "", undo = [], undoing = false, at = -1, conflicts = [];
  const asked = new Set();

  // --- saving ---------------------------------------------------------------------------------------

  const queue = new SaveQueue(office.dataset.report, office.dataset.user, state.version, state.keeps_drafts, {
    saving(cells) { mark(cells, "saving"); say("saving", "保存中…"); },
    answer: taken,
    offline(count, message) {
      mark([...queue.pending.keys()], "unsaved");
      say("offline", `⚠ ${message || "没有保存成功（服务器没有响应）。"}${count} 处修改${state.keeps_drafts ? "已暂存在本机" : "还在这一页，请不要关闭"}，稍后自动重试`);
    },
    expired(count) {
      mark([...queue.pending.keys()], "unsaved");
      say("offline", `⚠ 登录已过期，${count} 处修改还没有保存`);
      if (!byId("relogin").open) byId("relogin").showModal();
    },
    refused(message, count) {
      mark([...queue.pending.keys()], "unsaved");
      say("offline", `⚠ ${message}（${count} 处修改没有保存）`);
    },
  });

  function taken(json, sent) {
    for (const [cell, text] of Object.entries(json.acks)) {
      const box = field(cell);
      if (!box) continue;
      box.dataset.version = json.version;
      const typed = sent.get(cell).text;
      if (box.value === typed && text !== typed && document.activeElement !== box) box.value = text;
      if (box.value === typed && text !== typed) echo(box, text);
      box.dataset.kept = text;
      if (!queue.pending.has(cell)) {
        box.dataset.seen = json.version;
        box.dataset.save = "saved";
        setTimeout(() => { if (box.dataset.save === "saved") delete box.dataset.save; }, 1500);
      }
      fit(box);
    }
    for (const [cell, why] of Object.entries(json.refused)) {
      const box = field(cell);
      if (box) { box.value = box.dataset.kept; delete box.dataset.save; fit(box); }
      toast(why);
    }
    takeNews(json);
    conflicts.push(...json.conflicts);
    takeQuestions(json.questions);
    show(json);
    say(queue.unsaved ? "saving" : "saved", queue.unsaved ? "保存中…" : `✓ 已自动保存 ${json.saved_at}`);
    askConflict();
  }

  /** What others changed meanwhile is shown, so that it is never overwritten unseen. A cell being typed in
      keeps the version it was typed on: saving it will tell the conflict. */
  function takeNews(json) {
    for (const box of fields()) {
      const cell = box.dataset.cell;
      if (!(cell in json.news)) { box.dataset.seen = json.version; continue; }
      if (box.value !== box.dataset.kept || queue.pending.has(cell)) continue;
      box.dataset.seen = json.version;
      if (box.value === json.news[cell]) continue;
      box.value = box.dataset.kept = json.news[cell];
      fit(box);
      echo(box, "刚刚由他人改动");
    }
  }

  function askConflict() {
    const dialog = byId("conflict");
    if (dialog.open || !conflicts.length) return;
    const conflict = conflicts[0];
    const box = field(conflict.cell);
    const name = box ? box.getAttribute("aria-label") : "这一格";
    byId("conflict-text").textContent =
      `${conflict.by} ${conflict.at.slice(11, 16)} 已把“${name}”改为“${conflict.theirs || "空白"}”，您填的是“${conflict.mine || "空白"}”。`;
    dialog.returnValue = "";
    dialog.showModal();
  }

  byId("conflict").addEventListener("close", () => {
    const conflict = conflicts.shift();
    if (!conflict) return;
    const box = field(conflict.cell);
    queue.forget(conflict.cell, conflict.mine);
    if (byId("conflict").returnValue === "mine") {
      queue.put(conflict.cell, conflict.mine, queue.version);
    } else if (box) {
      box.value = box.dataset.kept = conflict.theirs;
      box.dataset.seen = queue.version;
      delete box.dataset.save;
      fit(box);
    }
    askConflict();
  });

  byId("relogin-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target));
    const headers = { "Accept": "application/json", "X-CSRFToken": cookie("csrftoken") };
    let message = "没有连上服务器，请稍后再试。";
    try {
      const response = await fetch("/login/", { method: "POST", body, headers, credentials: "same-origin" });
      const json = await response.json();
      if (response.ok && String(json.user) === office.dataset.user) {
        byId("relogin").close();
        event.target.reset();
        queue.resume();
        return;
      }
      message = response.ok ? "这不是刚才的账号，请用原来的账号登录。" : json.error;
    } catch (error) { /* the message above */ }
    byId("relogin-error").textContent = message;
    byId("relogin-error").hidden = false;
  });

  window.addEventListener("online", () => queue.resume());
  document.addEventListener("visibilitychange", () => { if (document.hidden) queue.flush(); });
  window.addEventListener("beforeunload", (event) => {
    if (!queue.unsaved) return;
    queue.flush();
    event.preventDefault();
    event.returnValue = "";
  });

  /** Whether everything typed is with the server; waits for it a little while. */
  async function drained() {
    if (document.activeElement && document.activeElement.dataset && document.activeElement.dataset.cell) changed(document.activeElement);
    for (let tries = 0; queue.unsaved && tries < 40; tries++) {
      queue.flush();
      await new Promise((done) => setTimeout(done, 100));
    }
    return !queue.unsaved;
  }

  // Going to another step, or sending a form, first lets the last change be saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.target || !queue.unsaved) return;
    event.preventDefault();
    await drained();
    window.location.href = link.href;
  });
  document.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || !queue.unsaved) return;
    event.preventDefault();
    const form = event.target, button = event.submitter;
    if (await drained()) form.requestSubmit(button);
  });

  function mark(cells, how) {
    for (const cell of cells) { const box = field(cell); if (box) box.dataset.save = how; }
  }

  function say(kind, text) {
    const line = byId("save-state");
    line.dataset.state = kind;
    line.textContent = text;
  }

  let toastTimer = null;
  function toast(text) {
    byId("toast").textContent = text;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { byId("toast").textContent = ""; }, 6000);
  }

  function echo(box, text) {
    const note = document.createElement("span");
    note.className = "echo";
    note.textContent = text;
    box.parentElement.append(note);
    setTimeout(() => note.remove(), 1500);
  }

  // --- what the server says -------------------------------------------------------------------------

  function show(json) {
    for (const [cell, text] of Object.entries(json.computed)) {
      const output = document.querySelector(`[data-computed="${CSS.escape(cell)}"]`);
      if (!output) continue;
      const rounded = output.dataset.money === undefined ? "" : shownAmount(text, state.money_decimals);
      output.textContent = rounded || text;
      output.title = rounded && rounded !== text ? text : "";
      output.dataset.exact = text;
    }
    const before = findings.filter((finding) => finding.severity === "error").length;
    findings = json.findings;
    for (const name of Object.keys(json.counts)) {
      for (const target of document.querySelectorAll(`[data-count="${name}"]`)) target.textContent = json.counts[name];
    }
    const errors = json.counts.errors;
    if (before !== errors) byId("announce").textContent = errors ? `还剩 ${errors} 处必须改` : "没有必须改的了";
    byId("total").textContent = json.total || "—";
    byId("computed-total").textContent = json.computed_total || "—";
    byId("grade").textContent = json.grade;
    byId("grade").hidden = !json.grade;
    for (const target of document.querySelectorAll("[data-step-state]")) {
      const count = json.steps[target.dataset.stepState];
      target.textContent = count ? `${count} 错` : "";
      target.classList.toggle("has-errors", Boolean(count));
    }
    const button = byId("submit-button");
    if (button) {
      button.disabled = !json.counts.ready;
      byId("submit-why").hidden = json.counts.ready;
    }
    drawCorners();
    drawQuestions();
    drawFindings();
  }

  function drawCorners() {
    for (const cell of document.querySelectorAll("td[data-severity]")) delete cell.dataset.severity;
    for (const box of document.querySelectorAll("[aria-invalid]")) { box.removeAttribute("aria-invalid"); box.removeAttribute("aria-describedby"); }
    findings.forEach((finding, number) => {
      if (finding.severity === "hint" || finding.explanation) return;
      for (const cell of finding.cells) {
        const box = byId(cell);
        const holder = box && box.closest("td");
        if (!holder) continue;
        if (holder.dataset.severity !== "error") holder.dataset.severity = finding.severity;
        if (box.tagName === "TEXTAREA") {
          box.setAttribute("aria-invalid", "true");
          box.setAttribute("aria-describedby", `finding-${number}`);
        }
      }
    });
  }

  /** What is asked right at a cell, with the answers that put it right. */
  function drawQuestions() {
    for (const note of document.querySelectorAll(".question:not(.once)")) note.remove();
    if (!state.editable) return;
    for (const finding of findings) {
      const box = finding.question && field(finding.cells[0]);
      if (box) ask(box, finding.question, finding.fixes.map((fix) => [fix.label, () => applyFixes([fix])]));
    }
  }

  /** Each cell is asked about once; whatever is done to it next is the answer. */
  function takeQuestions(questions) {
    for (const question of questions) {
      const fixes = question.fixes.filter((fix) => !asked.has(fix.cell));
      const box = fixes.length && field(fixes[0].cell);
      if (!box) continue;
      for (const fix of fixes) asked.add(fix.cell);
      const note = ask(box, question.text, [
        [question.answer, () => { note.remove(); applyFixes(fixes); }],
        ["不改", () => { note.remove(); box.focus(); }],
      ]);
      note.classList.add("once");
      box.addEventListener("input", () => note.remove(), { once: true });
    }
  }

  function ask(box, question, answers) {
    const note = part("span", "question", question);
    note.setAttribute("role", "status");
    for (const [label, act] of answers) note.append(linkButton(label, act));
    (box.closest(".amount") || box).after(note);
    return note;
  }

  function drawFindings() {
    const list = byId("findings");
    list.textContent = "";
    findings.forEach((finding, number) => {
      if (filter && finding.severity !== filter) return;
      list.append(findingItem(finding, number));
    });
    if (!list.children.length) {
      const item = document.createElement("li");
      item.textContent = "没有要处理的。";
      list.append(item);
    }
  }

  function findingItem(finding, number) {
    const item = document.createElement("li");
    item.dataset.severity = finding.severity;
    item.id = `finding-${number}`;
    const colour = { error: "red", warning: "amber", hint: "blue" }[finding.severity];
    item.append(part("span", "code", finding.code), part("span", `tag tag-${colour}`, finding.label), part("span", "place", ` ${finding.place}`));
    item.append(part("p", "", finding.message));
    if (finding.hint) item.append(part("p", "small", finding.hint));
    item.append(part("p", "small", `依据：${finding.basis}`));
    if (finding.explanation) item.append(part("p", "explained", `说明：${finding.explanation}`));
    const target = finding.cells[0];
    if (target) item.append(linkButton("定位", () => locate(finding)));
    if (state.editable) {
      for (const fix of finding.fixes) item.append(linkButton(fix.label, () => applyFixes([fix])));
      if (finding.explainable) item.append(linkButton(finding.explanation ? "改说明" : "写说明", () => openExplain(finding)));
    }
    return item;
  }

  function part(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.textContent = text;
    return element;
  }

  function linkButton(text, act) {
    const button = part("button", "link", text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  function locate(finding) {
    const here = finding.cells.map(byId).find(Boolean);
    if (here) { reveal(here); return; }
    if (finding.step) window.location.href = `${stepUrl(finding.step)}#${finding.cells[0]}`;
  }

  /** Focused, in view, and neither under the bar below nor under an open drawer. */
  function reveal(element) {
    byId("checks").classList.remove("open");
    element.scrollIntoView({ block: "center", inline: "nearest" });
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  /** Saved as if typed, and one Ctrl+Z takes all of them back. */
  function applyFixes(fixes) {
    const here = fixes.map((fix) => [field(fix.cell), fix.text]).filter(([box]) => box);
    if (here.length) remember(here.map(([box]) => [box, box.value]));
    for (const [box, text] of here) { box.value = box.dataset.kept = text; fit(box); }
    for (const fix of fixes) queue.put(fix.cell, fix.text);
    if (here.length) reveal(here[0][0]);
  }

  // --- explanations ---------------------------------------------------------------------------------

  let explaining = null;
  function openExplain(finding) {
    explaining = finding;
    byId("explain-message").textContent = finding.message;
    byId("explain-text").value = finding.explanation;
    byId("explain-error").hidden = true;
    byId("explain").showModal();
  }
  byId("explain-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    let answer = null;
    try {
      answer = await postJson(`/reports/${office.dataset.report}/explain/`, { finding: explaining.id, text: byId("explain-text").value });
    } catch (error) { answer = { json: { error: "没有保存成功（服务器没有响应），请稍后再试。" } }; }
    if (answer.status === 200) { byId("explain").close(); show(answer.json); return; }
    byId("explain-error").textContent = (answer.json && answer.json.error) || "没有保存成功，请稍后再试。";
    byId("explain-error").hidden = false;
  });
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }

  // --- typing ---------------------------------------------------------------------------------------

  /** No taller than its text, set by script because old browsers have no field-sizing; an amount is shown rounded. */
  function fit(box) {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 1}px`;
    showAmount(box, state.money_decimals);
  }

  function remember(changes) {
    undo.push(changes.map(([box, before]) => [box.dataset.cell, before]));
    if (undo.length > 200) undo.shift();
  }

  function changed(box) {
    if (box.readOnly || box.value === box.dataset.kept) return;
    if (!undoing) remember([[box, box.dataset.kept]]);
    box.dataset.kept = box.value;
    queue.put(box.dataset.cell, box.value, Number(box.dataset.seen));
  }

  let typing = null;
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.dataset || !box.dataset.cell) return;
    fit(box);
    if (event.isComposing) return;
    clearTimeout(typing);
    typing = setTimeout(() => changed(box), 600);
  });
  document.addEventListener("change", (event) => { if (event.target.dataset && event.target.dataset.cell) changed(event.target); });
  document.addEventListener("focusout", (event) => { if (event.target.dataset && event.target.dataset.cell) changed(event.target); });

  function undoLast() {
    const changes = undo.pop();
    if (!changes) { toast("没有可以撤销的了"); return; }
    undoing = true;
    for (const [cell, before] of changes) {
      const box = field(cell);
      if (!box || box.readOnly) continue;
      box.value = before;
      fit(box);
      changed(box);
    }
    undoing = false;
    toast(`已撤销 ${changes.length} 格`);
  }

  // --- rows -----------------------------------------------------------------------------------------

  const remover = byId("remove-indicator");
  let removing = "";
  if (remover) {
    document.addEventListener("focusin", (event) => {
      const line = event.target.closest && event.target.closest("tr[data-row]");
      if (line) { removing = line.dataset.row; remover.disabled = false; }
    });
    remover.addEventListener("click", () => {
      const name = field(`${removing}.name`);
      byId("remove-title").textContent = `删除指标“${(name && name.value) || "未命名"}”？`;
      byId("remove-form").action = `/reports/${office.dataset.report}/rows/${removing}/remove/`;
      byId("remove").showModal();
    });
  }

  // --- moving about: cells as they stand on the screen ----------------------------------------------

  function neighbour(box, down, right) {
    const from = box.getBoundingClientRect();
    let best = null, least = Infinity;
    for (const other of box.closest("table") ? box.closest("table").querySelectorAll("textarea[data-cell]") : fields()) {
      if (other === box) continue;
      const to = other.getBoundingClientRect();
      const ahead = down ? (to.top - from.top) * down : (to.left - from.left) * right;
      if (ahead < 4) continue;
      const overlaps = down ? Math.min(from.right, to.right) - Math.max(from.left, to.left) : Math.min(from.bottom, to.bottom) - Math.max(from.top, to.top);
      if (overlaps < 4) continue;
      if (ahead < least) { least = ahead; best = other; }
    }
    return best;
  }

  function go(box, down, right) {
    const next = neighbour(box, down, right);
    if (!next) return false;
    next.focus();
    next.select();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest && event.target.closest("textarea[data-cell]");
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "F8") { event.preventDefault(); nextFinding(); return; }
    if (event.ctrlKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      queue.flush();
      toast(queue.unsaved ? "正在保存" : "已经保存，不用再按");
      return;
    }
    if (!box) {
      if (event.key === "?" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) byId("keys").showModal();
      return;
    }
    const inGrid = Boolean(box.closest("table.grid"));
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") { box.value = box.dataset.kept; fit(box); return; }
    if (ctrl && event.key.toLowerCase() === "z" && box.value === box.dataset.kept) { event.preventDefault(); undoLast(); return; }
    if (!inGrid) return;
    if (event.key === "Enter" && event.altKey) { event.preventDefault(); insert(box, "\n"); return; }
    if (event.key === "Enter") { event.preventDefault(); changed(box); go(box, event.shiftKey ? -1 : 1, 0); return; }
    if (ctrl && event.key.toLowerCase() === "d") { event.preventDefault(); fillDown(box); return; }
    const whole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    const start = whole || (box.selectionStart === box.selectionEnd && box.selectionStart === 0);
    const end = whole || (box.selectionStart === box.selectionEnd && box.selectionEnd === box.value.length);
    const oneLine = !box.value.includes("\n");
    const moves = { ArrowUp: [-1, 0, start || oneLine], ArrowDown: [1, 0, end || oneLine], ArrowLeft: [0, -1, start], ArrowRight: [0, 1, end] };
    const move = moves[event.key];
    if (move && move[2] && !event.shiftKey && !ctrl && go(box, move[0], move[1])) event.preventDefault();
  });

  function insert(box, text) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function fillDown(box) {
    const above = neighbour(box, -1, 0);
    if (!above || box.readOnly) return;
    box.value = above.value;
    fit(box);
    changed(box);
  }

  function nextFinding() {
    const open = findings.filter((finding) => finding.cells.length && !finding.explanation);
    if (!open.length) { toast("没有要处理的了"); return; }
    at = (at + 1) % open.length;
    locate(open[at]);
  }

  // --- pasting --------------------------------------------------------------------------------------

  let pasting = null;
  document.addEventListener("paste", (event) => {
    const box = event.target.closest && event.target.closest("table.grid textarea[data-cell]");
    if (!box) return;
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.replace(/\n$/, ""))) return;
    event.preventDefault();
    const block = parseTsv(text);
    const plan = planPaste(box, block);
    const overwritten = plan.targets.filter(([target, value]) => target.value && target.value !== value).length;
    const ragged = block.some((row) => row.length !== block[0].length);
    if (overwritten >= 10 || ragged) { previewPaste(plan, block, overwritten); return; }
    doPaste(plan);
  });

  /** Cell by cell from the box: right along the row, down along the column. What has no cell is left over. */
  function planPaste(box, block) {
    const plan = { targets: [], over: 0, locked: 0, rows: block.length };
    let first = box;
    for (const row of block) {
      let target = first;
      for (const value of row) {
        if (!target) { if (value) plan.over++; continue; }
        if (target.readOnly) plan.locked += value ? 1 : 0;
        else plan.targets.push([target, value]);
        target = neighbour(target, 0, 1);
      }
      first = first && neighbour(first, 1, 0);
    }
    return plan;
  }

  function doPaste(plan) {
    const changes = plan.targets.filter(([target, value]) => target.value !== value);
    remember(changes.map(([target]) => [target, target.dataset.kept]));
    undoing = true;
    for (const [target, value] of changes) { target.value = value; fit(target); changed(target); }
    undoing = false;
    const parts = [`已粘贴 ${plan.rows} 行 ${plan.targets.length} 格`];
    if (plan.over) parts.push(`超出的 ${plan.over} 格未粘贴`);
    if (plan.locked) parts.push(`锁定的 ${plan.locked} 格未改`);
    toast(`${parts.join("，")}，Ctrl+Z 可撤销`);
  }

  function previewPaste(plan, block, overwritten) {
    pasting = plan;
    byId("paste-text").textContent = `共 ${block.length} 行，会改掉已填的 ${overwritten} 格。行列对得上再粘贴。`;
    const table = byId("paste-table");
    table.textContent = "";
    for (const row of block.slice(0, 20)) {
      const line = table.insertRow();
      for (const value of row) line.insertCell().textContent = value;
    }
    byId("paste").returnValue = "";
    byId("paste").showModal();
  }
  byId("paste").addEventListener("close", () => {
    if (byId("paste").returnValue === "yes" && pasting) doPaste(pasting);
    pasting = null;
  });

  // --- beginning ------------------------------------------------------------------------------------

  for (const button of document.querySelectorAll("[data-filter]")) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      filter = filter === button.dataset.filter ? "" : button.dataset.filter;
      for (const other of document.querySelectorAll("[data-filter]")) other.setAttribute("aria-pressed", String(other.dataset.filter === filter));
      drawFindings();
    });
  }
  byId("open-drawer").addEventListener("click", () => byId("checks").classList.add("open"));
  byId("close-drawer").addEventListener("click", () => byId("checks").classList.remove("open"));

  document.addEventListener("judged", (event) => show(event.detail));
  for (const box of fields()) { box.dataset.kept = box.value; box.dataset.seen = state.version; fit(box); }
  show(state);
  if (state.editable) {
    // Drafts never acknowledged are sent with the version they were typed on: the server tells a conflict.
    for (const [cell, draft] of queue.drafts()) {
      const box = field(cell);
      if (box && !box.readOnly) { box.value = box.dataset.kept = draft.text; fit(box); box.dataset.save = "unsaved"; }
      queue.put(cell, draft.text, draft.base);
    }
  }
  const wanted = decodeURIComponent(window.location.hash.slice(1));
  if (wanted && byId(wanted)) reveal(byId(wanted));
})();

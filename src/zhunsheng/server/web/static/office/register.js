"use strict";
// What the register says beside the cells it speaks of: a badge below the actual value.

(function () {
  const badges = JSON.parse(document.getElementById("sheet-state").textContent).register;
  for (const [cell, words] of Object.entries(badges)) {
    const box = document.getElementById(cell);
    if (!box) continue;
    const badge = document.createElement("span");
    badge.className = "register-badge";
    badge.textContent = words.replace(/（截至.*$/, "");
    badge.title = words;
    box.parentElement.append(badge);
  }
})();

"use strict";
// Explanations written in place. The sheet's own script shows what the server then says ("judged").

(function () {
  const office = document.getElementById("office");
  for (const button of document.querySelectorAll("[data-explain]")) {
    const holder = button.closest("[data-finding]");
    const box = holder.querySelector("textarea");
    const line = holder.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      let answer = null;
      try {
        answer = await postJson(`/reports/${office.dataset.report}/explain/`, { finding: holder.dataset.finding, text: box.value });
      } catch (error) { answer = { status: 0, json: null }; }
      if (answer.status !== 200) {
        line.textContent = (answer.json && answer.json.error) || "没有保存成功，请稍后再试。";
        return;
      }
      line.textContent = box.value.trim() ? "✓ 已保存" : "已清空";
      holder.classList.toggle("explained", Boolean(box.value.trim()));
      document.dispatchEvent(new CustomEvent("judged", { detail: answer.json }));
    });
  }
})();

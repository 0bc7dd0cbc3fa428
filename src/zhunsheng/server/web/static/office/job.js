"use strict";
// A job's progress, asked for every two seconds until it has ended.

(() => {
  const panel = document.getElementById("job");
  if (!panel.dataset.url) return;
  const progress = document.getElementById("job-progress");

  async function ask() {
    try {
      const answer = await fetch(panel.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      if (job.ended) { location.reload(); return; }
      document.getElementById("job-count").textContent = job.total ? `${job.done}／${job.total}` : "";
      document.getElementById("job-message").textContent = job.message;
      progress.max = job.total || 1;
      progress.value = job.done;
    } catch (error) {
      document.getElementById("job-message").textContent = "暂时连不上服务器，稍后自动再问。";
    }
    setTimeout(ask, 2000);
  }
  setTimeout(ask, 2000);
})();

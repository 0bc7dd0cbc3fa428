"use strict";
// An issue opens beside the ledger without loading the list anew; without this script the links do.

(function () {
  const ledger = document.querySelector(".ledger");

  async function show(address, push) {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) {
      location.assign(address);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector(".ledger");
    if (!found) {
      location.assign(address);
      return;
    }
    ledger.className = found.className;
    ledger.replaceChildren(...found.childNodes);
    document.dispatchEvent(new Event("listed"));
    if (push) history.pushState(null, "", address);
  }

  ledger.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-pane], a[data-close]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link.href, true).catch(() => location.assign(link.href));
  });
  addEventListener("popstate", () => show(location.href, false).catch(() => location.reload()));
})();

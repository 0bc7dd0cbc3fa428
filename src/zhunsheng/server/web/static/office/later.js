"use strict";
// A part of the page that takes longer is fetched once the page is there; without this script its link leads to it.

(function () {
  for (const part of document.querySelectorAll("[data-later]")) {
    fetch(part.dataset.later, { headers: { Accept: "text/html" } })
      .then((response) => (response.ok && !response.redirected ? response.text() : ""))
      .then((text) => {
        const found = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
        if (found) part.replaceWith(found);
      })
      .catch(() => {}); // the link is still there
  }
})();

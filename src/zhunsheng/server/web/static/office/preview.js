"use strict";
document.getElementById("print-now").addEventListener("click", () => {
  document.getElementById("print-frame").contentWindow.print();
});

"use strict";
// Amounts as they are shown, rounded, while nobody is in their cell. The box itself always holds the exact figure.

/** "248.741235", 2 → "248.74", half up, digit by digit; "" for what is no plain number. */
function shownAmount(text, decimals) {
  const number = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!number) return "";
  const digits = (number[3] || "").padEnd(decimals + 1, "0");
  const up = digits[decimals] >= "5" ? 1n : 0n;
  const whole = (BigInt(number[2] + digits.slice(0, decimals)) + up).toString().padStart(decimals + 1, "0");
  const sign = number[1] === "-" && /[1-9]/.test(whole) ? "-" : "";
  const point = whole.length - decimals;
  return sign + whole.slice(0, point) + (decimals ? `.${whole.slice(point)}` : "");
}

/** Lays the rounded figure over its box; the style shows it while the box has no focus. */
function showAmount(box, decimals) {
  const over = box.nextElementSibling;
  if (!over || !over.classList.contains("shown")) return;
  over.textContent = shownAmount(box.value, decimals);
  box.classList.toggle("rounded", over.textContent !== "");
}

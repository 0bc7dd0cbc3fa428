"use strict";
// Reading what Excel and WPS put on the clipboard, and writing it; the notations people type.

/** TSV with quoted line breaks → rows of cells. */
function parseTsv(text) {
  const rows = [[]];
  let cell = "", quoted = false, fresh = true;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (quoted) {
      if (c === '"' && source[i + 1] === '"') { cell += '"'; i++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && fresh) { quoted = true; fresh = false; }
    else if (c === "\t" || c === "\n") {
      rows[rows.length - 1].push(cell);
      cell = ""; fresh = true;
      if (c === "\n") rows.push([]);
    } else { cell += c; fresh = false; }
  }
  rows[rows.length - 1].push(cell);
  return rows.map((row) => row.map(tidyPasted));
}

/** Rows of cells → TSV as Excel writes it: quoted where a cell has line breaks. */
function tsv(rows) {
  const quoted = (text) => (/[\t\n]|^"/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  return rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
}

/** Blanks trimmed, full-width digits and signs of a number to half width, thousands commas away. */
function tidyPasted(text) {
  const trimmed = text.replace(/^[\s\u3000\u00a0]+|[\s\u3000\u00a0]+$/g, "");
  const half = trimmed.replace(/[０-９．，％－＋]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?%?$/.test(half)) return half.replace(/,/g, "");
  return /^[+-]?\d+(\.\d+)?%?$/.test(half) ? half : trimmed;
}

"use strict";
// The queue between the sheet and the server: one request at a time, and a draft in this browser until
// the server has acknowledged the very text.

class SaveQueue {
  /** `on` gets: saving(cells), answer(json, sent), offline(count), expired(), refused(message), conflict(json). */
  constructor(report, user, version, keepsDrafts, on) {
    this.url = `/reports/${report}/cells/`;
    this.prefix = `zhunsheng:${user}:${report}:`;
    this.version = version;
    this.keepsDrafts = keepsDrafts;
    this.on = on;
    this.pending = new Map();
    this.sending = null;
    this.timer = null;
    this.retryIn = 1000;
    this.paused = false;
  }

  put(cell, text, base) {
    this.pending.set(cell, { text, base: base === undefined ? this.version : base });
    this.keep(cell, text);
    // Told at once: “saved” must not stand there for a change still waiting.
    if (!this.paused) this.on.saving([cell]);
    this.schedule(400);
  }

  /** Drafts of earlier pages that were never acknowledged: cell → {text, base}. */
  drafts() {
    const found = new Map();
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const key = localStorage.key(i);
        if (key.startsWith(this.prefix)) found.set(key.slice(this.prefix.length), JSON.parse(localStorage.getItem(key)));
      }
    } catch (error) { /* a browser that keeps nothing */ }
    return found;
  }

  /** On a shared computer nothing stays behind: what is typed lives in the open page alone. */
  keep(cell, text) {
    if (!this.keepsDrafts) return;
    try {
      const base = this.pending.get(cell).base;
      localStorage.setItem(this.prefix + cell, JSON.stringify({ text, base, at: Date.now() }));
    } catch (error) { /* full or forbidden: the page itself still holds it */ }
  }

  forget(cell, text) {
    try {
      const held = localStorage.getItem(this.prefix + cell);
      if (held !== null && JSON.parse(held).text === text) localStorage.removeItem(this.prefix + cell);
    } catch (error) { /* nothing kept */ }
  }

  get unsaved() { return this.pending.size + (this.sending ? this.sending.size : 0); }

  schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  /** Sends what waits, lowest base version first: cells typed on one base go together. */
  async flush(overwrite = false) {
    clearTimeout(this.timer);
    if (this.sending || !this.pending.size || this.paused) return;
    const base = Math.min(...[...this.pending.values()].map((entry) => entry.base));
    const sent = new Map([...this.pending].filter(([, entry]) => entry.base === base));
    for (const cell of sent.keys()) this.pending.delete(cell);
    this.sending = sent;
    this.on.saving([...sent.keys()]);
    const changes = [...sent].map(([cell, entry]) => ({ cell, text: entry.text }));
    let answer = null;
    try {
      answer = await postJson(this.url, { base_version: base, changes, overwrite });
    } catch (error) {
      answer = { lost: true };
    }
    this.sending = null;
    this.take(answer, sent);
  }

  take(answer, sent) {
    if (answer.status === 200) {
      this.retryIn = 1000;
      const json = answer.json;
      this.version = json.version;
      for (const [cell, entry] of sent) {
        const conflicted = json.conflicts.some((conflict) => conflict.cell === cell);
        if (cell in json.acks || cell in json.refused) this.forget(cell, entry.text);
        if (cell in json.acks && this.pending.has(cell)) this.pending.get(cell).base = json.version;
        if (conflicted) this.conflicting = true;
      }
      this.on.answer(json, sent);
      if (this.pending.size) this.schedule(50);
      return;
    }
    for (const [cell, entry] of sent) if (!this.pending.has(cell)) this.pending.set(cell, entry);
    if (answer.status === 401 || (answer.status === 403 && answer.json && answer.json.csrf)) {
      this.paused = true;
      this.on.expired(this.unsaved);
    } else if (answer.status === 403) {
      this.paused = true;
      this.on.refused(answer.json.error, this.unsaved);
    } else {
      this.on.offline(this.unsaved, answer.json && answer.json.error);
      this.schedule(this.retryIn);
      this.retryIn = Math.min(this.retryIn * 2, 20000);
    }
  }

  resume() {
    this.paused = false;
    this.retryIn = 1000;
    this.schedule(0);
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((entry) => entry.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** POST of a JSON body → {status, json}; throws where there is no network. */
async function postJson(url, body) {
  const response = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
    body: JSON.stringify(body),
  });
  let json = null;
  try { json = await response.json(); } catch (error) { /* a proxy's page */ }
  return { status: json === null && response.status < 400 ? 502 : response.status, json };
}

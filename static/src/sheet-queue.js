/* Cells on their way to the server. Each stays in this browser until the server has answered for it: a reload, a lost
   connection or a session that ended loses nothing. Sent together after a moment, tried again by itself. */

const PAUSE = 600;
const SLOWEST = 30000;
const AT_ONCE = 1000;

export const keyOf = (line, field) => `${line}:${field}`;

export class Queue {
  /** `tell(state, count, why)` says how it goes; `answer(reply)` brings what became of the cells. */
  constructor({ url, token, store, tell, answer }) {
    Object.assign(this, { url, token, store, tell, answer });
    this.waiting = new Map();
    this.flying = new Map();
    this.problems = new Map();
    this.timer = 0;
    this.delay = 2000;
    this.#restore();
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.send(true));
  }

  get count() {
    return this.waiting.size + this.flying.size;
  }

  put(line, field, was, now) {
    const key = keyOf(line, field);
    const before = this.waiting.get(key);
    const flying = this.flying.get(key);
    this.problems.delete(key);
    this.waiting.set(key, { line, field, was: before ? before.was : flying ? flying.now : was, now });
    this.#keep();
    this.#later(PAUSE);
  }

  problem(line, field, facts) {
    this.problems.set(keyOf(line, field), { line, field, ...facts });
    this.#keep();
  }

  drop(line, field) {
    this.problems.delete(keyOf(line, field));
    this.waiting.delete(keyOf(line, field));
    this.#keep();
  }

  #later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  async send(leaving = false) {
    clearTimeout(this.timer);
    if (this.flying.size || !this.waiting.size) return;
    const batch = [...this.waiting.entries()].slice(0, AT_ONCE);
    this.flying = new Map(batch);
    for (const [key] of batch) this.waiting.delete(key);
    this.tell("saving", this.count);
    const cells = batch.map(([, cell]) => [cell.line, cell.field, cell.was, cell.now]);
    let reply;
    try {
      reply = await fetch(this.url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving && batch.length < 200,
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, "X-Requested-With": "XMLHttpRequest" },
        body: JSON.stringify({ cells }),
      });
    } catch {
      return this.#back("offline");
    }
    const isJson = (reply.headers.get("Content-Type") || "").includes("json");
    if (reply.type === "opaqueredirect" || reply.status === 401 || (reply.status === 403 && !isJson)) return this.#back("login");
    if (!isJson) return this.#back("offline");
    const told = await reply.json();
    if (!reply.ok) return this.#back("blocked", told.why);
    this.delay = 2000;
    this.#settle(told);
  }

  /** Nothing was written: the cells wait again, older than what was typed meanwhile. */
  #back(state, why = "") {
    for (const [key, cell] of this.flying) {
      const newer = this.waiting.get(key);
      this.waiting.set(key, newer ? { ...newer, was: cell.was } : cell);
    }
    this.flying.clear();
    this.#keep();
    this.tell(state, this.count, why);
    if (state !== "offline") return;
    this.#later(this.delay);
    this.delay = Math.min(2 * this.delay, SLOWEST);
  }

  #settle(told) {
    const sent = this.flying;
    this.flying = new Map();
    for (const { line, field, value, why } of told.refused) this.#trouble(sent, line, field, value, { why, kind: "refused" });
    for (const { line, field, theirs, who } of told.conflicts) {
      this.#trouble(sent, line, field, theirs, { who, kind: "conflict" });
    }
    this.#keep();
    this.answer(told);
    if (this.waiting.size) this.#later(PAUSE);
    else this.tell("saved", 0);
  }

  #trouble(sent, line, field, theirs, facts) {
    const key = keyOf(line, field);
    const newer = this.waiting.get(key);
    if (newer) newer.was = theirs;
    else this.problems.set(key, { line, field, mine: sent.get(key)?.now, theirs, ...facts });
  }

  #keep() {
    try {
      const cells = [...this.flying.values()].filter((cell) => !this.waiting.has(keyOf(cell.line, cell.field)));
      const kept = { cells: [...cells, ...this.waiting.values()], problems: [...this.problems.values()] };
      if (kept.cells.length || kept.problems.length) localStorage.setItem(this.store, JSON.stringify(kept));
      else localStorage.removeItem(this.store);
    } catch {
      /* a browser that keeps nothing still saves what is typed */
    }
  }

  #restore() {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(this.store) || "null");
    } catch {
      kept = null;
    }
    for (const cell of kept?.cells ?? []) this.waiting.set(keyOf(cell.line, cell.field), cell);
    for (const one of kept?.problems ?? []) this.problems.set(keyOf(one.line, one.field), one);
    if (this.waiting.size) this.#later(PAUSE);
  }
}

/* A table that is typed into like a spreadsheet: arrows, Enter, Tab, F2, Esc, blocks from and to Excel, undo of a paste.
   Without this script each row has a page of its own. */
import { block, read, show } from "./sheet-cells.js";
import { Queue } from "./sheet-queue.js";

const table = document.querySelector("table[data-sheet]");
if (table) start(table, JSON.parse(document.getElementById("sheet-facts").textContent));

function start(table, { words, choices, fields }) {
  const rows = [...table.tBodies[0].rows];
  const names = Object.keys(fields);
  const cells = rows.map((row) => names.map((name) => row.querySelector(`[data-f="${name}"]`)));
  const places = new Map();
  cells.forEach((row, r) => row.forEach((cell, c) => places.set(cell, [r, c])));
  const lineOf = (r) => Number(rows[r].dataset.line);
  const byLine = new Map(rows.map((row, r) => [Number(row.dataset.line), r]));
  const kind = (c) => fields[names[c]];
  const known = (c) => choices[names[c]] ?? {};
  let at = [0, 0];
  let anchor = [0, 0];
  let editor = null;
  let undo = null;

  const state = document.querySelector("[data-sheet-state]");
  const retry = document.querySelector("[data-sheet-retry]");
  const undoButton = document.querySelector("[data-sheet-undo]");
  const trouble = document.querySelector("[data-sheet-problems]");

  for (const row of cells) row.forEach((cell, c) => {
    const said = cell.dataset.v ?? "";
    cell.value = cell.kept = kind(c) === "number" ? (said === "" ? null : Number(said)) : said;
  });

  const queue = new Queue({ url: table.dataset.sheet, token: table.dataset.token, store: table.dataset.key, tell, answer });
  for (const cell of queue.waiting.values()) place(cell.line, cell.field, cell.now, "is-waiting");
  listProblems();
  cells[0][0].tabIndex = 0;
  tell(queue.count ? "saving" : "ready", queue.count);

  /* What is seen */

  function say(name, facts = {}) {
    return words[name].replace(/\{(\w+)\}/g, (whole, key) => facts[key] ?? whole);
  }

  function tell(how, count, why = "") {
    const clock = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
    state.textContent = say(how, { n: count, at: clock, why });
    state.dataset.sheetState = how;
    retry.hidden = !["offline", "blocked", "login"].includes(how);
  }

  function place(line, field, value, mark = "") {
    const r = byLine.get(line);
    if (r === undefined) return null;
    const c = names.indexOf(field);
    const cell = cells[r][c];
    cell.value = value;
    if (cell !== editor?.cell) cell.textContent = show(kind(c), value, known(c));
    cell.classList.remove("is-waiting", "is-saved", "is-wrong");
    cell.removeAttribute("aria-invalid");
    if (mark) cell.classList.add(mark);
    return cell;
  }

  function answer(told) {
    for (const [line, field, value] of [...told.saved, ...told.filled]) {
      const cell = atLine(line, field);
      if (!cell) continue;
      if (undo?.lines.has(line) && !undo.seen.has(`${line}:${field}`)) {
        undo.seen.add(`${line}:${field}`);
        undo.cells.push([line, field, cell.kept]);
      }
      cell.kept = value;
      if (!queue.waiting.has(`${line}:${field}`)) place(line, field, value, "is-saved");
    }
    for (const { line, field, value } of told.refused) keep(line, field, value);
    for (const { line, field, theirs } of told.conflicts) keep(line, field, theirs);
    for (const line of new Set([...told.saved, ...told.filled].map(([line]) => line))) judge(byLine.get(line));
    const progress = document.querySelector("[data-sheet-progress]");
    if (progress) progress.textContent = say("progress", { done: told.done, all: told.all });
    listProblems();
  }

  function atLine(line, field) {
    const r = byLine.get(line);
    return r === undefined ? null : cells[r][names.indexOf(field)];
  }

  function keep(line, field, value) {
    const cell = atLine(line, field);
    if (cell) cell.kept = value;
  }

  function judge(r) {
    if (r === undefined) return;
    const value = (name) => cells[r][names.indexOf(name)].value;
    const counted = ["subject", "participating", "not_participating"].every((name) => value(name) !== null);
    rows[r].classList.toggle("is-done", Boolean(value("found")) && (value("found") !== "operating" || counted));
  }

  function listProblems() {
    trouble.hidden = !queue.problems.size;
    trouble.replaceChildren();
    if (!queue.problems.size) return;
    const head = document.createElement("b");
    head.textContent = say("problems", { n: queue.problems.size });
    const list = document.createElement("ul");
    for (const one of queue.problems.values()) list.append(problem(one));
    trouble.append(head, list);
  }

  function problem(one) {
    const item = document.createElement("li");
    const c = names.indexOf(one.field);
    const r = byLine.get(one.line);
    const word = (value) => (c < 0 ? value : show(kind(c), value, known(c))) || words.empty;
    const facts = { mine: word(one.mine), theirs: word(one.theirs), who: one.who || words.somebody, why: one.why };
    const go = document.createElement("button");
    go.type = "button";
    go.className = "as-link";
    const label = r === undefined ? "" : `${rows[r].querySelector("th a").textContent}, ${cells[r][c].dataset.label}`;
    go.textContent = label || `#${one.line}`;
    go.addEventListener("click", () => r !== undefined && move(r, c));
    item.append(go, `: ${say(one.kind === "conflict" ? "conflict" : "refused", facts)} `);
    if (one.kind === "conflict") item.append(button(words.mine, () => resend(one)), button(words.theirs, () => give(one)));
    else item.append(button(words.drop, () => give(one)));
    const cell = place(one.line, one.field, one.mine, "is-wrong");
    if (cell) {
      cell.value = one.theirs ?? (fields[one.field] === "number" ? null : "");
      item.id = `problem-${one.line}-${one.field}`;
      cell.setAttribute("aria-invalid", "true");
      cell.setAttribute("aria-describedby", item.id);
    }
    return item;
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-quiet btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function resend(one) {
    queue.put(one.line, one.field, one.theirs, one.mine);
    place(one.line, one.field, one.mine, "is-waiting");
    listProblems();
  }

  function give(one) {
    queue.drop(one.line, one.field);
    place(one.line, one.field, one.theirs ?? (fields[one.field] === "number" ? null : ""), "is-saved");
    keep(one.line, one.field, one.theirs);
    listProblems();
  }

  /* Writing */

  function write(r, c, text) {
    const said = read(kind(c), text, known(c));
    const cell = cells[r][c];
    if (said.why) {
      const old = cell.kept;
      queue.problem(lineOf(r), names[c], { mine: String(text), theirs: old, why: words[said.why === "number" ? "number" : "choose"], kind: "refused" });
      listProblems();
      return false;
    }
    if (said.value === cell.value && !cell.classList.contains("is-wrong")) return false;
    const before = cell.value;
    queue.put(lineOf(r), names[c], cell.kept, said.value);
    place(lineOf(r), names[c], said.value, "is-waiting");
    listProblems();
    rest(r, c, before);
    judge(r);
    return true;
  }

  /** What has not joined is what remains: it follows when the other two, which added up with it, are mended. */
  function rest(r, c, before) {
    const name = names[c];
    if (name !== "subject" && name !== "participating") return;
    const value = (one) => cells[r][names.indexOf(one)].value;
    const was = { subject: value("subject"), participating: value("participating"), [name]: before };
    const left = value("not_participating");
    if (left === null || was.subject === null || was.participating === null || was.subject - was.participating !== left) return;
    if (value("subject") === null || value("participating") === null || value("subject") < value("participating")) return;
    const place_ = names.indexOf("not_participating");
    const now = value("subject") - value("participating");
    if (now === left) return;
    queue.put(lineOf(r), "not_participating", cells[r][place_].kept, now);
    place(lineOf(r), "not_participating", now, "is-waiting");
  }

  function edit(text = null) {
    const [r, c] = at;
    const cell = cells[r][c];
    if (editor) commit();
    const field = document.createElement(kind(c) === "choice" ? "select" : "input");
    field.className = "sheet-editor";
    field.setAttribute("aria-label", `${cell.dataset.label}, ${rows[r].querySelector("th a").textContent}`);
    if (kind(c) === "choice") {
      field.append(new Option("", ""), ...Object.entries(known(c)).map(([code, label]) => new Option(label, code)));
      field.value = cell.value ?? "";
    } else {
      if (kind(c) === "number") field.inputMode = "numeric";
      else field.maxLength = 300;
      field.autocomplete = "off";
      field.value = text ?? (cell.classList.contains("is-wrong") ? cell.textContent : show(kind(c), cell.value, {}));
    }
    editor = { cell, field, r, c, typed: text !== null };
    cell.classList.add("is-edited");
    cell.replaceChildren(field);
    field.focus();
    if (text === null && field.select) field.select();
    field.addEventListener("blur", () => editor?.field === field && commit());
  }

  function commit() {
    const { r, c, field, cell } = editor;
    editor = null;
    cell.classList.remove("is-edited");
    const text = field.value;
    cell.textContent = show(kind(c), cell.value, known(c));
    write(r, c, text);
  }

  function cancel() {
    const { c, cell } = editor;
    editor = null;
    cell.classList.remove("is-edited");
    cell.textContent = show(kind(c), cell.value, known(c));
    cell.focus();
  }

  /* Moving */

  function move(r, c, extend = false) {
    r = Math.max(0, Math.min(rows.length - 1, r));
    c = Math.max(0, Math.min(names.length - 1, c));
    cells[at[0]][at[1]].tabIndex = -1;
    at = [r, c];
    if (!extend) anchor = at;
    cells[r][c].tabIndex = 0;
    cells[r][c].focus();
    cells[r][c].scrollIntoView({ block: "nearest", inline: "nearest" });
    paint();
  }

  function span() {
    const [top, bottom] = [at[0], anchor[0]].sort((one, other) => one - other);
    const [left, right] = [at[1], anchor[1]].sort((one, other) => one - other);
    return { top, bottom, left, right };
  }

  function paint() {
    for (const cell of table.querySelectorAll(".is-chosen")) {
      cell.classList.remove("is-chosen");
      cell.removeAttribute("aria-selected");
    }
    const { top, bottom, left, right } = span();
    if (top === bottom && left === right) return;
    for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) {
      cells[r][c].classList.add("is-chosen");
      cells[r][c].setAttribute("aria-selected", "true");
    }
  }

  /** Tab goes through the cells and leaves the sheet at its ends. */
  function tab(event) {
    const [r, c] = at;
    const next = r * names.length + c + (event.shiftKey ? -1 : 1);
    if (next < 0 || next >= rows.length * names.length) return;
    event.preventDefault();
    move(Math.floor(next / names.length), next % names.length);
  }

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0] };

  function whileEditing(event) {
    const { r, c, typed, field } = editor;
    if (event.key === "Escape") cancel();
    else if (event.key === "Enter") {
      commit();
      move(r + (event.shiftKey ? -1 : 1), c);
    } else if (event.key === "Tab") {
      commit();
      at = [r, c];
      tab(event);
      return;
    } else if (typed && field.tagName === "INPUT" && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      commit();
      move(r + (event.key === "ArrowUp" ? -1 : 1), c);
    } else return;
    event.preventDefault();
  }

  table.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (editor) return whileEditing(event);
    if (!places.has(event.target)) return;
    const [r, c] = at;
    const step = STEPS[event.key];
    if (step) move(r + step[0], c + step[1], event.shiftKey);
    else if (event.key === "Home") move(event.ctrlKey ? 0 : r, 0);
    else if (event.key === "End") move(event.ctrlKey ? rows.length - 1 : r, names.length - 1);
    else if (event.key === "Tab") return tab(event);
    else if (event.key === "Enter" || event.key === "F2") edit();
    else if (event.key === "Delete" || event.key === "Backspace") clear();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") takeBack();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) edit(kind(c) === "choice" ? null : event.key);
    else return;
    event.preventDefault();
  });

  table.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("[data-f]");
    if (!cell || !places.has(cell) || editor?.cell === cell) return;
    if (editor) commit();
    event.preventDefault();
    move(...places.get(cell), event.shiftKey);
    if (event.pointerType === "touch") setTimeout(edit);
  });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("[data-f]");
    if (cell && places.has(cell) && !editor) edit();
  });
  table.addEventListener("focusin", (event) => {
    if (places.has(event.target) && event.target !== cells[at[0]][at[1]]) move(...places.get(event.target));
  });

  /* Blocks */

  function clear() {
    const { top, bottom, left, right } = span();
    for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) write(r, c, "");
  }

  document.addEventListener("copy", (event) => {
    if (editor || !places.has(document.activeElement)) return;
    const { top, bottom, left, right } = span();
    const lines = cells.slice(top, bottom + 1).map((row) => row.slice(left, right + 1).map((cell) => cell.textContent).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\r\n"));
    event.preventDefault();
    state.textContent = say("copied", { n: (bottom - top + 1) * (right - left + 1) });
  });

  document.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!text || (editor && !/[\t\n]/.test(text.trim())) || (!editor && !places.has(document.activeElement))) return;
    event.preventDefault();
    if (editor) cancel();
    paste(block(text));
  });

  function paste(lines) {
    const { top, left, bottom, right } = span();
    const one = lines.length === 1 && lines[0].length === 1;
    const height = one ? bottom - top + 1 : lines.length;
    const width = one ? right - left + 1 : Math.max(...lines.map((line) => line.length));
    undo = { lines: new Set(), seen: new Set(), cells: [] };
    let changed = 0;
    for (let r = 0; r < height && top + r < rows.length; r += 1) for (let c = 0; c < width && left + c < names.length; c += 1) {
      const text = one ? lines[0][0] : lines[r][c];
      if (text === undefined) continue;
      const cell = cells[top + r][left + c];
      const before = cell.kept;
      if (!write(top + r, left + c, text)) continue;
      const key = `${lineOf(top + r)}:${names[left + c]}`;
      undo.lines.add(lineOf(top + r));
      undo.seen.add(key);
      undo.cells.push([lineOf(top + r), names[left + c], before]);
      changed += 1;
    }
    const beyond = Math.max(0, top + height - rows.length);
    undoButton.hidden = !changed;
    state.textContent = say("pasted", { n: changed }) + (beyond ? ` · ${say("beyond", { n: beyond })}` : "");
    at = [top, left];
    anchor = [Math.min(rows.length, top + height) - 1, Math.min(names.length, left + width) - 1];
    move(...at, true);
  }

  function takeBack() {
    if (!undo) return;
    const { cells: before } = undo;
    undo = null;
    undoButton.hidden = true;
    for (const [line, field, value] of before) {
      const cell = atLine(line, field);
      queue.put(line, field, cell.kept, value);
      place(line, field, value, "is-waiting");
      judge(byLine.get(line));
    }
    listProblems();
    state.textContent = say("undone");
  }

  undoButton.addEventListener("click", takeBack);
  retry.addEventListener("click", () => queue.send());
}

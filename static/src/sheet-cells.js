/* What a cell says: reading what was typed or pasted, showing it, and blocks of cells as Excel copies them. */

const fold = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();

/** {value} or {why: "number" | "choose"}. Vietnamese thousands ("1.234") are numbers. */
export function read(kind, text, choices) {
  const said = String(text ?? "").replace(/\u00a0/g, " ").trim();
  if (kind === "text") return { value: said.replace(/\s+/g, " ").slice(0, 300) };
  if (said === "" || said === "-" || said === "–") return { value: kind === "number" ? null : "" };
  if (kind === "number") {
    const plain = said.replace(/\s/g, "");
    const digits = /^\d{1,3}(\.\d{3})+$/.test(plain) ? plain.replaceAll(".", "") : plain;
    return /^\d{1,9}$/.test(digits) ? { value: Number(digits) } : { why: "number" };
  }
  if (said in choices) return { value: said };
  const code = Object.keys(choices).find((one) => fold(choices[one]) === fold(said));
  return code === undefined ? { why: "choose" } : { value: code };
}

export function show(kind, value, choices) {
  if (value === null || value === undefined || value === "") return "";
  if (kind === "number") return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  return kind === "choice" ? (choices[value] ?? value) : value;
}

/** Rows of cells from what Excel puts on the clipboard; a quoted cell may hold line ends. */
export function block(text) {
  const rows = [[]];
  const cells = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  for (let found = cells.exec(text); found; found = cells.exec(text)) {
    rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (found[3] === "") break;
    if (found[3] !== "\t") rows.push([]);
  }
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows.filter((row) => row.length);
}

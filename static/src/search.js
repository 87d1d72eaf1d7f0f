/* The box of search in the bar: "/" goes to it, what is typed is answered in a list that arrows walk. Without scripts the form
   opens the page of all that was found. */

const WAIT = 160;

export function box() {
  const form = document.querySelector("form[data-suggests]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const sheet = form.querySelector(".suggestions");
  const told = form.querySelector("[data-found]");
  let timer = 0;
  let asked = null;

  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions" }).forEach(
    ([name, value]) => input.setAttribute(name, value),
  );
  sheet.id = "suggestions";

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typesSomewhere(event.target)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked?.abort();
    if (input.value.trim()) timer = setTimeout(ask, WAIT);
    else close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (isOpen()) event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen()) move(event.key === "ArrowDown" ? 1 : -1);
      else if (input.value.trim()) ask();
    } else if (event.key === "Enter" && current()) {
      event.preventDefault();
      current().click();
    } else if (event.key === "Tab") close();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
  form.addEventListener("submit", (event) => {
    if (!input.value.trim()) event.preventDefault();
  });

  async function ask() {
    asked = new AbortController();
    const address = `${form.dataset.suggests}?${new URLSearchParams({ q: input.value.trim() })}`;
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) return close();
      sheet.innerHTML = await answer.text();
      sheet.style.setProperty("--below", `${form.getBoundingClientRect().bottom}px`);
      sheet.hidden = false;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
      told.textContent = sheet.firstElementChild?.dataset.told ?? "";
    } catch (problem) {
      if (problem.name !== "AbortError") close();
    }
  }

  function options() {
    return [...sheet.querySelectorAll("[role=option]")];
  }

  function current() {
    return isOpen() ? sheet.querySelector("[aria-selected=true]") : null;
  }

  function move(step) {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === next)));
    input.setAttribute("aria-activedescendant", all[next].id);
    all[next].scrollIntoView({ block: "nearest" });
  }

  function isOpen() {
    return !sheet.hidden;
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    sheet.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}

function typesSomewhere(target) {
  return target.isContentEditable || target.closest?.("input, textarea, select, dialog[open]");
}

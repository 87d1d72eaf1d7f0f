/* Forms: one sending only, filters that answer at once, files dropped on their field. */

/** A POST goes once; a second press while the first is under way does nothing. */
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // After the browser has read the pressed button's own name and value.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
        button.setAttribute("aria-busy", "true");
        button.setAttribute("aria-disabled", "true");
      }
    });
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-busy]")) {
        button.removeAttribute("aria-busy");
        button.removeAttribute("aria-disabled");
      }
    }
  });
}

/** Filters left empty are not part of the address. */
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("form[data-filters]")) return;
  const asked = event.detail.parameters;
  for (const name of [...Object.keys(asked)]) if (asked[name] === "") delete asked[name];
});

export function prepareFields(piece) {
  for (const form of piece.querySelectorAll?.("form[data-filters]") ?? []) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit();
    });
  }
  for (const select of piece.querySelectorAll?.("select[data-goes]") ?? []) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
  for (const drop of piece.querySelectorAll?.(".drop") ?? []) prepareDrop(drop);
}

function prepareDrop(drop) {
  const input = drop.querySelector("input[type=file]");
  const chosen = drop.querySelector(".drop-chosen");
  if (!input) return;
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, () => drop.classList.add("is-over"));
  for (const kind of ["dragleave", "drop", "dragend"]) drop.addEventListener(kind, () => drop.classList.remove("is-over"));
  const tell = () => {
    const files = [...input.files];
    chosen.textContent = files.map((file) => `${file.name} (${size(file.size)})`).join(", ");
    const limit = Number(input.dataset.limit || 0);
    const heavy = limit && files.some((file) => file.size > limit);
    input.setCustomValidity(heavy ? input.dataset.tooLarge : "");
    if (heavy) input.reportValidity();
  };
  input.addEventListener("change", tell);
  tell();
}

function size(bytes) {
  const [figure, unit] = bytes >= 1048576 ? [bytes / 1048576, "MB"] : [bytes / 1024, "KB"];
  return `${figure.toLocaleString("vi-VN", { maximumFractionDigits: 1 })} ${unit}`;
}

/* The sidebar on a phone, and the sheets that open from the bar. */

export function frame() {
  const side = document.getElementById("nav");
  const opener = document.querySelector("[data-opens-nav]");
  if (side && opener) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      show(side, opener, true);
    });
    side.querySelector(".side-close")?.addEventListener("click", (event) => {
      event.preventDefault();
      show(side, opener, false);
    });
  }

  document.addEventListener("click", (event) => {
    for (const sheet of document.querySelectorAll("details.who[open]")) {
      if (!sheet.contains(event.target)) sheet.open = false;
    }
    if (side?.classList.contains("is-open") && !side.contains(event.target) && !opener.contains(event.target)) {
      show(side, opener, false);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (side?.classList.contains("is-open")) show(side, opener, false);
    for (const sheet of document.querySelectorAll("details.who[open]")) {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    }
  });
}

function show(side, opener, open) {
  side.classList.toggle("is-open", open);
  opener.setAttribute("aria-expanded", String(open));
  (open ? side.querySelector("a") : opener).focus();
}

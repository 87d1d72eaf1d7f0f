/* Behaviour of every page. Each page works without it: links, forms and details do the work; this makes them quicker. */
import htmx from "htmx.org";
import { askBeforeActs } from "./dialogs.js";
import { guardForms, prepareFields } from "./forms.js";
import { drawCharts } from "./charts-loader.js";
import { frame } from "./frame.js";
import { box } from "./search.js";

window.htmx = htmx;
frame();
box();
guardForms();
askBeforeActs();

/** What a fresh piece of page needs; htmx calls it for the first page and for every piece that it puts in. */
htmx.onLoad((piece) => {
  prepareFields(piece);
  drawCharts(piece);
  foldFilters(piece);
  freeHeads(piece);
  openToKeys(piece);
  const finished = piece.matches?.("[data-finished-url]") ? piece : piece.querySelector?.("[data-finished-url]");
  if (finished) window.location.assign(finished.dataset.finishedUrl);
});

/** What scrolls sideways can be scrolled by keyboard. */
function openToKeys(piece) {
  for (const wrap of piece.querySelectorAll?.(".table-wrap:not([tabindex])") ?? []) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
  }
}

/** A phone shows the rows first and the filters on demand. */
function foldFilters(piece) {
  if (!window.matchMedia("(max-width: 639.98px)").matches) return;
  for (const fold of piece.querySelectorAll?.("details.filter-fold") ?? []) fold.open = false;
}

/** A table that needs no sideways scrolling gets a head that stays under the bar. */
function freeHeads(piece) {
  for (const wrap of piece.querySelectorAll?.(".list-card > .table-wrap") ?? []) {
    const judge = () => wrap.classList.toggle("fits", wrap.firstElementChild.scrollWidth <= wrap.clientWidth + 1);
    new ResizeObserver(judge).observe(wrap);
    judge();
  }
}

window.addEventListener("beforeprint", () => {
  for (const numbers of document.querySelectorAll("details.chart-numbers")) numbers.open = true;
});

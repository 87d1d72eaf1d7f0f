/* Native dialogs that ask before an act: <button data-opens="id"> and <button data-closes> inside it. */

export function askBeforeActs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog && !dialog.open) dialog.showModal();
    }
    if (event.target.closest("[data-closes]") || event.target.matches("dialog.ask")) {
      event.target.closest("dialog")?.close();
    }
  });
}

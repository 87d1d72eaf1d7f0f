/* Fetches the chart code only on a page that draws one. */
let loading;

export function drawCharts(piece) {
  const boxes = [...(piece.querySelectorAll?.("[data-chart]") ?? [])];
  if (!boxes.length) return;
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.documentElement.dataset.charts;
    script.onload = () => resolve(window.portalCharts);
    script.onerror = reject;
    document.head.append(script);
  });
  loading.then((charts) => charts.draw(boxes));
}

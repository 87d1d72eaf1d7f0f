/* Draws the charts that portal/core/charts.py describes; the same numbers stand beneath as a table. */
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import vi from "echarts/i18n/langVI-obj.js";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, LabelLayout, SVGRenderer]);
echarts.registerLocale("VI", vi.default ?? vi);

const COLOURS = {
  odts: "#143657", httt: "#3f7fb5", bhyt: "#12908b", bhtn: "#e2a33a", tnld_bnn: "#8a63a8", unsplit: "#9aa7b6",
  none: "#9bb8a6", not_due: "#8fb1cc", late: "#e09a35", evasion: "#b3352c", evaded: "#b3352c", bhxh: "#1b4a75", total: "#143657", good: "#1c8a55",
};
const ROTA = ["#1b4a75", "#12908b", "#e2a33a", "#8a63a8", "#5f9fcb", "#b3352c", "#7a8797"];
const FONT = '"Inter Variable", "Segoe UI", Roboto, Arial, sans-serif';
const INK = "#33445a";
const SOFT = "#42526a";
const LINE = "#e2e8ef";

const whole = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });
const tenth = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });

function short(value) {
  const size = Math.abs(value);
  if (size >= 1e9) return `${tenth.format(value / 1e9)} tỷ`;
  if (size >= 1e6) return `${tenth.format(value / 1e6)} tr`;
  return whole.format(value);
}
const full = (value, unit) => (value === null || value === undefined ? "–" : `${whole.format(value)} ${unit}`.trim());
const colour = (series, at) => COLOURS[series.color] ?? ROTA[at % ROTA.length];

function common(chart) {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, fontSize: 12, color: INK },
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: "#0e2743",
      borderWidth: 0,
      padding: [8, 12],
      textStyle: { color: "#fff", fontSize: 12.5, fontFamily: FONT, lineHeight: 19 },
    },
    legend: chart.series.length > 1 || chart.kind === "donut"
      ? { top: 0, left: 8, right: 8, type: "plain", itemWidth: 12, itemHeight: 12, itemGap: 14, icon: "roundRect", textStyle: { color: INK, fontSize: 12.5 } }
      : undefined,
  };
}

function axes(chart, width) {
  const value = {
    type: "value",
    splitNumber: 4,
    axisLabel: { color: SOFT, hideOverlap: true, formatter: (v) => (chart.unit === "đồng" ? short(v) : whole.format(v)) },
    splitLine: { lineStyle: { color: LINE } },
    minInterval: 1,
  };
  const flat = chart.kind === "hbar";
  const category = {
    type: "category",
    data: chart.labels,
    inverse: flat,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "#b6c3d0" } },
    axisLabel: flat
      ? { color: INK, width: Math.min(220, width * 0.36), overflow: "truncate", ellipsis: "…", interval: 0, fontSize: 12.5 }
      : { color: SOFT, hideOverlap: true, margin: 12 },
    triggerEvent: true,
  };
  return flat ? { xAxis: value, yAxis: category } : { xAxis: category, yAxis: value };
}

function bars(chart, width) {
  const legendRows = chart.series.length > 1 ? rowsOf(chart.series.map((series) => series.name), width - 16) : 0;
  const flat = chart.kind === "hbar";
  const stacked = chart.kind === "stacked" || (flat && chart.series.length > 1);
  return {
    ...common(chart),
    ...axes(chart, width),
    grid: { left: 8, right: flat ? 76 : 16, top: 12 + legendRows * 25, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: {
      ...common(chart).tooltip,
      trigger: "axis",
      axisPointer: { type: chart.kind === "line" ? "line" : "shadow" },
      formatter: (points) => tip(chart, points),
    },
    series: chart.series.map((series, at) => ({
      name: series.name,
      type: series.kind || (chart.kind === "line" ? "line" : "bar"),
      stack: stacked && !series.kind ? "all" : undefined,
      data: series.values,
      barMaxWidth: flat ? 20 : 44,
      itemStyle: { color: colour(series, at), borderRadius: stacked ? 0 : flat ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      lineStyle: { width: 2.5, color: colour(series, at) },
      symbol: "circle",
      symbolSize: 7,
      cursor: linked(chart) ? "pointer" : "default",
      // Beside a flat bar stands what it amounts to; beside a stacked one, written once, the whole.
      label: flat && at === chart.series.length - 1
        ? { show: true, position: "right", color: INK, fontSize: 12, formatter: ({ dataIndex }) => amount(chart, sumAt(chart, dataIndex)) }
        : undefined,
      emphasis: { focus: "none", itemStyle: { opacity: 0.85 } },
    })),
  };
}

/** How many lines the legend will take, so that the drawing begins below it. */
function rowsOf(names, width) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `12.5px ${FONT}`;
  let [rows, used] = [1, 0];
  for (const name of names) {
    const wide = pen.measureText(name).width + 12 + 5 + 14;
    if (used && used + wide > width) [rows, used] = [rows + 1, 0];
    used += wide;
  }
  return rows;
}

function tip(chart, points) {
  const at = points[0].dataIndex;
  const lines = points.map((point) => `${point.seriesName}: ${full(point.value, chart.unit)}`);
  const stacked = chart.kind === "stacked" || chart.kind === "hbar";
  if (stacked && points.length > 1) lines.push(`${chart.words.total}: ${full(sumAt(chart, at), chart.unit)}`);
  return [chart.labels[at], ...lines].join("\n");
}

function donut(chart, width) {
  const values = chart.series[0].values;
  const sum = values.reduce((total, value) => total + (value ?? 0), 0);
  const beside = width > 460;
  return {
    ...common(chart),
    tooltip: {
      ...common(chart).tooltip,
      trigger: "item",
      formatter: ({ name, value, percent }) => `${name}\n${full(value, chart.unit)} (${tenth.format(percent)}%)`,
    },
    legend: {
      ...common(chart).legend,
      ...(beside ? { orient: "vertical", top: "middle", left: "52%", right: 0, itemGap: 12 } : { top: "auto", bottom: 0 }),
      formatter: (name) => {
        const value = values[chart.labels.indexOf(name)] ?? 0;
        return `${name}: ${chart.unit === "đồng" ? short(value) : whole.format(value)} (${tenth.format(sum ? (100 * value) / sum : 0)}%)`;
      },
    },
    series: [{
      type: "pie",
      radius: beside ? ["50%", "80%"] : ["38%", "62%"],
      center: beside ? ["26%", "50%"] : ["50%", "36%"],
      data: chart.labels.map((name, at) => ({ name, value: values[at], itemStyle: { color: COLOURS[chart.colors[at]] ?? ROTA[at % ROTA.length] } })),
      label: { show: true, position: "center", formatter: chart.unit === "đồng" ? short(sum) : `${whole.format(sum)}\n${chart.unit}`, fontSize: 17, fontWeight: 660, color: INK, lineHeight: 22 },
      labelLine: { show: false },
      itemStyle: { borderColor: "#fff", borderWidth: 2 },
      cursor: linked(chart) ? "pointer" : "default",
      emphasis: { scale: false },
    }],
  };
}

const sumAt = (chart, at) => chart.series.filter((series) => !series.kind).reduce((sum, series) => sum + (series.values[at] ?? 0), 0);
const amount = (chart, value) => (chart.unit === "đồng" ? short(value) : whole.format(value));
const linked = (chart) => chart.links.some(Boolean) || chart.series.some((series) => series.links.some(Boolean));
const option = (chart, width) => (chart.kind === "donut" ? donut : bars)(chart, width);

function open(chart, at, series) {
  const url = chart.series[series]?.links[at] || chart.links[at];
  if (url) window.location.assign(url);
}

function drawOne(box) {
  const chart = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  box.classList.remove("is-waiting");
  box.replaceChildren();
  const drawing = echarts.init(box, null, { renderer: "svg", locale: "VI" });
  drawing.setOption(option(chart, drawing.getWidth()));
  drawing.on("click", (point) => {
    const at = point.componentType === "series" ? point.dataIndex : chart.labels.indexOf(point.value);
    open(chart, at, point.seriesIndex);
  });
  let [width, height] = [box.clientWidth, box.clientHeight];
  new ResizeObserver(() => {
    if (!box.isConnected) return drawing.dispose();
    if (window.matchMedia("print").matches) return undefined;
    if (box.clientWidth === width && box.clientHeight === height) return undefined;
    [width, height] = [box.clientWidth, box.clientHeight];
    drawing.resize();
    return drawing.setOption(option(chart, drawing.getWidth()), true);
  }).observe(box);
}

window.portalCharts = {
  draw(boxes) {
    for (const box of boxes) if (!echarts.getInstanceByDom(box)) drawOne(box);
  },
};

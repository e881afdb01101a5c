// Small builders of page elements. Names come from outside: they enter by textContent only.

function element(tag, options, ...children) {
  const { text, className, ...attributes } = options || {};
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  Object.entries(attributes).forEach(([name, value]) => {
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value);
  });
  made.append(...children);
  return made;
}

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

function lineSample(colour, width, dash) {
  const line = drawn("line", { x1: 2, y1: 7, x2: 38, y2: 7, stroke: colour, "stroke-width": width, "stroke-linecap": "round" });
  if (dash) {
    line.setAttribute("stroke-dasharray", dash.join(" "));
    line.setAttribute("stroke-linecap", "butt");
  }
  return drawn("svg", { width: 40, height: 14, "aria-hidden": "true" }, line);
}

function circleSample(colour, radius, opacity) {
  const size = 2 * radius + 2;
  return drawn("svg", { width: size, height: size, "aria-hidden": "true" }, drawn("circle", {
    cx: radius + 1, cy: radius + 1, r: radius, fill: colour, "fill-opacity": opacity, stroke: colour,
  }));
}

function boxSample(level) {
  const { colour, hatch } = LEVELS[level];
  const svg = drawn("svg", { width: 18, height: 13, "aria-hidden": "true" }, drawn("rect", {
    x: 0.5, y: 0.5, width: 17, height: 12, fill: colour, "fill-opacity": hatch ? 0.4 : 0.55, stroke: colour,
  }));
  if (hatch) svg.append(drawn("path", { d: "M2 12L12 1M8 12L17 2", stroke: colour, "stroke-width": 1.5 }));
  if (hatch === "cross") svg.append(drawn("path", { d: "M2 1L12 12M8 1L17 11", stroke: colour, "stroke-width": 1.5 }));
  return svg;
}

function shadeSample(colour) {
  return element("i", { className: "rl-swatch", style: `background:${colour}` });
}

// Minutes from the first midnight as month-day hour:minute.
function clockText(minutes, days) {
  const day = Math.floor(minutes / 1440);
  const rest = minutes - day * 1440;
  const date = new Date(`${days[0]}T00:00Z`);
  date.setUTCDate(date.getUTCDate() + day);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())} ${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
}

function dayText(day, language) {
  return new Date(`${day}T00:00Z`).toLocaleDateString(LOCALE[language], {
    timeZone: "UTC", month: language === "zh" ? "long" : "short", day: "numeric", weekday: "short",
  });
}

function shortDay(day) {
  return `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`;
}

// Adds trips up to corridors: persons per stretch and look, drawn by width.

const LOOKS = {
  direct: { colour: "#0072b2", dash: null },
  feeder: { colour: "#00875f", dash: [9, 5] },
  last_mile: { colour: "#c2528b", dash: [4, 3] },
  train: { colour: "#d55e00", dash: [16, 4, 3, 4] },
  flight: { colour: "#3d2b8f", dash: [3, 6] },
};
const LOOK_NAMES = Object.keys(LOOKS);
const WIDTHS_PX = [1.4, 2.4, 3.8, 5.6, 8];

// Persons per stretch for each look, over the trips given: Map(stretch -> persons).
function totals(trips) {
  const sums = Object.fromEntries(LOOK_NAMES.map((look) => [look, new Map()]));
  trips.forEach((trip) => {
    const sum = sums[trip.look];
    trip.segments.forEach((segment) => sum.set(segment, (sum.get(segment) || 0) + trip.load));
  });
  return sums;
}

function nice(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  const step = [1, 2, 5, 10].reduce((best, s) => (Math.abs(s * power - value) < Math.abs(best * power - value) ? s : best));
  return step * power;
}

// Lower limits of the width classes: for all days together, and for single days alike, from the busiest stretch.
function widthLimits(model) {
  const days = model.days.map((_, day) => model.trips.filter((trip) => trip.day === day));
  return { all: limitsOf(busiestOf(model.trips)), day: limitsOf(Math.max(...days.map(busiestOf))) };
}

function busiestOf(trips) {
  return Math.max(1, ...Object.values(totals(trips)).map((sum) => maximum(sum.values())));
}

function limitsOf(busiest) {
  const limits = [0.02, 0.08, 0.25, 0.6].map((share) => nice(busiest * share));
  return [0, ...limits.filter((limit, i) => limit >= 2 && limit > (limits[i - 1] || 0))];
}

function maximum(values) {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

function classOf(persons, limits) {
  let found = 0;
  limits.forEach((limit, i) => { if (persons >= limit) found = i; });
  return found;
}

// Joins stretches end to end into as few lines as a simple walk finds, so that dashes run on.
function chains(numbers, segments) {
  const at = new Map();
  const note = (point, number) => { if (at.has(point)) at.get(point).push(number); else at.set(point, [number]); };
  numbers.forEach((number) => { note(segments[number].a, number); note(segments[number].b, number); });
  const used = new Set();
  const walk = (start, first) => {
    const line = [start];
    let point = start;
    let number = first;
    while (number !== undefined) {
      used.add(number);
      const { a, b } = segments[number];
      point = point === a ? b : a;
      line.push(point);
      const next = at.get(point);
      number = next.length === 2 ? next.find((other) => !used.has(other)) : undefined;
    }
    return line;
  };
  const lines = [];
  const ends = [...at.keys()].filter((point) => at.get(point).length !== 2);
  [...ends, ...at.keys()].forEach((point) => at.get(point).forEach((number) => {
    if (!used.has(number)) lines.push(walk(point, number));
  }));
  return lines;
}

// Lines grow thinner where the whole country is in view.
function widthScale(zoom) {
  return zoom < 5 ? 0.6 : zoom < 6 ? 0.8 : 1;
}

function drawCorridors(layer, trips, model, limits, zoom) {
  layer.clearLayers();
  const sums = totals(trips);
  LOOK_NAMES.forEach((look) => {
    const classes = limits.map(() => []);
    sums[look].forEach((persons, number) => classes[classOf(persons, limits)].push(number));
    classes.forEach((numbers, i) => {
      if (!numbers.length) return;
      const lines = chains(numbers, model.segments).map((line) => line.map((point) => model.points[point]));
      const width = WIDTHS_PX[i + WIDTHS_PX.length - limits.length] * widthScale(zoom);
      const shared = { interactive: false, lineCap: "round", lineJoin: "round", renderer: layer.renderer, smoothFactor: 1 };
      layer.addLayer(L.polyline(lines, { ...shared, color: "#ffffff", weight: width + 2, opacity: 0.75 }));
      const { colour, dash } = LOOKS[look];
      // Under dashes a pale line of the same colour keeps the stretch together.
      if (dash) layer.addLayer(L.polyline(lines, { ...shared, color: colour, weight: width, opacity: 0.28 }));
      const dashes = dash && dash.map((length) => length * (0.6 + width / 8)).join(" ");
      layer.addLayer(L.polyline(lines, { ...shared, color: colour, weight: width, opacity: 0.92, dashArray: dashes, lineCap: dash ? "butt" : "round" }));
    });
  });
  return sums;
}

// Nearest drawn stretch within ``reach`` pixels of a point of the map, or null.
function nearestSegment(model, sums, lat, lon, zoom, reach) {
  const [x, y] = world(lat, lon);
  const limit = reach / 2 ** zoom;
  let best = null;
  let nearest = limit * limit;
  LOOK_NAMES.forEach((look) => sums[look].forEach((persons, number) => {
    const { from, to } = model.segments[number];
    const dx = to[0] - from[0];
    const dy = to[1] - from[1];
    const share = Math.max(0, Math.min(1, ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy || 1)));
    const distance = (from[0] + share * dx - x) ** 2 + (from[1] + share * dy - y) ** 2;
    if (distance < nearest) { nearest = distance; best = number; }
  }));
  return best;
}

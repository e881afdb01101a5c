// What lies under the routes: land, county borders, zones, heat, names.

const LEVELS = [
  { key: "low" },
  { key: "medium", colour: "#e8c547", hatch: null },
  { key: "high", colour: "#c8553d", hatch: "lines" },
  { key: "sealed", colour: "#3f3f46", hatch: "cross" },
];
const HEAT = "#8c2d6f";
const SHADES = ["#f3e3ef", "#dfb3d2", "#c67fb0", "#a64e8e", "#7a1f60"];

function hatchPattern(level) {
  const { colour, hatch } = LEVELS[level];
  if (!hatch) return colour;
  const tile = document.createElement("canvas");
  tile.width = 8;
  tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = colour;
  pen.globalAlpha = 0.45;
  pen.fillRect(0, 0, 8, 8);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.beginPath();
  [-8, 0, 8].forEach((shift) => { pen.moveTo(shift, 8); pen.lineTo(shift + 8, 0); });
  if (hatch === "cross") [-8, 0, 8].forEach((shift) => { pen.moveTo(shift, 0); pen.lineTo(shift + 8, 8); });
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}

function drawLand(map, model, renderer) {
  model.provinces.forEach((area) => L.polygon(area.rings, {
    renderer, interactive: false, color: "#a9b4bd", weight: 1, fillColor: "#faf8f3", fillOpacity: 1, smoothFactor: 1.2,
  }).addTo(map));
  model.lines.forEach((line) => L.polyline(line, { renderer, interactive: false, color: "#a9b4bd", weight: 1.4 }).addTo(map));
}

function drawBorders(layer, model, zoom) {
  layer.clearLayers();
  if (zoom < 6) return;
  model.areas.forEach((area) => layer.addLayer(L.polygon(area.rings, {
    renderer: layer.renderer, interactive: false, color: "#c5ccd2", weight: 0.7, fill: false, smoothFactor: 1,
  })));
}

// Strictest level of every area on a day; on "all days" the strictest of the whole horizon.
function levelsOn(model, day) {
  const levels = new Map();
  model.zones.forEach(([area, level, from, until]) => {
    if (day !== null && !(from <= day && day < until)) return;
    levels.set(area, Math.max(level, levels.get(area) || 0));
  });
  return levels;
}

function drawZones(layer, model, day, patterns, zoom) {
  layer.clearLayers();
  levelsOn(model, day).forEach((level, number) => {
    if (!level) return;
    layer.addLayer(L.polygon(model.areas[number].rings, {
      renderer: layer.renderer, interactive: false, color: LEVELS[level].colour, weight: 0.8, opacity: zoom < 6 ? 0.25 : 0.7,
      fillColor: patterns[level], fillOpacity: 0.5, smoothFactor: 1,
    }));
  });
}

function heatRadius(workers, most, zoom) {
  return workers ? (2.5 + 20 * Math.sqrt(workers / most)) * (zoom < 5.5 ? 0.7 : 1) : 0;
}

function mostWorkers(model) {
  return Math.max(1, ...model.heat.map((row) => row.workers));
}

function drawHeat(layer, model, zoom, pale) {
  layer.clearLayers();
  const most = mostWorkers(model);
  model.heat.forEach((row) => layer.addLayer(L.circleMarker([row.lat, row.lon], {
    renderer: layer.renderer, interactive: false, radius: heatRadius(row.workers, most, zoom), color: HEAT, weight: 1,
    opacity: 0.75, fillColor: HEAT, fillOpacity: pale ? 0.06 : 0.24,
  })));
}

function shadeLimits(model) {
  const most = mostWorkers(model);
  const limits = [0.03, 0.1, 0.3, 0.6].map((share) => nice(most * share));
  return [1, ...limits.filter((limit, i) => limit > Math.max(1, limits[i - 1] || 0))];
}

function drawShade(layer, model) {
  layer.clearLayers();
  const limits = shadeLimits(model);
  model.heat.forEach((row) => {
    if (row.area < 0 || !row.workers) return;
    layer.addLayer(L.polygon(model.areas[row.area].rings, {
      renderer: layer.renderer, interactive: false, color: "#ffffff", weight: 0.6,
      fillColor: SHADES[classOf(row.workers, limits)], fillOpacity: 0.9, smoothFactor: 1,
    }));
  });
}

const PLACE_LOOKS = {
  rail_station: { colour: "#d55e00", radius: 7 }, airport: { colour: "#3d2b8f", radius: 7 },
  site: { colour: "#111827", radius: 4 }, pickup: { colour: "#0072b2", radius: 4.5 },
  seat: { colour: "#0072b2", radius: 4 },
};

function placeLook(kind) {
  return PLACE_LOOKS[kind] || { colour: "#5b6776", radius: 3.5 };
}

function drawPlaces(layer, places, zoom) {
  layer.clearLayers();
  places.forEach((place) => {
    const look = placeLook(place.kind);
    const shrink = zoom < 5 ? 0.45 : zoom < 6 ? 0.6 : zoom < 8 ? 0.8 : 1;
    layer.addLayer(L.circleMarker([place.lat, place.lon], {
      renderer: layer.renderer, interactive: false, radius: look.radius * shrink, color: "#ffffff", weight: 1.4 * shrink,
      fillColor: look.colour, fillOpacity: 1,
    }));
  });
}

// Names, placed where they do not overlap; more of them the nearer one looks.
function drawLabels(map, holder, model, hubs, words) {
  holder.replaceChildren();
  const zoom = map.getZoom();
  const english = words === WORDS.en;
  const size = map.getSize();
  const taken = [];
  const put = (text, lat, lon, kind, dy) => {
    const at = map.latLngToContainerPoint([lat, lon]);
    const drawnAt = map.latLngToLayerPoint([lat, lon]);
    const half = (english ? 3.4 : 6.6) * text.length + 4;
    const box = [at.x - half, at.y + dy - 8, at.x + half, at.y + dy + 8];
    if (box[0] < 0 || box[1] < 0 || box[2] > size.x || box[3] > size.y) return;
    if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) return;
    taken.push(box);
    const label = document.createElement("div");
    label.className = `rl-label ${kind}`;
    label.textContent = text;
    label.style.left = `${drawnAt.x}px`;
    label.style.top = `${drawnAt.y + dy}px`;
    holder.append(label);
  };
  if (zoom >= 6) hubs.slice(0, 400).forEach((hub) => put(hub.name, hub.lat, hub.lon, "hub", -14));
  if (zoom >= 6) model.cities.forEach(([name, en, lat, lon]) => put(english ? shortName(en) : name, lat, lon, "city", 0));
  if (zoom <= 7) model.provinces.forEach((p) => put(shortName(english ? p.en : p.name), ...p.label, "province", 0));
}

function shortName(name) {
  return name.replace(/(维吾尔|壮族|回族)?自治区$|特别行政区$|[省市]$/, "")
    .replace(/ (Province|City|(\S+ and )?(\S+ )?Autonomous (Region|Prefecture)|Municipality|Prefecture|Region|League)$/, "");
}

function inside(rings, lat, lon) {
  let within = false;
  rings.forEach((ring) => {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [latI, lonI] = ring[i];
      const [latJ, lonJ] = ring[j];
      if (latI > lat !== latJ > lat && lon < ((lonJ - lonI) * (lat - latI)) / (latJ - latI) + lonI) within = !within;
    }
  });
  return within;
}

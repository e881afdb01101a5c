// The panel: days, modes with their figures, layers with their keys, search, ranking.

function byId(id) {
  return document.getElementById(`rl-${id}`);
}

function fillWords(app) {
  const { words, model } = app;
  document.documentElement.lang = app.language === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = words[node.dataset.text]; });
  document.querySelectorAll("[data-label]").forEach((node) => {
    node.setAttribute("aria-label", words[node.dataset.label]);
    node.title = words[node.dataset.label];
  });
  document.querySelectorAll("[data-placeholder]").forEach((node) => { node.placeholder = words[node.dataset.placeholder]; });
  byId("kind").textContent = words[`kind_${model.page}`];
  byId("title").textContent = model.title;
  document.title = `${model.title} · ${words[`kind_${model.page}`]}`;
}

function drawBars(app) {
  const { model } = app;
  const sums = model.days.map((_, day) => LOOK_NAMES.map((look) => (
    model.trips.reduce((sum, trip) => sum + (trip.day === day && trip.look === look && app.looks.has(look) ? trip.riders : 0), 0))));
  const most = Math.max(1, ...sums.map((day) => day.reduce((a, b) => a + b, 0)));
  byId("bars").replaceChildren(...sums.map((persons, day) => {
    const total = persons.reduce((a, b) => a + b, 0);
    const parts = LOOK_NAMES.map((look, i) => [look, persons[i]]).filter(([, n]) => n).reverse();
    const label = `${dayText(model.days[day], app.language)}: ${app.words.persons(grouped(total))}`;
    return element("button", {
      type: "button", className: "rl-bar", title: label, "aria-label": label,
      "aria-pressed": String(app.day === day), ...(app.day === null || app.day === day ? {} : { "data-dim": "" }), onclick: () => app.chooseDay(day),
    }, ...parts.map(([look, n]) => element("i", { style: `height:${(100 * n) / most}%;background:${LOOKS[look].colour}` })));
  }));
  const last = model.days.length - 1;
  byId("bar-dates").replaceChildren(...[...new Set([0, app.day === null ? last : app.day, last])].map((day) => element("span", {
    text: shortDay(model.days[day]), style: `left:${(100 * (day + 0.5)) / (last + 1)}%`, className: day === app.day ? "rl-now" : "",
  })));
  byId("all").setAttribute("aria-pressed", String(app.day === null));
}

function drawDay(app) {
  const { words, model } = app;
  const trips = app.shownTrips();
  const persons = trips.reduce((sum, trip) => sum + trip.riders, 0);
  const name = app.day === null ? `${shortDay(model.days[0])}–${shortDay(model.days[model.days.length - 1])}` : dayText(model.days[app.day], app.language);
  const figures = trips.length ? `${words.trips(grouped(trips.length))} · ${words.persons(grouped(persons))}` : words.none;
  byId("day").replaceChildren(name, element("small", { text: figures }));
}

function checkRow(name, on, sample, figures, onchange) {
  const box = element("input", { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => onchange(box.checked));
  return element("li", {}, element("label", { className: `rl-row${on ? "" : " rl-off"}` }, box, ...sample,
    element("span", { className: "rl-name", text: name }), ...figures.map((text) => element("span", { className: "rl-figure", text }))));
}

function drawModes(app) {
  const { words } = app;
  const trips = app.tripsOfDay();
  const used = LOOK_NAMES.filter((look) => app.model.trips.some((trip) => trip.look === look));
  byId("modes").replaceChildren(...used.map((look) => {
    const list = trips.filter((trip) => trip.look === look);
    const persons = list.reduce((sum, trip) => sum + trip.riders, 0);
    return checkRow(words[look], app.looks.has(look), [lineSample(LOOKS[look].colour, 4, LOOKS[look].dash)],
      [grouped(list.length), grouped(persons)], (on) => app.chooseLook(look, on));
  }));
  byId("chips").replaceChildren(...used.map((look) => element("span", {},
    element("i", { className: "rl-swatch", style: `background:${LOOKS[look].colour}` }), words[look])));
  const limits = app.limits();
  const widths = WIDTHS_PX.slice(WIDTHS_PX.length - limits.length);
  byId("widths").replaceChildren(...limits.map((limit, i) => element("span", {},
    lineSample("#46535f", widths[i], null), i ? `≥${grouped(limit)}` : `<${grouped(limits[1] || 2)}`)),
    element("em", { text: words.persons_wide }));
}

function layerKeys(name, app) {
  const { words, model } = app;
  const key = (sample, text) => element("span", {}, sample, text);
  if (name === "zones") return [1, 2, 3].map((level) => key(boxSample(level), words[LEVELS[level].key]));
  if (name === "heat") {
    const most = mostWorkers(model);
    return [0.05, 0.3, 1].map((share) => nice(most * share)).filter((n, i, all) => n > 0 && all.indexOf(n) === i)
      .map((n) => key(circleSample(HEAT, heatRadius(n, most, app.map.getZoom()), 0.24), grouped(n)));
  }
  if (name === "shade") return shadeLimits(model).map((limit, i) => key(shadeSample(SHADES[i]), `≥ ${grouped(limit)}`));
  if (name === "hubs") {
    return ["pickup", "rail_station", "airport"].map((kind) => key(circleSample(placeLook(kind).colour, 4, 1), words[kind]));
  }
  return [];
}

function drawLayers(app) {
  byId("layers").replaceChildren(...Object.entries(app.layers).filter(([, layer]) => layer.offered).map(([name, layer]) => {
    const row = checkRow(app.words[name], layer.on, [], [], (on) => app.chooseLayer(name, on));
    const keys = layer.on ? layerKeys(name, app) : [];
    if (keys.length) row.append(element("div", { className: "rl-keys" }, ...keys));
    return row;
  }));
}

function drawRanking(app) {
  const { model, language } = app;
  const most = mostWorkers(model);
  const all = model.heat.reduce((sum, row) => sum + row.workers, 0);
  byId("sum").textContent = `${app.words.persons(grouped(all))} · ${app.words.areas(grouped(model.heat.length))}`;
  byId("ranking").replaceChildren(...model.heat.slice(0, 60).map((row) => element("li", {},
    element("button", { type: "button", text: language === "zh" ? row.name : row.en, onclick: () => app.map.setView([row.lat, row.lon], 8) }),
    element("i", { style: `width:${Math.round((100 * row.workers) / most)}px` }),
    element("span", { text: grouped(row.workers) }))));
}

function drawFound(app) {
  const query = byId("query").value.trim().toLowerCase();
  const found = query ? search(query, app) : [];
  byId("found").replaceChildren(...found.map(([text, note, go]) => element("li", {},
    element("button", { type: "button", onclick: go }, element("span", { text }), element("small", { text: note })))));
}

function search(query, app) {
  const { model, words, language } = app;
  const fits = (text) => text.toLowerCase().includes(query);
  const rows = [];
  model.places.forEach((place) => {
    if (fits(place.name) || fits(place.id)) rows.push([placeName(place, words), words[place.kind] || place.kind, () => app.showPlace(place)]);
  });
  model.areas.forEach((area, number) => {
    if (fits(area.name) || fits(area.en) || area.code === query) {
      rows.push([language === "zh" ? area.name : area.en, area.code, () => app.showArea(number)]);
    }
  });
  model.trips.forEach((trip) => {
    if (fits(trip.id)) rows.push([trip.id, clockText(trip.halts[0].depart, model.days), () => app.showTrip(trip)]);
  });
  return rows.slice(0, 12);
}

function listenPanel(app) {
  byId("all").addEventListener("click", () => app.chooseDay(null));
  byId("before").addEventListener("click", () => app.stepDay(-1));
  byId("after").addEventListener("click", () => app.stepDay(1));
  byId("language").addEventListener("click", () => app.chooseLanguage(app.language === "zh" ? "en" : "zh"));
  byId("query").addEventListener("input", () => drawFound(app));
  byId("fold").addEventListener("click", () => app.fold(!byId("panel").classList.contains("rl-folded")));
}

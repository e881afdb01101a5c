// What a click shows: a trip, a stop, a stretch of road, a county.

const MOST_ROWS = 40;

function placeName(place, words) {
  return place.name || words[place.kind] || place.id;
}

function tripButton(trip, app) {
  return element("button", { type: "button", text: trip.id, onclick: () => app.showTrip(trip) });
}

function table(headings, rows) {
  const head = element("tr", {}, ...headings.map(([text, number]) => (
    element("th", { text, scope: "col", className: number ? "rl-number" : "" }))));
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell, i) => {
    const made = element("td", { className: headings[i][1] ? "rl-number" : "" });
    made.append(cell);
    return made;
  })));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function tripCard(trip, app) {
  const { words, model } = app;
  const first = model.places[trip.halts[0].place];
  const last = model.places[trip.halts[trip.halts.length - 1].place];
  const share = trip.usable ? Math.min(100, (100 * trip.load) / trip.usable) : 0;
  const kind = trip.mode === "coach" || trip.look === "train" && trip.mode === "train" ? words[trip.look] : words[trip.mode];
  const facts = [
    kind, `${words.batch} ${trip.batch}`,
    trip.vehicle ? `${words.vehicle} ${trip.vehicle}` : "", trip.units > 1 ? `${words.carriages} ${trip.units}` : "",
    `${words.distance} ${grouped(Math.round(trip.distance_m / 1000))} km`,
    trip.level ? words[LEVELS[trip.level].key] : "",
  ].filter(Boolean).join(" · ");
  const rows = trip.halts.map((halt) => [
    clockText(halt.arrive, model.days), placeName(model.places[halt.place], words), halt.on || "", halt.off || "",
    clockText(halt.depart, model.days).slice(6),
  ]);
  const bar = element("i", { style: `width:${share.toFixed(1)}%;background:${LOOKS[trip.look].colour}` });
  return element("div", {},
    element("button", { type: "button", className: "rl-close", text: "×", "aria-label": words.close, onclick: () => app.showTrip(null) }),
    element("h3", {}, element("i", { className: "rl-swatch", style: `background:${LOOKS[trip.look].colour}` }), trip.id),
    element("p", { className: "rl-facts", text: `${placeName(first, words)} → ${placeName(last, words)}` }),
    element("p", { className: "rl-facts", text: facts }),
    element("p", { className: "rl-facts", text: `${words.load}: ${trip.load} / ${trip.usable} / ${trip.seats}` }),
    element("div", { className: "rl-load" }, bar),
    table([[words.arrive], [words.place], [words.on, true], [words.off, true], [words.depart, true]], rows));
}

function placeCard(place, app) {
  const { words, model } = app;
  const number = model.places.indexOf(place);
  const calls = [];
  app.shownTrips().forEach((trip) => trip.halts.forEach((halt) => {
    if (halt.place === number) calls.push({ trip, halt });
  }));
  calls.sort((a, b) => a.halt.arrive - b.halt.arrive);
  const on = calls.reduce((sum, call) => sum + call.halt.on, 0);
  const off = calls.reduce((sum, call) => sum + call.halt.off, 0);
  const rows = calls.slice(0, MOST_ROWS).map(({ trip, halt }) => [
    clockText(halt.on ? halt.depart : halt.arrive, model.days), tripButton(trip, app), halt.on || "", halt.off || "",
  ]);
  return element("div", { className: "rl-popup" },
    element("h3", { text: placeName(place, words) }),
    element("p", { className: "rl-facts", text: `${words[place.kind] || place.kind} · ${place.id}` }),
    element("p", { text: `${words.on} ${words.persons(grouped(on))} · ${words.off} ${words.persons(grouped(off))}` }),
    table([[words.time], [words.trip], [words.on, true], [words.off, true]], rows),
    ...moreRows(calls.length, words));
}

function moreRows(length, words) {
  return length > MOST_ROWS ? [element("p", { className: "rl-facts", text: words.more(grouped(length - MOST_ROWS)) })] : [];
}

function corridorCard(number, app) {
  const { words, model } = app;
  const trips = app.shownTrips().filter((trip) => trip.segments.includes(number));
  const persons = (list) => list.reduce((sum, trip) => sum + trip.load, 0);
  const byLook = LOOK_NAMES.map((look) => [look, trips.filter((trip) => trip.look === look)]).filter(([, list]) => list.length);
  const rows = trips.slice(0, MOST_ROWS).map((trip) => [
    clockText(trip.halts[0].depart, model.days), tripButton(trip, app),
    placeName(model.places[trip.halts[trip.halts.length - 1].place], words), trip.load,
  ]);
  return element("div", { className: "rl-popup" },
    element("h3", { text: `${words.corridor}: ${words.trips(grouped(trips.length))}, ${words.persons(grouped(persons(trips)))}` }),
    ...byLook.map(([look, list]) => element("p", {},
      element("i", { className: "rl-swatch", style: `background:${LOOKS[look].colour}` }),
      `${words[look]} ${words.trips(grouped(list.length))} · ${words.persons(grouped(persons(list)))}`)),
    table([[words.depart], [words.trip], [words.to], [words.person_count, true]], rows),
    ...moreRows(trips.length, words));
}

function areaCard(area, level, app) {
  const { words, model, language } = app;
  const row = model.heat.find((heat) => heat.code === area.code);
  const lines = [`${words.level}: ${words[LEVELS[level].key]}`];
  if (row) lines.push(`${words.workers}: ${grouped(row.workers)}${row.named ? ` (${words.named} ${grouped(row.named)})` : ""}`);
  if (row && model.page === "plan") lines.push(`${words.served} ${grouped(row.served)} · ${words.unserved} ${grouped(row.unserved)}`);
  return element("div", { className: "rl-popup" },
    element("h3", { text: language === "zh" ? area.name : area.en }),
    element("p", { className: "rl-facts", text: area.code }),
    ...lines.map((text) => element("p", { text })));
}

// The map itself: one state (day, looks, layers, language, chosen trip) and what is redrawn when it changes.

const PHONE_PX = 720;

function startReturnLine(map, document_) {
  const model = decoded(document_);
  const app = new App(map, model);
  app.start();
  return app;
}

class App {
  constructor(map, model) {
    this.map = map;
    this.model = model;
    this.day = null;
    this.looks = new Set(LOOK_NAMES);
    this.widths = widthLimits(model);
    this.sums = totals([]);
    this.setLanguage(model.language);
    const plan = model.page === "plan";
    this.layers = {
      zones: this.layer("zones", 250, model.zones.length > 0, plan),
      shade: this.layer("shade", 240, model.heat.length > 0, !plan),
      heat: this.layer("heat", 300, model.heat.length > 0, true),
      borders: this.layer("borders", 260, false, true),
      routes: this.layer("routes", 400, false, true),
      sites: this.layer("sites", 440, true, true),
      hubs: this.layer("hubs", 450, plan, true),
      labels: { offered: true, on: true },
      chosen: this.layer("chosen", 460, false, true),
    };
  }

  // A group of drawn things on a canvas of its own, which never takes the pointer: clicks are measured.
  layer(name, height, offered, on) {
    const pane = this.map.createPane(`rl-${name}`);
    pane.style.zIndex = height;
    pane.style.pointerEvents = "none";
    const group = L.layerGroup();
    group.renderer = L.canvas({ pane: `rl-${name}`, padding: 0.3 });
    group.offered = offered;
    group.on = on;
    if (on) group.addTo(this.map);
    return group;
  }

  start() {
    const { map, model } = this;
    map.attributionControl.setPrefix(false);
    L.control.zoom({ position: "topright" }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    this.patterns = LEVELS.map((_, level) => (level ? hatchPattern(level) : null));
    this.holder = map.createPane("rl-labels");
    this.holder.style.zIndex = 470;
    this.holder.style.pointerEvents = "none";
    drawLand(map, model, L.canvas({ padding: 0.3, pane: "tilePane" }));
    byId("days").hidden = byId("search").hidden = byId("modes-box").hidden = model.page === "heat";
    byId("ranking-box").hidden = model.page !== "heat";
    listenPanel(this);
    this.fromAddress();
    this.fold(window.innerWidth < PHONE_PX && !this.chosenTrip);
    this.redraw();
    map.on("zoomstart", () => { this.holder.style.visibility = "hidden"; });
    map.on("zoomend", () => this.redrawGround());
    map.on("moveend", () => this.redrawLabels());
    this.frame(this.chosenTrip);
    map.on("click", (event) => this.click(event.latlng));
    map.on("mousemove", (event) => this.hover(event.latlng));
    new ResizeObserver(() => this.noteSheet()).observe(byId("panel"));
    this.noteSheet();
  }

  // "#day=3&trip=T00012&lang=en" opens the page at a day, a trip, a language.
  fromAddress() {
    const asked = new URLSearchParams(window.location.hash.slice(1));
    if (WORDS[asked.get("lang")]) this.setLanguage(asked.get("lang"));
    const day = this.model.days.indexOf(asked.get("day"));
    if (day >= 0) this.day = day;
    this.chosenTrip = this.model.trips.find((trip) => trip.id === asked.get("trip")) || null;
    if (this.chosenTrip) this.day = this.chosenTrip.day;
  }

  // Fits the map to a trip or, without one, to everything, beside the panel.
  frame(trip) {
    const { model, map } = this;
    const spots = trip ? this.lines(trip).flat() : [...model.places, ...model.heat].map((spot) => [spot.lat, spot.lon]);
    const phone = window.innerWidth < PHONE_PX;
    const sheet = byId("panel").offsetHeight;
    map.fitBounds(L.latLngBounds(spots.length ? spots : [[18, 98], [42, 123]]), {
      paddingTopLeft: phone ? [14, 14] : [372, 24], paddingBottomRight: phone ? [14, sheet + 14] : [24, 24], maxZoom: 10, animate: false,
    });
  }

  noteSheet() {
    const sheet = window.innerWidth < PHONE_PX ? byId("panel").offsetHeight : 0;
    document.documentElement.style.setProperty("--sheet", `${sheet}px`);
  }

  setLanguage(language) {
    this.language = language;
    this.words = WORDS[language];
  }

  limits() {
    return this.day === null ? this.widths.all : this.widths.day;
  }

  tripsOfDay() {
    return this.day === null ? this.model.trips : this.model.trips.filter((trip) => trip.day === this.day);
  }

  shownTrips() {
    return this.tripsOfDay().filter((trip) => this.looks.has(trip.look));
  }

  redraw() {
    fillWords(this);
    this.map.attributionControl._attributions = {};
    this.map.attributionControl.addAttribution(this.words.attribution);
    drawRanking(this);
    this.redrawDay();
    this.redrawGround();
    drawLayers(this);
    this.drawChosen();
  }

  redrawDay() {
    drawBars(this);
    drawDay(this);
    drawModes(this);
    this.redrawLines();
    this.usedPlaces = this.placesInUse();
    this.drawMarks();
    this.redrawLabels();
  }

  redrawLines() {
    const zoom = this.map.getZoom();
    this.drawnScale = widthScale(zoom);
    drawZones(this.layers.zones, this.model, this.day, this.patterns, zoom);
    this.sums = drawCorridors(this.layers.routes, this.shownTrips(), this.model, this.limits(), zoom);
  }

  redrawGround() {
    const zoom = this.map.getZoom();
    if (widthScale(zoom) !== this.drawnScale) {
      this.redrawLines();
      drawLayers(this);
    }
    drawBorders(this.layers.borders, this.model, zoom);
    drawHeat(this.layers.heat, this.model, zoom, this.layers.shade.on);
    drawShade(this.layers.shade, this.model);
    this.drawMarks();
    this.redrawLabels();
  }

  placesInUse() {
    if (this.model.page === "heat") return this.model.places;
    const used = new Set();
    this.shownTrips().forEach((trip) => trip.halts.forEach((halt) => used.add(halt.place)));
    return this.model.places.filter((_, number) => used.has(number));
  }

  drawMarks() {
    const zoom = this.map.getZoom();
    const order = (place) => placeLook(place.kind).radius;
    const hubs = this.usedPlaces.filter((place) => place.kind !== "site").sort((a, b) => order(a) - order(b));
    drawPlaces(this.layers.hubs, hubs, zoom);
    drawPlaces(this.layers.sites, this.usedPlaces.filter((place) => place.kind === "site"), zoom);
  }

  redrawLabels() {
    const zoom = this.map.getZoom();
    const major = (place) => place.kind === "rail_station" || place.kind === "airport";
    const named = this.layers.hubs.on ? this.usedPlaces.filter((place) => major(place) || (zoom >= 9 && place.kind !== "site") || zoom >= 12) : [];
    named.sort((a, b) => major(b) - major(a));
    this.holder.style.visibility = "visible";
    if (this.layers.labels.on) drawLabels(this.map, this.holder, this.model, named, this.words);
    else this.holder.replaceChildren();
  }

  chooseDay(day) {
    this.day = day;
    this.map.closePopup();
    this.redrawDay();
  }

  stepDay(step) {
    const last = this.model.days.length - 1;
    if (this.day === null) this.chooseDay(step > 0 ? 0 : last);
    else this.chooseDay(Math.max(0, Math.min(last, this.day + step)));
  }

  chooseLook(look, on) {
    if (on) this.looks.add(look);
    else this.looks.delete(look);
    this.redrawDay();
  }

  chooseLayer(name, on) {
    const layer = this.layers[name];
    layer.on = on;
    if (name !== "labels") layer[on ? "addTo" : "removeFrom"](this.map);
    drawLayers(this);
    this.redrawGround();
  }

  chooseLanguage(language) {
    this.setLanguage(language);
    this.map.closePopup();
    this.redraw();
  }

  fold(folded) {
    byId("panel").classList.toggle("rl-folded", folded);
    byId("fold").setAttribute("aria-expanded", String(!folded));
  }

  showTrip(trip) {
    this.chosenTrip = trip;
    this.map.closePopup();
    if (trip && this.day !== null && trip.day !== this.day) this.chooseDay(trip.day);
    this.drawChosen();
    if (!trip) return;
    this.fold(false);
    byId("body").scrollTop = 0;
    byId("query").value = "";
    drawFound(this);
    this.frame(trip);
  }

  drawChosen() {
    const trip = this.chosenTrip;
    const layer = this.layers.chosen;
    layer.clearLayers();
    byId("details").hidden = !trip;
    this.map.getPane("rl-routes").style.opacity = trip ? 0.4 : 1;
    if (!trip) return;
    byId("details").replaceChildren(tripCard(trip, this));
    const lines = this.lines(trip);
    const shared = { renderer: layer.renderer, interactive: false };
    layer.addLayer(L.polyline(lines, { ...shared, color: "#ffffff", weight: 9 }));
    layer.addLayer(L.polyline(lines, { ...shared, color: "#111827", weight: 4.5 }));
    trip.halts.forEach((halt, i) => {
      const place = this.model.places[halt.place];
      layer.addLayer(L.circleMarker([place.lat, place.lon], {
        ...shared, radius: 6, color: "#111827", weight: 3, fillColor: i === trip.halts.length - 1 ? "#111827" : "#ffffff", fillOpacity: 1,
      }));
    });
  }

  lines(trip) {
    return chains(trip.segments, this.model.segments).map((line) => line.map((point) => this.model.points[point]));
  }

  showPlace(place) {
    this.map.setView([place.lat, place.lon], Math.max(this.map.getZoom(), 9));
    this.popup([place.lat, place.lon], placeCard(place, this));
  }

  showArea(number) {
    const area = this.model.areas[number];
    const middle = L.latLngBounds(area.rings.flat()).getCenter();
    this.map.setView(middle, Math.max(this.map.getZoom(), 8));
    this.popup(middle, areaCard(area, levelsOn(this.model, this.day).get(number) || 0, this));
  }

  popup(at, content) {
    const phone = window.innerWidth < PHONE_PX;
    if (phone) this.fold(true);
    const size = this.map.getSize();
    L.popup({
      maxWidth: Math.min(360, size.x - 40), autoPanPaddingTopLeft: phone ? [10, 10] : [366, 10],
      autoPanPaddingBottomRight: [10, (phone ? byId("panel").offsetHeight : 0) + 10],
    }).setLatLng(at).setContent(content).openOn(this.map);
  }

  // The place, stretch or county under a point of the map, the smallest first.
  hit(at) {
    const zoom = this.map.getZoom();
    const spot = this.map.latLngToContainerPoint(at);
    const near = (place) => this.map.latLngToContainerPoint([place.lat, place.lon]).distanceTo(spot);
    const seen = this.usedPlaces.filter((place) => this.layers[place.kind === "site" ? "sites" : "hubs"].on);
    const place = seen.map((p) => [near(p), p]).filter(([px]) => px < 11).sort((a, b) => a[0] - b[0])[0];
    if (place) return { place: place[1] };
    const segment = nearestSegment(this.model, this.sums, at.lat, at.lng, zoom, 8);
    return segment === null ? null : { segment };
  }

  click(at) {
    const hit = this.hit(at);
    if (hit && hit.place) this.popup([hit.place.lat, hit.place.lon], placeCard(hit.place, this));
    else if (hit) this.popup(at, corridorCard(hit.segment, this));
    else {
      const number = this.model.areas.findIndex((area) => inside(area.rings, at.lat, at.lng));
      if (number >= 0) this.popup(at, areaCard(this.model.areas[number], levelsOn(this.model, this.day).get(number) || 0, this));
    }
  }

  hover(at) {
    if (this.hovering) return;
    this.hovering = true;
    requestAnimationFrame(() => {
      this.hovering = false;
      this.map.getContainer().classList.toggle("rl-hit", this.hit(at) !== null);
    });
  }
}

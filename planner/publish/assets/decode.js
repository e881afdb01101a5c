// Unpacks the document: differences back to degrees, runs back to point numbers, rows back to trips.

function undelta(flat, digits) {
  const scale = 10 ** digits;
  const points = new Array(flat.length / 2);
  let lat = 0;
  let lon = 0;
  for (let i = 0; i < points.length; i += 1) {
    lat += flat[2 * i];
    lon += flat[2 * i + 1];
    points[i] = [lat / scale, lon / scale];
  }
  return points;
}

function unrun(runs) {
  const numbers = [];
  for (let i = 0; i < runs.length; i += 2) {
    const step = runs[i + 1] < 0 ? -1 : 1;
    for (let k = 0; k < Math.abs(runs[i + 1]); k += 1) numbers.push(runs[i] + step * k);
  }
  return numbers;
}

function namedRow(columns, row) {
  const trip = {};
  columns.forEach((column, i) => { trip[column] = row[i]; });
  const halts = [];
  for (let i = 0; i < trip.halts.length; i += 5) {
    const [place, arrive, stay, on, off] = trip.halts.slice(i, i + 5);
    halts.push({ place, arrive, depart: arrive + stay, on, off });
  }
  trip.halts = halts;
  return trip;
}

// World coordinates at zoom 0 in pixels (spherical Mercator), for measuring on the screen.
function world(lat, lon) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * 256, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256];
}

function decoded(document_) {
  const areas = document_.areas.map((area) => ({ ...area, rings: area.rings.map((ring) => undelta(ring, 3)) }));
  const provinces = document_.provinces.map((area) => ({ ...area, rings: area.rings.map((ring) => undelta(ring, 3)) }));
  const places = document_.places.map(([id, kind, name, lat, lon, county]) => ({ id, kind, name, lat, lon, county }));
  const heat = document_.heat.map(([code, name, en, lat, lon, workers, named, served, unserved, area]) => (
    { code, name, en, lat, lon, workers, named, served, unserved, area }));
  const base = { ...document_, areas, provinces, places, heat, lines: document_.lines.map((line) => undelta(line, 3)) };
  if (document_.page === "heat") return { ...base, points: [], segments: [], trips: [] };
  const points = undelta(document_.points, 4);
  const { segments, ways } = segmented(document_.ways.map(unrun), points);
  const trips = document_.runs.map((row) => namedRow(document_.run_columns, row));
  trips.forEach((trip, number) => { trip.number = number; trip.segments = ways[trip.way]; });
  return { ...base, points, segments, trips };
}

// Stretches between two neighbouring points; both directions are one stretch.
function segmented(ways, points) {
  const known = new Map();
  const segments = [];
  const lists = ways.map((numbers) => {
    const list = [];
    for (let i = 1; i < numbers.length; i += 1) {
      const [a, b] = numbers[i - 1] < numbers[i] ? [numbers[i - 1], numbers[i]] : [numbers[i], numbers[i - 1]];
      const key = a * points.length + b;
      let number = known.get(key);
      if (number === undefined) {
        number = segments.length;
        known.set(key, number);
        segments.push({ a, b, from: world(...points[a]), to: world(...points[b]) });
      }
      list.push(number);
    }
    return list;
  });
  return { segments, ways: lists };
}

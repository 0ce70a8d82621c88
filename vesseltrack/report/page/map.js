"use strict";
/* The map: Leaflet carries land, zones and the view; what moves is painted by Scene on a canvas above them. */
function SeaMap(place, data, wishes) {
  const canvas = L.canvas({ padding: .3 }), map = L.map(place, { zoomAnimation: false, fadeAnimation: false, zoomSnap: .25, zoomDelta: .5, wheelPxPerZoomLevel: 90, minZoom: 2, maxZoom: 15, attributionControl: false, boxZoom: true, keyboard: true });
  const on = { tracks: true, silences: true, reach: true, around: true, calls: true, zones: true, ports: true, names: true, grid: true };
  let chosen = null, shown = data.alerts, t = null, hits = [], measured = null;
  for (const [name, z] of [["reach", 250], ["land", 300], ["lines", 350], ["front", 450]]) map.createPane(name).style.zIndex = z;
  map.getPane("front").style.pointerEvents = "none";
  const renderers = { land: L.canvas({ pane: "land", padding: .3 }), lines: L.canvas({ pane: "lines", padding: .3 }) };
  const here = (lon, lat) => map.latLngToContainerPoint([lat, lon]);

  /* Two canvases of ours: the sea within reach under the land, all else above it. */
  const ours = ["reach", "front"].map(pane => { const c = document.createElement("canvas"); c.className = "ours"; map.getPane(pane).appendChild(c); return c; });
  let asked = false;
  function paint() {
    asked = false;
    const size = map.getSize(), ratio = window.devicePixelRatio || 1, corner = map.containerPointToLayerPoint([0, 0]);
    const [under, above] = ours.map(c => {
      if (c.width !== Math.round(size.x * ratio) || c.height !== Math.round(size.y * ratio)) { c.width = Math.round(size.x * ratio); c.height = Math.round(size.y * ratio); c.style.width = size.x + "px"; c.style.height = size.y + "px"; }
      L.DomUtil.setPosition(c, corner);
      const ctx = c.getContext("2d"); ctx.setTransform(ratio, 0, 0, ratio, 0, 0); ctx.clearRect(0, 0, size.x, size.y); return ctx;
    });
    if (on.reach && (chosen || t !== null)) Scene.paintReach(under, data, chosen ? [chosen] : shown, t, here);
    const labels = Scene.labels(corners(size)), b = map.getBounds(), seen = { west: b.getWest(), east: b.getEast(), south: b.getSouth(), north: b.getNorth() };
    if (on.grid) Scene.grid(above, seen, size, here, labels);
    if (on.zones) zoneNames(labels);
    const near = on.ports ? ports(above, size, labels) : [];
    hits = [...Scene.paint(above, data, { alerts: shown, chosen, t, to: here, on, labels }), ...near];
    labels.draw(above, size);
    measure(above);
  }
  /* Where buttons, north and scales stand: no words go there. */
  const corners = size => [[0, 0, 52, 116], [size.x - 96, 0, size.x, 34], [0, size.y - 62, 150, size.y]];
  const redraw = () => { if (!asked) { asked = true; requestAnimationFrame(paint); } };

  /* Land, once; the zones, of which computed ones are dotted: they are no legal lines. */
  const land = L.layerGroup().addTo(map), zones = L.layerGroup().addTo(map);
  function still() {
    land.clearLayers(); zones.clearLayers();
    for (const rings of data.land) for (const d of Scene.turnsOf(rings, data.lon0))
      L.polygon(rings.map(r => r.map(([x, y]) => [y, x + d])), { renderer: renderers.land, pane: "land", interactive: false, stroke: false, fillColor: Scene.css("--land"), fillOpacity: 1, smoothFactor: .6 }).addTo(land);
    for (const rings of data.land) for (const d of Scene.turnsOf(rings, data.lon0)) for (const r of rings)
      L.polyline(Scene.shores(r, data.cut).map(s => s.map(([x, y]) => [y, x + d])), { renderer: renderers.land, pane: "land", interactive: false, color: Scene.css("--shore"), weight: .6, smoothFactor: .6 }).addTo(land);
    if (on.zones) for (const z of data.zones) {
      const look = { renderer: renderers.lines, opacity: z.watch ? .9 : .45, pane: "lines", interactive: false, color: Scene.css("--red"), weight: z.watch ? 1.1 : .7, dashArray: z.standing === "computed" ? "1 4" : z.standing === "legal" || z.standing === "agreed" ? null : "6 4", fillOpacity: z.watch ? .05 : 0 };
      for (const r of z.rings) L.polygon(r.map(([x, y]) => [y, x]), look).addTo(zones);
      for (const r of z.lines) L.polyline(r.map(([x, y]) => [y, x]), look).addTo(zones);
    }
  }
  const zoneWords = z => z.name + ": " + z.kind + ", " + z.standing + (z.standing === "computed" ? ", not a legal line" : "") + (z.by ? ", by " + z.by : "");
  function zoneNames(labels) {
    if (map.getZoom() < 7.5 || !on.names) return;
    for (const z of data.zones) {
      const r = z.rings[0] || z.lines[0]; if (!r || !z.watch) continue;
      const box = r.map(p => here(p[0], p[1])), x = box.reduce((s, p) => s + p.x, 0) / box.length, y = box.reduce((s, p) => s + p.y, 0) / box.length;
      labels.add(z.name.slice(0, 48) + " (" + z.standing + ")", x, y, Scene.css("--red"), 3);
    }
  }
  function ports(ctx, size, labels) {
    if (map.getZoom() < 6) return [];
    const found = [];
    for (const p of data.ports) {
      const q = here(p.lon, p.lat); if (q.x < 0 || q.y < 0 || q.x > size.x || q.y > size.y) continue;
      ctx.fillStyle = Scene.css("--pale"); ctx.fillRect(q.x - 2, q.y - 2, 4, 4);
      if (map.getZoom() >= 8 && on.names) labels.add(p.name, q.x, q.y, Scene.css("--pale"), 4);
      found.push({ x: q.x, y: q.y, text: "port: " + p.name + ", " + p.country });
    }
    return found;
  }
  /* Measuring: each click adds a corner; nautical miles first, as at sea. */
  function measure(ctx) {
    if (!measured || !measured.length) return;
    ctx.strokeStyle = Scene.css("--ink"); ctx.lineWidth = 1.5; ctx.setLineDash([2, 3]); ctx.beginPath();
    measured.forEach((p, i) => { const q = here(p.lon, p.lat); ctx[i ? "lineTo" : "moveTo"](q.x, q.y); });
    ctx.stroke(); ctx.setLineDash([]);
    const km = measured.slice(1).reduce((s, p, i) => s + Geo.km(measured[i], p), 0), last = measured[measured.length - 1], q = here(last.lon, last.lat);
    Scene.words(ctx, (km / 1.852).toFixed(1) + " nm, " + km.toFixed(1) + " km" + (measured.length > 1 ? ", " + Geo.course(measured[measured.length - 2], last).toFixed(0) + "\u00b0" : ""), q.x + 8, q.y - 8, Scene.css("--ink"));
  }
  function measuring(yes) { measured = yes ? [] : null; place.classList.toggle("measuring", !!yes); redraw(); return !!yes; }

  const tip = document.createElement("div"); tip.className = "tip"; tip.hidden = true; place.appendChild(tip);
  const zoneAt = p => { for (const z of on.zones ? data.zones : []) if (z.rings.some(r => Geo.inside(r, p.lng, p.lat))) return zoneWords(z); return null; };
  map.on("mousemove", e => {
    const p = e.containerPoint, hit = Scene.pointed(hits, p.x, p.y, here), text = hit ? hit.text : zoneAt(e.latlng);
    tip.hidden = !text; place.style.cursor = hit && hit.alert ? "pointer" : "";
    if (text) { tip.textContent = text; tip.style.left = Math.max(4, Math.min(p.x + 14, map.getSize().x - 260)) + "px"; tip.style.top = Math.max(4, Math.min(p.y + 14, map.getSize().y - 60)) + "px"; }
  });
  map.on("mouseout", () => { tip.hidden = true; });
  map.on("click", e => {
    if (measured) { measured.push({ lon: e.latlng.lng, lat: e.latlng.lat }); return redraw(); }
    const hit = Scene.pointed(hits, e.containerPoint.x, e.containerPoint.y, here);
    if (hit && hit.alert) wishes.choose(hit.alert);
  });
  map.on("move zoom resize viewreset", redraw);
  let settling = false;  // into another room: nobody moved the map
  map.on("moveend", () => { if (!settling) wishes.moved(); });
  L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 140 }).addTo(map);
  const Miles = L.Control.Scale.extend({ _addScales(o, c, box) { this._m = L.DomUtil.create("div", c, box); }, _updateMetric() {}, _updateImperial() {}, _updateScales(max) { const nm = this._getRoundNum(max / 1852); this._updateScale(this._m, nm + " nm", nm * 1852 / max); } });
  new Miles({ position: "bottomleft", maxWidth: 140 }).addTo(map);

  function fit(points) {
    if (!points.length) return map.fitBounds([[data.box[1], data.box[0]], [data.box[3], data.box[2]]], { animate: false });
    const lats = points.map(p => p.lat), lons = points.map(p => p.lon), b = L.latLngBounds([Math.min(...lats), Math.min(...lons)], [Math.max(...lats), Math.max(...lons)]);
    const room = Math.max(.15, (.6 - Math.max(b.getNorth() - b.getSouth(), b.getEast() - b.getWest())) / 2);
    return map.fitBounds([[b.getSouth() - room, b.getWest() - room], [b.getNorth() + room, b.getEast() + room]], { padding: [20, 20], maxZoom: 11, animate: false });
  }
  const ends = a => a.events.flatMap(e => [e.at, ...(e.end ? [e.end] : []), ...(data.routes[e.event] ? data.routes[e.event].way.map(([lon, lat]) => ({ lon, lat })) : [])]);
  map.setView([(data.box[1] + data.box[3]) / 2, data.lon0], 5);
  still(); fit([]);
  const settle = () => { settling = true; map.invalidateSize({ pan: false }); settling = false; redraw(); };
  new ResizeObserver(settle).observe(place);
  return {
    map, on, redraw, measuring,
    choose(a, move) { chosen = a; settle(); if (move) fit(a ? [...ends(a), ...a.calls.slice(0, 2)] : (data.lone || []).length ? [] : shown.flatMap(ends)); redraw(); },
    show(some) { shown = some; redraw(); },
    whole() { fit([]); },
    setTime(s) { t = s; redraw(); },
    setView(v) { map.setView([v[0], Geo.near(v[1], data.lon0)], v[2]); },
    view() { const c = map.getCenter(); return [c.lat, Geo.near(c.lng, 0), map.getZoom()]; },
    layer(name, yes) { on[name] = yes; if (name === "zones") still(); redraw(); },
    colours() { still(); redraw(); },
    ends,
  };
}
/* A small map of one alert for the print: land, the sea within reach, tracks, silences. */
function printed(data, a, ends) {
  const wide = 640, high = 340, c = document.createElement("canvas"), ctx = c.getContext("2d"), points = ends(a);
  c.width = wide * 2; c.height = high * 2; c.className = "printed"; ctx.scale(2, 2);
  const merc = lat => Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) * 180 / Math.PI;
  const xs = points.map(p => p.lon), ys = points.map(p => merc(p.lat)), x0 = (Math.min(...xs) + Math.max(...xs)) / 2, y0 = (Math.min(...ys) + Math.max(...ys)) / 2;
  const k = Math.min(wide / (Math.max(.8, Math.max(...xs) - Math.min(...xs)) * 1.5), high / (Math.max(.6, Math.max(...ys) - Math.min(...ys)) * 1.5));
  const to = (lon, lat) => ({ x: wide / 2 + (lon - x0) * k, y: high / 2 - (merc(lat) - y0) * k });
  ctx.fillStyle = Scene.css("--sea"); ctx.fillRect(-wide, -high, 3 * wide, 3 * high);
  Scene.paintReach(ctx, data, [a], null, to);
  ctx.fillStyle = Scene.css("--land"); ctx.strokeStyle = Scene.css("--shore"); ctx.lineWidth = .5;
  for (const rings of data.land) for (const d of Scene.turnsOf(rings, data.lon0)) {
    let w = Infinity, e = -Infinity, s = Infinity, n = -Infinity;
    for (const [x, y] of rings[0]) { w = Math.min(w, x); e = Math.max(e, x); s = Math.min(s, y); n = Math.max(n, y); }
    const p = to(w + d, Math.min(84, n)), q = to(e + d, Math.max(-84, s));
    if (q.x < 0 || p.x > wide || q.y < 0 || p.y > high) continue;
    ctx.beginPath();
    for (const r of rings) { r.forEach(([x, y], i) => { const z = to(x + d, Math.max(-84, Math.min(84, y))); ctx[i ? "lineTo" : "moveTo"](z.x, z.y); }); ctx.closePath(); }
    ctx.fill("evenodd"); ctx.beginPath();
    for (const r of rings) for (const s of Scene.shores(r, data.cut)) s.forEach(([x, y], i) => { const z = to(x + d, y); ctx[i ? "lineTo" : "moveTo"](z.x, z.y); });
    ctx.stroke();
  }
  const size = { x: wide, y: high }, lon = x => x0 + (x - wide / 2) / k, lat = y => (Math.atan(Math.exp((y0 - (y - high / 2) / k) * Math.PI / 180)) * 2 - Math.PI / 2) * 180 / Math.PI;
  const labels = Scene.labels([[0, high - 34, 150, high]]);
  Scene.grid(ctx, { west: lon(0), east: lon(wide), south: lat(high), north: lat(0) }, size, to, labels);
  Scene.paint(ctx, data, { alerts: [a], chosen: a, t: null, to, labels, on: { tracks: 1, silences: 1, around: 1, calls: 1, names: 1 } });
  labels.draw(ctx, size);
  const nm = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(n => n / 60 * k / Math.cos(0) > 50) || 500, long = nm / 60 * k / Math.cos(Math.PI / 180 * points[0].lat);
  ctx.fillStyle = Scene.css("--ink"); ctx.fillRect(10, high - 12, long, 2); Scene.words(ctx, nm + " nm, north is up", 10, high - 18, Scene.css("--ink"));
  return c;
}

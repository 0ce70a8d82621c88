"use strict";
/* Numbers of places and times. Nothing here touches the page, so it can be run and tested alone. */
const Geo = {
  /* Whole steps, by turns, back into rows: [[a, b], ...]; each row is the one before plus its steps, over the scales. */
  undelta(flat, scales) {
    const rows = [], sums = scales.map(() => 0), n = scales.length;
    for (let i = 0; i + n <= flat.length; i += n) rows.push(scales.map((s, k) => (sums[k] += flat[i + k]) / s));
    return rows;
  },
  /* A track's piece: points of {lon, lat, t (seconds), kn (or null)}. */
  piece(flat) {
    const out = []; let x = 0, y = 0, m = 0;
    for (let i = 0; i + 4 <= flat.length; i += 4) {
      x += flat[i]; y += flat[i + 1]; m += flat[i + 2];
      out.push({ lon: x / 1000, lat: y / 1000, t: m * 600, kn: flat[i + 3] < 0 ? null : flat[i + 3] / 10 });
    }
    return out;
  },
  /* A longitude in the turn of the earth whose middle is lon0. */
  near(lon, lon0) { return lon + 360 * Math.round((lon0 - lon) / 360); },
  km(a, b) {
    const r = Math.PI / 180, h = Math.sin((b.lat - a.lat) * r / 2) ** 2 + Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.sin((b.lon - a.lon) * r / 2) ** 2;
    return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
  },
  /* Course from a to b, degrees from north. */
  course(a, b) {
    const r = Math.PI / 180, dx = (b.lon - a.lon) * r;
    return (Math.atan2(Math.sin(dx) * Math.cos(b.lat * r), Math.cos(a.lat * r) * Math.sin(b.lat * r) - Math.sin(a.lat * r) * Math.cos(b.lat * r) * Math.cos(dx)) / r + 360) % 360;
  },
  /* Where a ship was at a time, among pieces of its track; null while it was not heard. */
  at(pieces, t) {
    for (const p of pieces) {
      if (!p.length || t < p[0].t || t > p[p.length - 1].t) continue;
      let lo = 0, hi = p.length - 1;
      while (hi - lo > 1) { const mid = (lo + hi) >> 1; if (p[mid].t <= t) lo = mid; else hi = mid; }
      const a = p[lo], b = p[hi], f = b.t > a.t ? (t - a.t) / (b.t - a.t) : 0;
      return { lon: a.lon + (b.lon - a.lon) * f, lat: a.lat + (b.lat - a.lat) * f, t, kn: a.kn, course: Geo.course(a, b), moved: Geo.km(a, b) > 0.2 };
    }
    return null;
  },
  /* Cells that a silent ship could have been in: at a time, or at any time of its silence if t is null. */
  reachable(route, t) {
    if (t === null) return route.cells;
    const gone = (t - route.from) / 3600, left = route.to === null ? Infinity : (route.to - t) / 3600;
    return route.cells.filter(c => c[2] <= gone + .05 && c[3] <= left + .05);
  },
  inside(ring, lon, lat) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [x1, y1] = ring[i], [x2, y2] = ring[j];
      if ((y1 > lat) !== (y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1) odd = !odd;
    }
    return odd;
  },
  time(s) { return new Date(s * 1000).toISOString().slice(0, 16).replace("T", " "); },
  /* What follows # in the address, and back: alert, t, view. A bare name of an alert is one too. */
  ofHash(hash) {
    const text = hash.replace(/^#/, "");
    if (text && !text.includes("=")) return { alert: decodeURIComponent(text) };
    const said = new URLSearchParams(text), out = {};
    if (said.get("alert")) out.alert = said.get("alert");
    const t = said.get("t") ? Date.parse(said.get("t").replace(/Z?$/, "Z")) : NaN;
    if (Number.isFinite(t)) out.t = t / 1000;
    const view = (said.get("view") || "").split(",").map(Number);
    if (view.length === 3 && view.every(Number.isFinite) && Math.abs(view[0]) <= 90) out.view = view;
    return out;
  },
  toHash(state) {
    const parts = [];
    if (state.alert) parts.push("alert=" + encodeURIComponent(state.alert));
    if (state.t !== null && state.t !== undefined) parts.push("t=" + new Date(state.t * 1000).toISOString().slice(0, 16));
    if (state.view) parts.push("view=" + state.view.map((v, i) => v.toFixed(i < 2 ? 3 : 2)).join(","));
    return parts.length ? "#" + parts.join("&") : "";
  },
};
if (typeof module !== "undefined") module.exports = Geo;

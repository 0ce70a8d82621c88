"use strict";
/* What is drawn of ships, silences and events, on any canvas: the map's, and the small maps of the print. */
const Scene = (() => {
  const shape = (n, inner, turn) => Array.from({ length: n }, (_, i) => { const a = turn + i * 2 * Math.PI / n, r = i % 2 ? inner : 1; return [Math.sin(a) * r, -Math.cos(a) * r]; });
  const arms = w => [[-w, -1], [w, -1], [w, -w], [1, -w], [1, w], [w, w], [w, 1], [-w, 1], [-w, w], [-1, w], [-1, -w], [-w, -w]];
  const turned = (points, a) => points.map(([x, y]) => [x * Math.cos(a) - y * Math.sin(a), x * Math.sin(a) + y * Math.cos(a)]);
  const SHAPES = { s: shape(4, 1, Math.PI / 4), D: shape(4, 1, 0), "^": shape(3, 1, 0), "*": shape(10, .45, 0), P: arms(.35), X: turned(arms(.3), Math.PI / 4) };
  const ARROW = [[0, -1], [.62, .8], [0, .4], [-.62, .8]];
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /* The page's numbers, once unpacked: longitudes all in one turn of the earth. */
  function unpack(raw) {
    const near = lon => Geo.near(lon, raw.lon0), shift = rows => { const d = rows.length ? near(rows[0][0]) - rows[0][0] : 0; return rows.map(r => [r[0] + d, ...r.slice(1)]); };
    const place = p => ({ lon: near(p[0]), lat: p[1] });
    const data = { ...raw };
    data.ships = raw.ships.map(s => ({ name: s.name, pieces: s.pieces.map(f => { const p = Geo.piece(f), d = p.length ? near(p[0].lon) - p[0].lon : 0; for (const q of p) q.lon += d; return p; }) }));
    data.routes = {};
    for (const [event, r] of Object.entries(raw.routes)) data.routes[event] = { ...r, at: place(r.at), way: shift(Geo.undelta(r.way, [1000, 1000])), cells: shift(Geo.undelta(r.cells, [1000, 1000, 10, 10])) };
    data.around = {};
    for (const [event, some] of Object.entries(raw.around)) data.around[event] = some.map(s => ({ name: s.name, pieces: torn(shift(Geo.undelta(s.points, [1000, 1000, 1]))) }));
    data.alerts = raw.alerts.map(a => ({ ...a, at: place(a.at), calls: a.calls.map(c => ({ name: c.name, ...place(c.at) })), events: a.events.map(e => ({ ...e, at: place(e.at), end: e.end ? { lon: place(e.at).lon + Geo.near(e.end[0] - e.at[0], 0), lat: e.end[1] } : null })) }));
    data.zones = raw.zones.map(z => ({ ...z, rings: (z.rings || []).map(r => shift(Geo.undelta(r, [1000, 1000]))), lines: (z.lines || []).map(r => shift(Geo.undelta(r, [1000, 1000]))), points: (z.points || []).map(place) }));
    data.ports = raw.ports.map(p => ({ name: p[0], country: p[1], lon: near(p[2]), lat: p[3] }));
    data.land = [...raw.land.polygons.map(p => p.map(r => Geo.undelta(r, [raw.land.units, raw.land.units]))), ...raw.land.fine.map(p => p.map(r => Geo.undelta(r, [raw.land.fine_units, raw.land.fine_units])))];
    data.cut = raw.land.cut;
    return data;
  }
  function torn(rows) {
    const pieces = []; let last = null;
    for (const [lon, lat, mark] of rows) {
      if (last === null || mark - last > 6) pieces.push([]);
      pieces[pieces.length - 1].push({ lon, lat, t: mark * 600, kn: null }); last = mark;
    }
    return pieces;
  }
  /* A land polygon as often as it is seen around lon0: a map may show both sides of 180. */
  function turnsOf(rings, lon0) {
    let west = Infinity, east = -Infinity;
    for (const [x] of rings[0]) { if (x < west) west = x; if (x > east) east = x; }
    return [-360, 0, 360].filter(d => east + d > lon0 - 200 && west + d < lon0 + 200);
  }
  /* The pieces of a ring that are shore: where land was cut, at 180 or at the edge of what is known finely, is none. */
  function shores(ring, cut) {
    const edges = [[0, 180], [0, -180], ...(cut ? [[0, cut[0]], [0, cut[2]], [1, cut[1]], [1, cut[3]]] : [])], out = [[]];
    ring.forEach((p, i) => {
      const q = ring[i - 1];
      if (q && edges.some(([k, v]) => Math.abs(p[k] - v) < .006 && Math.abs(q[k] - v) < .006)) out.push([]);
      out[out.length - 1].push(p);
    });
    return out.filter(s => s.length > 1);
  }
  function poly(ctx, points, size, x, y, fill, edge) {
    ctx.beginPath();
    points.forEach(([a, b], i) => ctx[i ? "lineTo" : "moveTo"](x + a * size, y + b * size));
    ctx.closePath(); ctx.fillStyle = fill; ctx.fill(); ctx.strokeStyle = edge; ctx.lineWidth = 1; ctx.stroke();
  }
  function mark(ctx, kind, x, y, size) {
    const points = SHAPES[kind.marker], edge = css("--edge");
    if (points) return poly(ctx, points, size, x, y, kind.colour, edge);
    ctx.beginPath(); ctx.arc(x, y, size * .85, 0, 7); ctx.fillStyle = kind.colour; ctx.fill(); ctx.strokeStyle = edge; ctx.lineWidth = 1; ctx.stroke();
  }
  function line(ctx, points, to, from, until) {
    ctx.beginPath(); let on = false;
    for (const p of points) {
      if ((from !== undefined && p.t < from) || (until !== undefined && p.t > until)) { on = false; continue; }
      const q = to(p.lon, p.lat); ctx[on ? "lineTo" : "moveTo"](q.x, q.y); on = true;
    }
    ctx.stroke();
  }
  function arrows(ctx, points, to, colour) {
    let walked = 40;
    for (let i = 1; i < points.length; i++) {
      const a = to(points[i - 1].lon, points[i - 1].lat), b = to(points[i].lon, points[i].lat), d = Math.hypot(b.x - a.x, b.y - a.y);
      walked += d;
      if (walked < 90 || d < 2) continue;
      walked = 0;
      poly(ctx, turned(ARROW, Math.atan2(b.y - a.y, b.x - a.x) + Math.PI / 2), 5, (a.x + b.x) / 2, (a.y + b.y) / 2, colour, colour);
    }
  }
  const FONT = "12px system-ui, sans-serif";
  function words(ctx, text, x, y, colour) {
    ctx.font = FONT; ctx.lineWidth = 3; ctx.strokeStyle = css("--paper"); ctx.fillStyle = colour;
    ctx.strokeText(text, x, y); ctx.fillText(text, x, y);
  }
  /* Words beside places, the lowest rank first, none over another: what finds no room is told where it is pointed at. */
  function labels(taken) {
    const asked = [], told = [];
    function put(ctx, text, x, y, colour) {
      const box = [x - 2, y - 11, x + ctx.measureText(text).width + 2, y + 4];
      if (taken.some(b => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3])) return false;
      taken.push(box); words(ctx, text, x, y, colour); return true;
    }
    return {
      add(text, x, y, colour, rank) { asked.push({ text, x, y, colour, rank }); },
      at(ctx, text, x, y, colour) { ctx.font = FONT; put(ctx, text, x, y, colour); },
      draw(ctx, size) {
        ctx.font = FONT;
        for (const l of asked.sort((a, b) => a.rank - b.rank)) {
          if (l.x < 0 || l.y < 0 || l.x > size.x || l.y > size.y || told.some(o => o.text === l.text && Math.hypot(o.x - l.x, o.y - l.y) < 30)) continue;
          const wide = ctx.measureText(l.text).width, left = l.x - 9 - wide, right = l.x + 9;
          if ([[right, -6], [right, 15], [left, -6], [left, 15]].some(([x, down]) => x > 0 && x + wide < size.x && put(ctx, l.text, x, l.y + down, l.colour))) told.push(l);
        }
      },
    };
  }
  /* The graticule, its numbers at the upper and the right edge; its lines go beyond both, since a browser prints a canvas a little smaller. */
  function grid(ctx, seen, size, to, labels) {
    const step = [30, 20, 10, 5, 2, 1, .5, .2, .1].find(s => size.x / ((seen.east - seen.west) / s) < 190) || .1, mid = { lon: (seen.west + seen.east) / 2, lat: (seen.south + seen.north) / 2 };
    const name = (v, plus, minus) => Math.abs(v).toFixed(step < 1 ? 1 : 0) + "\u00b0" + (v === 0 || Math.abs(v) === 180 ? "" : v > 0 ? plus : minus);
    ctx.strokeStyle = css("--grid"); ctx.lineWidth = .5; ctx.beginPath();
    const texts = [];
    for (let x = Math.ceil(seen.west / step) * step; x < seen.east; x += step) { const p = to(x, mid.lat); ctx.moveTo(p.x, 0); ctx.lineTo(p.x, size.y * 1.05); texts.push([name(((x + 180) % 360 + 360) % 360 - 180, "E", "W"), p.x + 3, 12]); }
    for (let y = Math.ceil(Math.max(-80, seen.south) / step) * step; y < Math.min(84, seen.north); y += step) { const p = to(mid.lon, y); ctx.moveTo(0, p.y); ctx.lineTo(size.x * 1.05, p.y); texts.push([name(y, "N", "S"), size.x - 46, p.y - 3]); }
    ctx.stroke();
    for (const [text, x, y] of texts) labels.at(ctx, text, x, y, css("--pale"));
  }
  function cells(ctx, route, some, to) {
    ctx.fillStyle = css("--reach"); ctx.beginPath();
    for (const [lon, lat] of some) {
      const a = to(lon - route.wide / 2, lat + route.high / 2), b = to(lon + route.wide / 2, lat - route.high / 2);
      ctx.rect(Math.floor(a.x), Math.floor(a.y), Math.ceil(b.x - a.x) + 1, Math.ceil(b.y - a.y) + 1);
    }
    ctx.fill("nonzero");
  }
  /* The sea that silent ships could be in; it lies under the land. */
  function paintReach(ctx, data, alerts, t, to) {
    for (const a of alerts) for (const e of a.events) {
      const r = data.routes[e.event];
      if (r && r.cells.length && (t === null || (t >= r.from && (r.to === null || t <= r.to)))) cells(ctx, r, Geo.reachable(r, t), to);
    }
  }
  /* All that moves. Returns what can be pointed at: places on the canvas, each with words. */
  function paint(ctx, data, view) {
    const { alerts, chosen, t, to, on } = view, hits = [], blue = css("--track"), grey = css("--pale");
    const some = chosen ? [chosen] : alerts, ships = new Set([...(chosen ? [] : data.lone || []), ...some.flatMap(a => a.ships)]);
    if (on.around && chosen) for (const e of chosen.events) for (const s of data.around[e.event] || []) around(ctx, s, t, to, grey, hits);
    if (on.tracks) for (const n of ships) track(ctx, data.ships[n], t, to, chosen, blue, hits);
    for (const a of some) for (const e of a.events) if (on.silences) silence(ctx, data, e, t, to, hits);
    if (chosen && on.calls) for (const c of chosen.calls) {
      const p = to(c.lon, c.lat); ctx.beginPath(); ctx.arc(p.x, p.y, 7, 0, 7); ctx.strokeStyle = grey; ctx.lineWidth = 1.5; ctx.stroke();
      if (on.names) view.labels.add(c.name, p.x, p.y, css("--ink"), 2);
      hits.push({ ...p, text: "could have called at " + c.name });
    }
    for (const a of some) events(ctx, data, a, view, hits);
    if (t !== null && on.tracks) for (const n of ships) ship(ctx, data.ships[n], t, to, hits, on.names && (chosen || ships.size < 40) ? view.labels : null);
    return hits;
  }
  function around(ctx, s, t, to, grey, hits) {
    ctx.strokeStyle = grey; ctx.lineWidth = .8; ctx.globalAlpha = .55; ctx.setLineDash([2, 2]);
    for (const p of s.pieces) line(ctx, p, to);
    ctx.setLineDash([]); ctx.globalAlpha = 1;
    const now = t === null ? null : Geo.at(s.pieces, t), dots = now ? [now] : t === null ? s.pieces.map(p => p[p.length - 1]) : [];
    for (const d of dots) {
      const q = to(d.lon, d.lat); ctx.beginPath(); ctx.arc(q.x, q.y, now ? 3.5 : 2.5, 0, 7); ctx.fillStyle = grey; ctx.fill();
      hits.push({ ...q, text: s.name + ", heard near by, " + Geo.time(d.t) + " UTC" });
    }
  }
  function track(ctx, s, t, to, chosen, blue, hits) {
    ctx.strokeStyle = blue;
    for (const p of s.pieces) {
      ctx.lineWidth = chosen ? 1.8 : 1; ctx.globalAlpha = t === null ? 1 : .35; line(ctx, p, to);
      ctx.globalAlpha = 1;
      if (t !== null) { ctx.lineWidth = 3; line(ctx, p, to, t - 6 * 3600, t); } else if (chosen) arrows(ctx, p, to, blue);
      hits.push({ piece: p, name: s.name });
    }
  }
  function ship(ctx, s, t, to, hits, labels) {
    const now = Geo.at(s.pieces, t);
    if (!now) return;
    const q = to(now.lon, now.lat), ink = css("--ink");
    if (now.moved) poly(ctx, turned(ARROW, now.course * Math.PI / 180), 9, q.x, q.y, ink, css("--paper"));
    else { ctx.beginPath(); ctx.arc(q.x, q.y, 5, 0, 7); ctx.fillStyle = ink; ctx.fill(); }
    if (labels) labels.add(s.name, q.x, q.y, ink, 1);
    hits.push({ ...q, text: said(s.name, now) });
  }
  const said = (name, p) => name + ", " + Geo.time(p.t) + " UTC" + (p.kn === null || p.kn === undefined ? "" : ", " + p.kn.toFixed(1) + " kn");
  /* A silence goes along the water it could have sailed; where no such way was found, only its ends are marked. */
  function silence(ctx, data, e, t, to) {
    const r = data.routes[e.event];
    if (!r || r.way.length < 2 || (t !== null && (t < r.from || t > r.to))) return;
    ctx.strokeStyle = data.kinds[e.kind].colour; ctx.lineWidth = 1.8; ctx.setLineDash([6, 5]);
    line(ctx, r.way.map(([lon, lat]) => ({ lon, lat })), to);
    ctx.setLineDash([]);
  }
  function events(ctx, data, a, view, hits) {
    const { t, to, chosen, on } = view;
    if (on.names && (chosen || a.rank <= 5)) { const p = to(a.at.lon, a.at.lat); view.labels.add(a.short + " " + a.name, p.x, p.y, css("--ink"), 0); }
    for (const e of a.events) {
      const kind = data.kinds[e.kind], now = t === null || (t >= e.from && (e.to === undefined || t <= e.to));
      ctx.globalAlpha = now ? 1 : .3;
      for (const [at, when, word] of [[e.at, e.from, kind.silence ? "fell silent" : kind.legend], ...(e.end && (chosen || kind.silence) ? [[e.end, e.to, kind.silence ? "heard again" : "ended"]] : [])]) {
        const p = to(at.lon, at.lat);
        mark(ctx, kind, p.x, p.y, chosen ? 7 : 6);
        hits.push({ ...p, alert: a, text: a.short + " " + a.name + ": " + word + (when === undefined ? "" : ", " + Geo.time(when) + " UTC") });
      }
      ctx.globalAlpha = 1;
    }
  }
  /* The words for what lies nearest to a point of the canvas, or null. */
  function pointed(hits, x, y, to) {
    let best = null, least = 12;
    for (const h of hits) if (h.x !== undefined) { const d = Math.hypot(h.x - x, h.y - y); if (d < least) { least = d; best = h; } }
    if (best) return best;
    for (const h of hits) if (h.piece) for (let i = 1; i < h.piece.length; i++) {
      const a = h.piece[i - 1], b = h.piece[i], p = to(a.lon, a.lat), q = to(b.lon, b.lat), dx = q.x - p.x, dy = q.y - p.y;
      if (Math.min(p.x, q.x) - 12 > x || Math.max(p.x, q.x) + 12 < x || Math.min(p.y, q.y) - 12 > y || Math.max(p.y, q.y) + 12 < y) continue;
      const f = Math.max(0, Math.min(1, ((x - p.x) * dx + (y - p.y) * dy) / (dx * dx + dy * dy || 1))), d = Math.hypot(p.x + f * dx - x, p.y + f * dy - y);
      if (d < least) { least = d; best = { text: said(h.name, { t: a.t + f * (b.t - a.t), kn: f < .5 ? a.kn : b.kn }) }; }
    }
    return best;
  }
  return { unpack, turnsOf, shores, paint, paintReach, pointed, mark, words, labels, grid, css };
})();

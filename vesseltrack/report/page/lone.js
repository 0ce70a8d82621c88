"use strict";
/* A map alone, as a notebook shows it: SeaMap with the time, layers, a choice of one alert, and shapes of any frame. */
(() => {
  const $ = id => document.getElementById(id), raw = JSON.parse($("data").textContent), data = Scene.unpack(raw);
  let chosen = null;
  for (const [colour, text] of raw.legend || []) {
    const dot = document.createElement("span"); dot.className = "swatch"; dot.style.background = colour;
    $("legend").append(dot, text);
  }
  if (raw.still) for (const id of ["play", "when", "clock", "speeds", "wholetime"]) $(id).classList.add("still");
  const sea = SeaMap($("map"), data, { choose: a => choose(a === chosen ? null : a), moved: () => {} });
  function choose(a) {
    chosen = a;
    $("chosen").textContent = a ? a.short + " " + a.title + " (click it again to let it go)" : "";
    sea.choose(a, !!a);
  }
  /* -- shapes of a frame: their words are text, never markup -- */
  const canvas = L.canvas({ pane: "front", padding: .3 });
  const turn = part => { const d = part.length ? Geo.near(part[0][0], data.lon0) - part[0][0] : 0; return part.map(([x, y]) => [y, x + d]); };
  const words = s => { const e = document.createElement("div"); e.className = "words"; e.textContent = s.text; return e; };
  for (const s of raw.shapes || []) {
    const look = { renderer: canvas, pane: "front", color: s.colour, weight: 2, opacity: .9, fillColor: s.colour, fillOpacity: s.kind === "area" ? .12 : .85 };
    for (const part of s.parts) {
      const places = s.kind === "area" ? part.map(turn) : turn(part);
      const layer = s.kind === "point" ? L.circleMarker(places[0], { ...look, radius: 5, weight: 1, color: Scene.css("--paper") }) : s.kind === "line" ? L.polyline(places, look) : L.polygon(places, look);
      layer.bindTooltip(words(s), { sticky: true, className: "tip" }).addTo(sea.map);
    }
  }
  if (raw.shapes) sea.map.getPane("front").style.pointerEvents = "auto";
  const controls = SeaControls(data, sea, { timed: () => {}, from: () => chosen ? chosen.from - 6 * 3600 : null });
  document.documentElement.dataset.theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  sea.colours();
  if (raw.chosen) choose(data.alerts.find(a => a.id === raw.chosen) || null);
  window.vesseltrack = { sea, data, choose, setTime: controls.setTime };
})();

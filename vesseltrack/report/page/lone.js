"use strict";
/* A map alone, as a notebook shows it: SeaMap with the time, layers, a choice of one alert, and shapes of any frame. */
(() => {
  const $ = id => document.getElementById(id), raw = JSON.parse($("data").textContent), data = Scene.unpack(raw);
  let t = null, timer = null, chosen = null;
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
  /* -- time -- */
  const slide = $("when"); slide.min = data.first || 0; slide.max = data.last || 0; slide.value = data.first || 0;
  function setTime(s) {
    t = s === null ? null : Math.max(data.first * 600, Math.min(data.last * 600, s));
    if (t !== null) slide.value = Math.round(t / 600);
    $("clock").textContent = t === null ? "all of it" : Geo.time(t) + " UTC";
    slide.setAttribute("aria-valuetext", $("clock").textContent);
    $("wholetime").disabled = t === null;
    sea.setTime(t);
  }
  function play() {
    if (timer) { clearInterval(timer); timer = null; }
    else {
      if (t === null || t >= data.last * 600) setTime(chosen ? chosen.from - 6 * 3600 : data.first * 600);
      timer = setInterval(() => { setTime(t + 600 * $("speed").value); if (t >= data.last * 600) play(); }, 80);
    }
    $("play").textContent = timer ? "\u275a\u275a" : "\u25b6"; $("play").setAttribute("aria-label", timer ? "Stop" : "Play the time");
  }
  slide.addEventListener("input", () => setTime(slide.value * 600));
  $("play").addEventListener("click", play);
  $("wholetime").addEventListener("click", () => { if (timer) play(); setTime(null); });
  for (const box of document.querySelectorAll("#layers input")) box.addEventListener("change", () => sea.layer(box.value, box.checked));
  $("measure").addEventListener("click", () => { const yes = $("measure").getAttribute("aria-pressed") !== "true"; $("measure").setAttribute("aria-pressed", sea.measuring(yes)); });
  $("all").addEventListener("click", () => sea.whole());
  document.documentElement.dataset.theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  sea.colours();
  new ResizeObserver(() => { sea.map.invalidateSize({ pan: false }); sea.redraw(); }).observe($("map"));
  if (raw.chosen) choose(data.alerts.find(a => a.id === raw.chosen) || null);
  window.vesseltrack = { sea, data, choose, setTime };
})();

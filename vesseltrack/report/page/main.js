"use strict";
/* The page: the list with its filters, the chosen alert, time, keys, the address. */
(() => {
  const $ = id => document.getElementById(id), all = (sel, of = document) => [...of.querySelectorAll(sel)];
  const raw = JSON.parse($("data").textContent), data = Scene.unpack(raw), byId = new Map();
  for (const a of data.alerts) { byId.set(a.id, a); byId.set(a.short, a); }
  const rows = all("#list tr[data-alert]").map(tr => ({ tr, alert: byId.get(tr.dataset.alert), text: tr.textContent.toLowerCase() + " " + (tr.dataset.words || "").toLowerCase() }));
  const state = { alert: null, t: null, view: null };
  let quiet = true;
  const sea = SeaMap($("map"), data, { choose: a => choose(a, true), moved: () => { if (!quiet) { state.view = sea.view(); address(false); } } });

  /* -- the address: an alert that was chosen can be gone back from; view and time go along in it -- */
  function address(step) {
    const hash = Geo.toHash(state) || location.pathname.split("/").pop() || "#";
    if (Geo.toHash(state) === location.hash) return;
    try { history[step ? "pushState" : "replaceState"](null, "", hash); } catch (e) { /* a browser that forbids it for files */ }
  }
  function follow() {
    const asked = Geo.ofHash(location.hash);
    quiet = true;
    choose(asked.alert ? byId.get(asked.alert) || null : null, false, false, !asked.view);
    if (asked.view) sea.setView(asked.view);
    state.view = asked.view || null;
    controls.setTime(asked.t === undefined ? null : asked.t, false);
    quiet = false;
  }

  /* -- one alert -- */
  function choose(a, focus, step = true, move = true) {
    state.alert = a ? a.id : null;
    for (const e of all("article")) e.classList.toggle("shown", !!a && e.dataset.of === a.id);
    document.body.classList.toggle("reading", !!a);
    $("nothing").hidden = !!a;
    for (const r of rows) a && r.alert === a ? r.tr.setAttribute("aria-current", "true") : r.tr.removeAttribute("aria-current");
    const before = quiet; quiet = true; sea.choose(a, move); quiet = before;
    if (step) { state.view = null; address(true); }
    if (!a) return;
    const row = rows.find(r => r.alert === a);
    if (row && !small()) row.tr.scrollIntoView({ block: "nearest" });
    if (focus && small()) $("right").scrollIntoView();
    const article = all("article").find(e => e.dataset.of === a.id);
    if (focus && article) { $("dossiers").scrollTop = 0; article.focus({ preventScroll: true }); }
  }
  const small = () => window.matchMedia("(max-width: 60rem)").matches;

  /* -- the list: search, filters, order -- */
  const selects = all("#filters select");
  for (const s of selects) {
    const key = s.dataset.by, counts = new Map();
    for (const r of rows) for (const v of (r.tr.dataset[key] || "").split("|").filter(Boolean)) counts.set(v, (counts.get(v) || 0) + 1);
    for (const [v, n] of [...counts].sort()) s.add(new Option(v.replace(/_/g, " ") + " (" + n + ")", v));
    s.closest("label").hidden = counts.size < 2;
    s.addEventListener("change", filter);
  }
  function filter() {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean), shown = [];
    for (const r of rows) {
      const yes = words.every(w => r.text.includes(w)) && selects.every(s => !s.value || (r.tr.dataset[s.dataset.by] || "").split("|").includes(s.value));
      r.tr.hidden = !yes;
      if (yes) shown.push(r.alert);
    }
    $("count").textContent = shown.length === rows.length ? rows.length + (rows.length === 1 ? " alert" : " alerts") : shown.length + " of " + rows.length + " alerts";
    sea.show(shown);
  }
  $("search").addEventListener("input", filter);
  $("clear").addEventListener("click", () => { $("search").value = ""; for (const s of selects) s.value = ""; filter(); });
  /* By what its heading says: the highest score first, all else from the beginning. */
  for (const th of all("#list th[data-key]")) th.querySelector("button").addEventListener("click", () => {
    const key = th.dataset.key, was = th.getAttribute("aria-sort"), up = key === "score" ? was === "descending" : was !== "ascending", number = th.dataset.number !== undefined;
    for (const o of all("#list th[data-key]")) o === th ? o.setAttribute("aria-sort", up ? "ascending" : "descending") : o.removeAttribute("aria-sort");
    rows.sort((a, b) => { const x = a.tr.dataset[key], y = b.tr.dataset[key]; return (number ? x - y : x.localeCompare(y)) * (up ? 1 : -1); });
    for (const r of rows) r.tr.parentNode.appendChild(r.tr);
  });
  $("list").addEventListener("click", e => { const tr = e.target.closest("tr[data-alert]"); if (tr && !e.ctrlKey && !e.metaKey) { e.preventDefault(); choose(byId.get(tr.dataset.alert), true); } });
  for (const a of all("a[data-alert]")) a.addEventListener("click", e => { e.preventDefault(); choose(byId.get(a.dataset.alert), true); });
  for (const b of all("button.back")) b.addEventListener("click", () => { choose(null, false); $("list").scrollIntoView(); });

  /* -- time, layers, the map's buttons -- */
  const controls = SeaControls(data, sea, {
    timed: (t, step) => { state.t = t; if (step && !quiet) address(false); },
    from: () => { const a = state.alert && byId.get(state.alert); return a ? a.from - 6 * 3600 : null; },
  });
  const remember = (k, v) => { try { localStorage.setItem(k, v); } catch (e) { /* none for files in some browsers */ } };
  const dark = yes => { document.documentElement.dataset.theme = yes ? "dark" : "light"; $("dark").setAttribute("aria-pressed", yes); sea.colours(); };
  $("dark").addEventListener("click", () => { const yes = $("dark").getAttribute("aria-pressed") !== "true"; dark(yes); remember("vesseltrack-theme", yes ? "dark" : "light"); });
  let theme = null; try { theme = localStorage.getItem("vesseltrack-theme"); } catch (e) { /* as above */ }
  dark(theme ? theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches);

  /* -- keys -- */
  const help = $("help");
  $("keys").addEventListener("click", () => help.showModal());
  $("closehelp").addEventListener("click", () => help.close());
  function next(by) {
    const shown = rows.filter(r => !r.tr.hidden), i = shown.findIndex(r => r.alert.id === state.alert), r = shown[i < 0 ? (by > 0 ? 0 : shown.length - 1) : i + by];
    if (r) choose(r.alert, true);
  }
  const keys = {
    j: () => next(1), k: () => next(-1), "/": () => $("search").focus(), "?": () => help.showModal(), p: controls.play, a: () => { controls.stop(); controls.setTime(null); },
    "[": () => controls.step(-3600), "]": () => controls.step(3600),
    m: () => $("measure").click(), d: () => $("dark").click(), w: () => sea.whole(),
    Escape: () => { if (controls.measuring()) controls.measure(false); else if (controls.playing()) controls.play(); else if (state.alert) choose(null, false); else if (state.t !== null) controls.setTime(null); },
  };
  document.addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || help.open) return;
    if (e.target.closest("input, select, textarea")) { if (e.key === "Escape") e.target.blur(); if (e.target.type !== "range" && e.target.type !== "checkbox") return; }
    if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
  });

  /* -- print: a map in each dossier that is printed, in light colours -- */
  function beforePrint() {
    const was = document.documentElement.dataset.theme; document.documentElement.dataset.theme = "light";
    for (const r of rows) {
      const article = all("article").find(e => e.dataset.of === r.alert.id); if (!article) continue;
      article.classList.toggle("left", r.tr.hidden);
      if (!r.tr.hidden && !article.querySelector("canvas.printed")) article.insertBefore(printed(data, r.alert, sea.ends), article.querySelector(".twins"));
    }
    document.documentElement.dataset.theme = was;
  }
  window.addEventListener("beforeprint", beforePrint);
  window.matchMedia("print").addEventListener("change", e => { if (e.matches) beforePrint(); });
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
  filter(); follow();
  window.vesseltrack = { state, sea, data, choose, setTime: controls.setTime };
})();

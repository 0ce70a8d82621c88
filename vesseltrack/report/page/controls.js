"use strict";
/* What stands around a map: its time, which can be played, its layers and its buttons. */
function SeaControls(data, sea, wishes) {
  const $ = id => document.getElementById(id), slide = $("when"), first = data.first * 600, last = data.last * 600;
  let t = null, timer = null;
  slide.min = data.first || 0; slide.max = data.last || 0; slide.value = data.first || 0;
  /* Seconds since 1970, or null for all time; wishes.timed is told, and whether it is a step that stands. */
  function setTime(s, step = true) {
    t = s === null ? null : Math.max(first, Math.min(last, s));
    if (t !== null) slide.value = Math.round(t / 600);
    $("clock").textContent = t === null ? "all of it" : Geo.time(t) + " UTC";
    slide.setAttribute("aria-valuetext", $("clock").textContent);
    $("wholetime").disabled = t === null;
    sea.setTime(t);
    wishes.timed(t, step && !timer);
  }
  function play() {
    if (timer) { clearInterval(timer); timer = null; wishes.timed(t, true); }
    else {
      const from = wishes.from();
      if (t === null || t >= last) setTime(from === null ? first : from);
      timer = setInterval(() => { setTime(t + 600 * $("speed").value); if (t >= last) play(); }, 80);
    }
    $("play").textContent = timer ? "\u275a\u275a" : "\u25b6"; $("play").setAttribute("aria-label", timer ? "Stop" : "Play the time");
  }
  const stop = () => { if (timer) play(); return !timer; };
  const measuring = () => $("measure").getAttribute("aria-pressed") === "true";
  const measure = yes => { $("measure").setAttribute("aria-pressed", sea.measuring(yes)); };
  slide.addEventListener("input", () => setTime(slide.value * 600));
  $("play").addEventListener("click", play);
  $("wholetime").addEventListener("click", () => { stop(); setTime(null); });
  for (const box of document.querySelectorAll("#layers input")) box.addEventListener("change", () => sea.layer(box.value, box.checked));
  $("measure").addEventListener("click", () => measure(!measuring()));
  $("all").addEventListener("click", () => sea.whole());
  return { setTime, play, stop, measure, measuring, now: () => t, playing: () => !!timer, step: by => setTime((t === null ? (by < 0 ? last : first) : t) + by) };
}

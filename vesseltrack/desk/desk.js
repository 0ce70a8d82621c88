/* The desk: a verdict is said without leaving the page. Without this script the forms do the same, and the page is made anew. */
(() => {
  const MARKS = ["confirmed", "benign", "watch"];
  function show(article, a) {
    for (const p of article.querySelectorAll("p.said")) p.remove();
    const told = article.querySelector("p.verdict-state"), undo = article.querySelector("button[name=undo]");
    told.textContent = a.verdict_text || "Taken back: nothing is said of it now.";
    undo.hidden = !a.verdict;
    undo.textContent = "Undo: " + a.verdict;
    const row = [...document.querySelectorAll("#list tr[data-alert]")].find(tr => tr.dataset.alert === a.alert);
    if (!row) return;
    row.dataset.verdict = a.verdict || "none";
    row.classList.toggle("quiet", !!a.quiet);
    for (const tag of row.querySelectorAll(".tag")) if (MARKS.some(m => tag.classList.contains(m))) tag.remove();
    if (!a.verdict) return;
    const tag = document.createElement("span");
    tag.className = "tag " + a.verdict; tag.textContent = a.verdict;
    row.querySelector("td a").prepend(tag);
  }
  async function say(form, submitter) {
    const article = form.closest("article"), told = article.querySelector("p.verdict-state"), body = new URLSearchParams(new FormData(form));
    if (submitter && submitter.name) body.set(submitter.name, submitter.value);
    told.textContent = "Saying it ...";
    try {
      const answer = await fetch("/mark", { method: "POST", body, headers: { Accept: "application/json" } }), a = await answer.json();
      if (!answer.ok) throw new Error(a.problem);
      show(article, a); form.reset();
    } catch (e) { told.textContent = "Not said: " + (e instanceof SyntaxError ? "the desk refused it" : e.message === "Failed to fetch" ? "the desk does not answer" : e.message); }
  }
  for (const form of document.querySelectorAll("article form.desk")) form.addEventListener("submit", e => { e.preventDefault(); say(form, e.submitter); });
})();

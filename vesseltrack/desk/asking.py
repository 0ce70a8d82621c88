"""Requests that may take long or much memory, a query or a replay with other rules: each runs in a process of its own.

They run as the commands ``vesseltrack sql`` and ``vesseltrack replay``, which open the store read-only. A process that takes too
long is ended; that affects neither the desk nor the store.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote

import pandas as pd

from vesseltrack.desk.html import Markup, desk_page, link, rows_table, said, table
from vesseltrack.errors import StoreBusy, StoreUnavailable, WrongUse
from vesseltrack.frames import rows_of
from vesseltrack.output import attribute, html
from vesseltrack.schema import TABLES
from vesseltrack.settings import OURS, load_settings, presets

MOST_ROWS, FEW_ROWS = 1000, 200
MOST_BYTES = 8_000_000
AT_ONCE = 2
_WOULD = {"appears": "appear", "vanishes": "vanish", "rises": "rise", "falls": "fall"}


@dataclass(frozen=True)
class Asking:
    """Runs queries and replays for the desk.

    Attributes:
        db: the store.
        query_s: time limit of a query, seconds.
        rules_s: time limit of a replay, seconds.
        memory: memory limit of a query, in DuckDB's notation.
    """

    db: Path
    query_s: float = 30
    rules_s: float = 240
    memory: str = "1GB"
    _room: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))

    def query(self, text: str, limit: int) -> pd.DataFrame:
        """Rows of one SELECT, at most ``limit``.

        Raises:
            WrongUse: it is not a SELECT, it fails, or takes too long.
            StoreBusy: the store is being written, or other requests are running.
        """
        return self._ask(("sql", "-", f"--limit={limit}", f"--memory={self.memory}"), self.query_s, text)

    def replay_with(self, preset: str, assign: Sequence[str]) -> pd.DataFrame:
        """Which alerts would appear or vanish with other rules; see :func:`vesseltrack.alerts.replay.replay_with`.

        Raises:
            WrongUse: there is no such rule, or it takes too long.
            StoreBusy: as for :meth:`query`.
        """
        load_settings(None, preset or None, assign)
        some = [*([f"--preset={preset}"] if preset else []), *(f"--set={a}" for a in assign)]
        return self._ask(("replay", *some), self.rules_s)

    def _ask(self, words: Sequence[str], most_s: float, typed: str = "") -> pd.DataFrame:
        if not self._room.acquire(blocking=False):
            raise StoreBusy(f"{AT_ONCE} queries are running already", "wait until one has ended.")
        command = [sys.executable, "-m", "vesseltrack", *words, "--json", f"--db={self.db.absolute()}"]
        try:
            with TemporaryFile() as out:
                text = typed.encode("utf-8", "replace")
                done = subprocess.run(
                    command, input=text, stdout=out, stderr=subprocess.PIPE, timeout=most_s, check=False
                )
                out.seek(0)
                found = out.read(MOST_BYTES + 1)
        except subprocess.TimeoutExpired as e:
            raise WrongUse(
                f"it took longer than {most_s:g} s and was stopped", "ask for less, or ask by the command line."
            ) from e
        finally:
            self._room.release()
        if done.returncode:
            raise _why(done.returncode, done.stderr.decode("utf-8", "replace"))
        if len(found) > MOST_BYTES:
            raise WrongUse(f"the answer is larger than {MOST_BYTES // 1_000_000} MB", "ask for fewer columns or rows.")
        return pd.DataFrame([json.loads(line) for line in found.splitlines() if line.strip()], dtype=object)


def _why(code: int, told: str) -> Exception:
    """The exception for a command that failed with this exit code and error text."""
    problem, _, advice = told.strip().removeprefix("vesseltrack: ").partition("\n  ")
    if code == StoreUnavailable.exit_code:
        return StoreBusy(problem, advice)
    return WrongUse(problem, advice)


def query_page(asking: Asking, text: str, limit: int, write: bool) -> str:
    """The page with a field for a query, and the rows it returned."""
    found = ""
    if text.strip():
        rows = asking.query(text, limit)
        more = f" These are the first {limit:,}; there may be more." if len(rows) == limit else ""
        found = f"<p>{len(rows):,} {'row' if len(rows) == 1 else 'rows'}.{more}</p>{table(rows) if len(rows) else ''}"
    return desk_page("Query", f"{_query_form(text, limit)}{found}{_tables()}", write)


def _query_form(text: str, limit: int) -> str:
    return (
        '<form class="desk" action="/query"><label class="long">One SELECT over the tables below'
        '<textarea name="q" spellcheck="false" placeholder="SELECT assessment, count(*) FROM gaps GROUP BY assessment">'
        f"{html_area(text)}</textarea></label><label>rows at most"
        f' <input type="number" name="limit" min="1" max="{MOST_ROWS}" value="{limit}"></label><button>Run</button></form>'
        '<p class="pale">Read-only; no file but the store can be read; it may take 30 seconds.</p>'
    )


def html_area(text: str) -> str:
    """Text escaped for the inside of a <textarea>, where line breaks are kept."""
    return "\n".join(attribute(line) for line in text.replace("\r\n", "\n").split("\n"))


def _tables() -> str:
    known = "".join(
        f"<details><summary>{html(t.name)}: {html(t.row)}</summary><p>{html(', '.join(t.names))}</p></details>"
        for t in TABLES.values()
    )
    return f"<h2>Tables</h2>{known}"


def what_if_page(asking: Asking, asked: bool, preset: str, rules: str, write: bool) -> str:
    """The page with fields for a preset and single rules, and which alerts would appear or vanish with them."""
    found = ""
    if asked:
        assign = [line.strip() for line in rules.splitlines() if line.strip()]
        found = f"<h2>What would change</h2>{_changes(asking.replay_with(preset, assign))}"
    return desk_page("What if the rules were others?", _rules_form(preset, rules) + found, write)


def _changes(changes: pd.DataFrame) -> str:
    """Table of alerts that would appear or vanish, with links to those that exist."""
    if changes.empty:
        return "<p>Nothing.</p>"
    lost = int(((changes.change == "vanishes") & (changes["verdict"] == "confirmed")).sum())
    red = f'<p class="red"><strong>Confirmed alerts lost: {lost}.</strong></p>' if lost else ""
    counts = changes.change.value_counts(sort=False)
    words = ", ".join(f"{n} would {_WOULD[str(k)]}" for k, n in counts.items())
    rows = [
        [c.change, _to_alert(c), _then(c.score, c.score_then), _then(c.rank, c.rank_then), c.queue, c.verdict]
        for c in rows_of(changes)
    ]
    heads = ("change", "alert", "score", "rank", "queue", "verdict")
    return f"<p>{words}. Nothing was changed in the store.</p>{red}{rows_table(heads, rows)}"


def _then(now: Any, then: Any) -> str:
    """A number now and with the other rules, as text."""
    return " to ".join(said(x) for x in (now, then) if said(x))


def _to_alert(c: Any) -> Markup:
    return Markup(html(c.summary)) if c.change == "appears" else link(f"/#alert={quote(c.alert)}", c.summary)


def _rules_form(preset: str, rules: str) -> str:
    chosen = preset or OURS
    options = "".join(
        f'<option value="{attribute(name)}"{" selected" if name == chosen else ""}>{html_area(f"{name}: {words}"[:90])}</option>'
        for name, words in presets().items()
    )
    return (
        f'<form class="desk" action="/what-if"><label class="long">Preset <select name="preset">{options}</select></label>'
        '<label class="long">Rules on top of it, one a line<textarea name="rules" spellcheck="false"'
        f' placeholder="gaps.min_silence_h=6">{html_area(rules)}</textarea></label>'
        '<input type="hidden" name="asked" value="1"><button>Ask</button></form>'
        '<p class="pale">All that is stored is searched once more by these rules, in memory: this may take a minute.'
        " <code>vesseltrack settings</code> names all rules.</p>"
    )

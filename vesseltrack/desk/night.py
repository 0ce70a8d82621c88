"""The page of the night as the desk shows it: each alert with a verdict form and links to its ships and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd

from vesseltrack.alerts import verdicts
from vesseltrack.alerts.history import changes
from vesseltrack.api import Database
from vesseltrack.desk.html import desk_page, link, nav, rows_table, table
from vesseltrack.errors import WrongUse
from vesseltrack.output import attribute, html, visible
from vesseltrack.report import alerts_frame
from vesseltrack.report.night import last_night
from vesseltrack.report.page import page_of
from vesseltrack.report.page.parts import Desk

_SCRIPT = Path(__file__).with_name("desk.js")
MOST_LETTERS = 2000
"""Of anything that is typed into a verdict."""
_LIFE = """
    WITH names AS (
        SELECT $alert AS alert
        UNION SELECT unnest(was) FROM (SELECT arg_max(was, nth) AS was FROM alert_states WHERE alert = $alert)
    )
    SELECT as_of, state, alert, score, what, summary FROM alert_states WHERE alert IN (FROM names) ORDER BY nth
"""
_SAID = """
    SELECT said_at, said_by, alert, verdict, reason, quiet_until, note FROM verdicts
    WHERE $alert IS NULL OR alert = $alert OR alert IN (
        SELECT unnest(was) FROM (SELECT arg_max(was, nth) AS was FROM alert_states WHERE alert = $alert))
    ORDER BY nth DESC
"""


@dataclass(frozen=True)
class Verdict:
    """What a user entered in the verdict form of an alert.

    Attributes:
        alert: its name.
        verdict: one of :data:`vesseltrack.alerts.verdicts.MARKS`, or ``undone``.
        by: who gives the verdict.
        reason: a word, such as bunkering.
        until: day until which a benign verdict quiets the ship's similar alerts, YYYY-MM-DD; empty for always.
        note: free text.
    """

    alert: str
    verdict: str
    by: str
    reason: str = ""
    until: str = ""
    note: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Verdict:
        """From the fields of a form.

        Raises:
            WrongUse: a field is too long.
        """
        typed = {name: " ".join(form.get(name, "").split()) for name in cls.__dataclass_fields__}
        if form.get("undo"):
            typed["verdict"] = verdicts.UNDONE
        if too_long := [name for name, text in typed.items() if len(text) > MOST_LETTERS]:
            raise WrongUse(f"{too_long[0]} is too long", f"a field takes {MOST_LETTERS:,} letters.")
        return cls(**typed)

    def say(self, db: Database) -> None:
        """Record the verdict.

        Raises:
            WrongUse: the verdict or date is invalid, ``by`` is empty, or there is no such alert.
        """
        try:
            until = date.fromisoformat(self.until) if self.until else None
        except ValueError as e:
            raise WrongUse(f"{self.until} is not a date", "give it as YYYY-MM-DD.") from e
        verdicts.mark(db.store, self.alert, self.verdict, self.by, self.reason, until, self.note)

    @property
    def place(self) -> str:
        """Address of the alert on the page of the night."""
        return f"/#{urlencode({'alert': self.alert}, quote_via=quote)}"

    def state(self, db: Database) -> dict[str, str]:
        """The alert's present verdict, for the desk's script."""
        now = alerts_frame(db.store).set_index("alert")
        here = {name: visible(now[name].get(self.alert, "")) for name in ("verdict", "verdict_text", "quiet")}
        return {"alert": self.alert, **here}

    def again(self) -> str:
        """The form again with all that was entered, for when the store was busy."""
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{attribute(getattr(self, name))}">'
            for name in self.__dataclass_fields__
        )
        return f'<form class="desk" method="post" action="/mark">{hidden}<button>Say it again</button></form>'


def night_page(db: Database, write: bool, who: str) -> str:
    """The page of all alerts of the last search.

    Raises:
        NotSearched: detect has not been run on the store.
    """
    frame = alerts_frame(db.store)
    last: Any = db.searched()["last_time"]
    night = last_night(db.store)
    title = f"vesseltrack desk: {night.named if night else 'no data' if pd.isna(last) else f'{last:%Y-%m-%d}'}"
    desk = Desk(nav(write), "", lambda a: _beside(a, write, who), _SCRIPT.read_text(encoding="utf-8") if write else "")
    return page_of(db.store, frame, title, night=night, became=changes(db.store), desk=desk)


def _beside(a: Any, write: bool, who: str) -> str:
    """The links and the verdict form beside an alert."""
    ships = [(a.vessel_id, a.ship_name), (a.other_vessel_id, a.other_name)]
    ways = [link(f"/ship?q={int(key)}", f"{name}: history and whole track") for key, name in ships if pd.notna(key)]
    ways.append(link(f"/alert?{urlencode({'name': a.alert})}", "what became of it, what was said"))
    return f"<p>{' &middot; '.join(ways)}</p>" + (mark_form(a.alert, a.verdict, who) if write else "")


def mark_form(alert: str, standing: str, who: str) -> str:
    """A form to give a verdict on an alert, and to take back the last one."""
    words = "".join(f'<option value="{m}">{m}</option>' for m in verdicts.MARKS)
    named = f'<input type="hidden" name="alert" value="{attribute(alert)}">'
    by = f'<label>who <input name="by" value="{attribute(who)}" required maxlength="100"></label>'
    hidden = "" if standing else " hidden"
    return (
        f'<form class="desk" method="post" action="/mark">{named}<label>verdict <select name="verdict" required>'
        f'<option value="">choose</option>{words}</select></label>{by}'
        '<label>reason <input name="reason" maxlength="200" placeholder="bunkering"></label>'
        '<label>benign until <input type="date" name="until"></label>'
        '<label>note <input name="note" maxlength="2000"></label><button>Say it</button>'
        f'<button name="undo" value="yes" formnovalidate{hidden}>Undo: {html(standing)}</button></form>'
        '<p class="verdict-state" role="status"></p>'
    )


def life_page(db: Database, alert: str, write: bool, who: str) -> str:
    """The page with the history of one alert, night by night, and all verdicts on it.

    Raises:
        WrongUse: the store has no such alert.
    """
    became, given = db.sql(_LIFE, {"alert": alert}), db.sql(_SAID, {"alert": alert})
    now = alerts_frame(db.store)
    here = now[now.alert == alert]
    if became.empty and given.empty and here.empty:
        raise WrongUse(f"there is no alert {alert}", "")
    summary = here.summary.iloc[0] if len(here) else became.summary.iloc[-1] if len(became) else ""
    form = mark_form(alert, here["verdict"].iloc[0] if len(here) else "", who) if write else ""
    body = (
        f"<p>{html(summary)}</p><p>{link(f'/#alert={quote(alert)}', 'On the map') if len(here) else ''}</p>{form}"
        f"<h2>What became of it, night by night</h2>{_or_none(became.drop(columns='summary'), 'No night was recorded.')}"
        f"<h2>What was said of it</h2>{_or_none(given, 'Nothing yet.')}"
    )
    return desk_page(alert, body, write)


def _or_none(frame: pd.DataFrame, nothing: str) -> str:
    return table(frame) if len(frame) else f"<p>{html(nothing)}</p>"


def verdicts_page(db: Database, write: bool) -> str:
    """The page of all verdicts, latest first."""
    given = db.sql(_SAID, {"alert": None})
    rows = [
        [*row[:2], link(f"/alert?{urlencode({'name': row[2]})}", row[2]), *row[3:]]
        for row in given.to_numpy(object).tolist()
    ]
    heads = [str(c).replace("_", " ") for c in given.columns]
    return desk_page("Verdicts", rows_table(heads, rows) if rows else "<p>None yet.</p>", write)

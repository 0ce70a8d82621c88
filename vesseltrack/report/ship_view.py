"""A ship as a notebook shows it: identity, listings, map and timeline."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import pandas as pd

from vesseltrack.frames import in_utc, rows_of
from vesseltrack.output import html
from vesseltrack.report.maps import Map, map_of
from vesseltrack.report.ship import ShipPage
from vesseltrack.report.ship_words import sections
from vesseltrack.store import Store

_EVENTS = """
    SELECT e.start_time, e.end_time, e.event_type AS what, e.activity || coalesce(', ' || e.where_text, '') AS text, e.lat, e.lon,
        e.event
    FROM events AS e WHERE list_contains($ships, e.vessel_id) OR list_contains($ships, e.other_vessel_id)
"""
_WHO = """
    SELECT valid_from AS start_time, valid_to AS end_time, 'identity' AS what, 'said it was ' || concat_ws(', ',
            coalesce(name, 'nameless'), 'MMSI ' || mmsi, 'IMO ' || imo || if(imo_valid, '', ' (wrong check digit)'),
            'call sign ' || call_sign, flag) AS text
    FROM identities WHERE list_contains($numbers, ssvid) AND valid_from IS NOT NULL
"""
_HEARD = """
    SELECT first_time AS start_time, 'first heard' AS what, format('of {:,} messages', fixes) AS text, first_lat AS lat,
        first_lon AS lon
    FROM ships WHERE list_contains($ships, vessel_id)
    UNION ALL SELECT last_time, 'last heard', format('{:.1f} kn', last_sog_kn), last_lat, last_lon
    FROM ships WHERE list_contains($ships, vessel_id)
"""
_COLUMNS = ("start_time", "end_time", "what", "text", "lat", "lon", "event")


@dataclass(frozen=True)
class Ship(ShipPage):
    """What the store knows of one ship (see :class:`.ship.ShipPage`), with map and timeline; displays in a notebook."""

    store: Store | None = field(default=None, repr=False, compare=False)
    asked: str = ""

    @classmethod
    def of(cls, page: ShipPage, store: Store, asked: str) -> Ship:
        """From a page and its store."""
        return cls(**{f.name: getattr(page, f.name) for f in fields(ShipPage)}, store=store, asked=asked)

    @property
    def keys(self) -> list[int]:
        """The ``vessel_id`` of each received ship that it may be."""
        return [int(k) for k in self.heard.vessel_id] if len(self.heard) else []

    def _repr_html_(self) -> str:
        parts = [
            f"<h4>{html(heading)}</h4><ul>{''.join(f'<li>{html(line)}</li>' for line in lines)}</ul>"
            for heading, lines in sections(self.asked, self) if lines
        ]  # fmt: skip
        if not len(self.listed):
            parts.append(f"<p>{html(f'No list in this store names {self.asked}. {self.search}')}</p>")
        if self.not_received:
            parts.append(f"<p>{html(self.not_received)}</p>")
        return f"<div>{''.join(parts)}</div>"

    def map(self, height: int = 560) -> Map:
        """A map, without a network, of its whole track in time, its alerts and gaps.

        Raises:
            NotSearched: detect has not been run on the store.
        """
        from vesseltrack.report import alerts_frame

        assert self.store is not None
        frame = alerts_frame(self.store)
        mine = frame[frame.vessel_id.isin(self.keys) | frame.other_vessel_id.isin(self.keys)].reset_index(drop=True)
        return map_of(self.store, mine, f"the track of {self.asked}", self.keys, height=height)

    def timeline(self) -> pd.DataFrame:
        """Identities, events and listings in order of time.

        Returns:
            One row each: ``start_time``, ``end_time`` (null for a moment, or while it lasts), ``what`` (identity, gap, encounter,
            listed and so on), ``text``, ``lat``, ``lon``, ``event``.
        """
        assert self.store is not None
        asked = {"ships": self.keys}
        numbers = [int(n) for n in self.heard.ssvid] if len(self.heard) else []
        frames = []
        if self.keys:
            frames = [self.store.frame(q, asked) for q in (_HEARD, _EVENTS)]
            frames.append(self.store.frame(_WHO, {"numbers": numbers}))
        listed = [
            {"start_time": pd.Timestamp(day), "what": what, "text": f"{e.authority}: {e.name} ({e.standing})"}
            for e in rows_of(self.listed) for day, what in ((e.since, "listed"), (e.until, "delisted")) if isinstance(day, str)
        ]  # fmt: skip
        frames.append(
            pd.DataFrame(listed, columns=["start_time", "what", "text"]).astype({"start_time": "datetime64[us]"})
        )
        story = pd.concat([f for f in frames if len(f)] or frames, ignore_index=True).reindex(columns=list(_COLUMNS))
        story["end_time"] = story.end_time.astype("datetime64[us]")
        return in_utc(story.sort_values(["start_time", "what", "text"], ignore_index=True))

"""What all methods of a database rest on: its store, times that say they are UTC, and whom somebody means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from vesseltrack.errors import WrongUse
from vesseltrack.frames import in_utc
from vesseltrack.store import Params, Store, ask

if TYPE_CHECKING:
    from vesseltrack.report.ship_view import Ship

When = datetime | date | str
"""A time as people give it; a text as ISO 8601 has it, a day is its beginning."""


class Opened:
    """A store that is open."""

    store: Store
    _memory_limit: str | None = None

    def sql(self, query: str, params: Params | None = None) -> pd.DataFrame:
        """Any SQL over the store's tables, as a pandas frame; its times are in UTC and say so, its dates are days at 00:00.

        Names of version 0.1 are understood, with a notice in the log.
        """
        return ask(self.store, query, lambda: self._read(query, params))

    def _read(self, query: str, params: Params | None) -> pd.DataFrame:
        with self.store.translated_errors():
            found = self.store.execute(query, params)
            kinds = [str(kind) for _, kind, *_ in found.description or ()]
            frame = found.df()
        days = {name for name, kind in zip(frame.columns, kinds, strict=False) if not kind.startswith("TIMESTAMP")}
        return in_utc(frame, but=days)

    def ship(self, asked: str | int) -> Ship:
        """Who a ship is and was, and which list names it since when; a notebook shows it. It has ``map()`` and ``timeline()``.

        Args:
            asked: IMO number, MMSI, key of a ship, name or call sign.

        Raises:
            WrongUse: neither a list nor anybody heard bears it.
        """
        from vesseltrack.engine import pipeline
        from vesseltrack.lists.load import list_names
        from vesseltrack.report.ship import ship_page
        from vesseltrack.report.ship_view import Ship

        if not self.store.one("SELECT count(*) FROM lists WHERE list = 'dprk'")[0]:
            pipeline.load_reference(self.store)
        page = ship_page(self.store, utf8(str(asked)), list_names())
        return Ship.of(page, self.store, utf8(str(asked)))

    def _keys(self, asked: Iterable[str | int]) -> list[int]:
        """Keys of the ships meant.

        Raises:
            WrongUse: nobody heard bears one of these.
        """
        keys: list[int] = []
        for one in asked:
            heard = self.ship(one).heard
            if not len(heard):
                raise WrongUse(f"nobody heard bears {one}", "a list names it; there is no track of it in this store.")
            keys += [int(k) for k in heard.vessel_id]
        return sorted(set(keys))

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """The path of the store, which is closed meanwhile: for what opens it by itself.

        Raises:
            WrongUse: it is one in memory.
        """
        path, read_only = self.store.path, self.store.read_only
        if path is None:
            raise WrongUse("that needs a store on disk", "open one: vt.open('korea.duckdb')")
        self.store.close()
        try:
            yield path
        finally:
            self.store = Store(path, read_only, self._memory_limit)


def utf8(text: str) -> str:
    """A text from the command line, in which bytes that are no UTF-8 are shown as such."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def bare_utc(time: When) -> datetime:
    """A time in UTC and bare of it, as the store keeps times; one of no zone is taken for UTC.

    Raises:
        WrongUse: a text that is no time.
    """
    try:
        stamp = pd.Timestamp(time)
    except (ValueError, TypeError) as e:
        raise WrongUse(f"{time!r} is no time", "write it as '2026-11-17' or '2026-11-17T06:00'.") from e
    if pd.isna(stamp):
        raise WrongUse("no time is given", "write it as '2026-11-17' or '2026-11-17T06:00'.")
    return (stamp.tz_convert(UTC).tz_localize(None) if stamp.tz else stamp).to_pydatetime()


def bare_utc_or_none(time: When | None) -> datetime | None:
    """The same where a time may be left out."""
    return None if time is None else bare_utc(time)

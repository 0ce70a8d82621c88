"""Base of the database's methods: its store, conversion of times, and finding the ship a user means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from vesseltrack.errors import NotSearched, WrongUse
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
        """Run any SQL over the store's tables; returns a pandas frame, times with time zone UTC, dates as days at 00:00.

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
        """A ship's present and past identity and its listings; displays in a notebook, and has ``map()`` and ``timeline()``.

        Args:
            asked: IMO number, MMSI, key of a ship, name or call sign.

        Raises:
            WrongUse: no received ship and no list entry matches.
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
        """The ``vessel_id`` of each ship meant.

        Raises:
            NotSearched: detect has not been run on the store.
            WrongUse: one of them matches no received ship.
        """
        keys: list[int] = []
        for one in asked:
            page = self.ship(one)
            heard = page.heard
            if not page.searched:
                raise NotSearched(self.store.path)
            if not len(heard):
                raise WrongUse(
                    f"no ship that was received has {one}", "a list names it; there is no track of it in this store."
                )
            keys += [int(k) for k in heard.vessel_id]
        return sorted(set(keys))

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """Context manager: the store's path; the store is closed in the block, for functions that open it themselves.

        Raises:
            WrongUse: the store is in memory.
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
    """A text from the command line with bytes that are not UTF-8 replaced."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def bare_utc(time: When) -> datetime:
    """A time as UTC without a zone, as the store keeps times; a time without a zone is taken as UTC.

    Raises:
        WrongUse: a text that is not a time.
    """
    try:
        stamp = pd.Timestamp(time)
    except (ValueError, TypeError) as e:
        raise WrongUse(f"{time!r} is not a time", "write it as '2026-11-17' or '2026-11-17T06:00'.") from e
    if pd.isna(stamp):
        raise WrongUse("no time is given", "write it as '2026-11-17' or '2026-11-17T06:00'.")
    return (stamp.tz_convert(UTC).tz_localize(None) if stamp.tz else stamp).to_pydatetime()


def bare_utc_or_none(time: When | None) -> datetime | None:
    """As :func:`bare_utc`; ``None`` stays ``None``."""
    return None if time is None else bare_utc(time)

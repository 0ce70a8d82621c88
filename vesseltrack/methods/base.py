"""What all methods of a database rest on: its store, and whom somebody means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vesseltrack.errors import WrongUse
from vesseltrack.store import Store

if TYPE_CHECKING:
    from vesseltrack.report.ship import ShipPage


class Opened:
    """A store that is open."""

    store: Store

    def ship(self, asked: str | int) -> ShipPage:
        """Who a ship is and was, and which list names it since when.

        Args:
            asked: IMO number, MMSI, key of a ship, name or call sign.

        Raises:
            WrongUse: neither a list nor anybody heard bears it.
        """
        from vesseltrack.engine import pipeline
        from vesseltrack.lists.load import list_names
        from vesseltrack.report.ship import ship_page

        if not self.store.read_only and not self.store.one("SELECT count(*) FROM lists WHERE list = 'dprk'")[0]:
            pipeline.load_reference(self.store)
        return ship_page(self.store, utf8(str(asked)), list_names())

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
            keys += [int(k) for k in heard.ship]
        return sorted(set(keys))


def utf8(text: str) -> str:
    """A text from the command line, in which bytes that are no UTF-8 are shown as such."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def bare_utc(time: datetime | None) -> datetime | None:
    """A time in UTC and bare of it, as the store keeps times; one of no zone is taken for UTC."""
    return time.astimezone(UTC).replace(tzinfo=None) if time is not None and time.tzinfo else time

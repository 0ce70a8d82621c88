"""What each number sent on each day, by passes over whole columns: the rows of ``number_days.sql``, of many messages sooner.

Numbers of which late copies were set aside are left to the SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Pass
from vesseltrack.frames import Arrays
from vesseltrack.geo import Ints
from vesseltrack.store import Store
from vesseltrack.store.in_order import are_many, in_order

_SENT = "FROM searched_fixes"
_LATE = "(SELECT ssvid FROM late_fixes WHERE set_aside)"
_COLUMNS = """
    (heading_deg IS NOT NULL)::BIGINT AS headings, coalesce(ais_class = 'A', false)::BIGINT AS class_a,
    coalesce(ais_class = 'B', false)::BIGINT AS class_b
"""
_HOUR_US = 3_600_000_000


def days_by(sql: str) -> Pass:
    """A function that makes the rows of ``number_days.sql``, some numbers at a time; nothing, if messages are few."""
    late = sql.replace(_SENT, f"{_SENT} WHERE ssvid IN {_LATE}")
    assert late != sql

    def make(store: Store, rules: Any) -> Iterator[pd.DataFrame] | None:
        if not are_many(store, _SENT):
            return None
        return _frames(store, rules.since, late)

    return make


def _frames(store: Store, since: datetime | None, late: str) -> Iterator[pd.DataFrame]:
    for messages in in_order(store, f"{_SENT} WHERE ssvid NOT IN {_LATE}", _COLUMNS):
        yield _days(messages, since)
    yield store.frame(late, {"since": since})


def _days(messages: Arrays, since: datetime | None) -> pd.DataFrame:
    """Sums of messages in order of number and time, a row for each number and day, and for each side of the window's start."""
    ssvid, time_us = messages["ssvid"], messages["time_us"]
    since_us = 0 if since is None else round(since.replace(tzinfo=UTC).timestamp() * 1e6)
    in_window = time_us >= since_us if since else np.ones(len(ssvid), np.bool_)
    hour = time_us // _HOUR_US
    day = hour // 24
    begins = np.ones(len(ssvid), np.bool_)
    begins[1:] = (np.diff(ssvid) != 0) | (np.diff(day) != 0) | (in_window[1:] != in_window[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(ssvid)) - 1
    count = last - first + 1

    def total(name: str) -> Ints:
        summed: Ints = np.add.reduceat(messages[name], first)
        return summed

    times = {name: time_us[row].view("M8[us]") for name, row in (("first_time", first), ("last_time", last))}
    return pd.DataFrame(
        {
            "ssvid": ssvid[first], "day": (day[first] * 24 * _HOUR_US).view("M8[us]"), "in_window": in_window[first],
            "messages": count, "earliest": times["first_time"], "latest": times["last_time"],
            "hours": np.bitwise_or.reduceat(1 << hour % 24, first), "headings": total("headings"), "fixes": count,
            "first_lat": messages["lat"][first], "first_lon": messages["lon"][first],
            "last_lat": messages["lat"][last], "last_lon": messages["lon"][last], "last_sog_kn": messages["sog_kn"][last],
            "max_sog_kn": np.fmax.reduceat(messages["sog_kn"], first), "class_a": total("class_a"), "class_b": total("class_b"),
        } | times
    )  # fmt: skip

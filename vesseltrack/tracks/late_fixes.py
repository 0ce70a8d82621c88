"""Finds late copies: messages that a second feed stamped on arrival, minutes after the ship was there.

A late copy lies on the ship's own track, behind a position that an earlier message gave. So each number's messages are followed
in order of time (:mod:`~vesseltrack.tracks.follow`), each line from its last position: a message that goes on from it at the
speed sent, or sailed before, is on time; one that lies on the track behind it, with the course the ship had there, is late by the
time since. A ship that turned back is on its own track as well, but moves along it backwards and sends another course.

One odd fix proves nothing: a number's late copies count if it has many between messages on time, or some, where several numbers
do. Most are set aside: marked and not used for tracks. Where the ship was not received otherwise, they are used, and its track is
late there.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.geo import Floats
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.tracks.kept_lines import begun, keep, kept
from vesseltrack.tracks.way import CLOSED, MOVING_KN, Followed

PROVEN, PROVEN_SHARE = 8, 0.02
"""A number's late copies count if at least so many, and so large a share of its messages, lie between messages on time."""
COHORT, COHORT_EACH = 3, 4
"""If ``COHORT`` numbers have ``COHORT_EACH`` late copies between messages on time, one such copy suffices for any number."""
FEED_SHARE = 0.8
"""A file with so large a share of late messages is a late feed's, if other files have a share below 1 minus this."""
LOOK_BACK_H = 1.5
"""Hours read before a window: the longest delay, and as long again to know the ship's track."""

ON_TIME = """
    SELECT m.* FROM messages() AS m WHERE NOT EXISTS (
        FROM late_fixes AS l WHERE set_aside AND l.ssvid = m.ssvid AND l.time = m.time AND l.lat = m.lat AND l.lon = m.lon)
"""
"""All position messages searched without the late copies set aside; tracks are made from these."""
ALL_PAIRS = (
    "FROM fix_pairs WHERE ssvid NOT IN (SELECT ssvid FROM late_fixes WHERE set_aside) UNION ALL BY NAME FROM"
    " fix_pairs_on_time"
)
"""Pairs of consecutive messages of ``ON_TIME``, as in ``track_steps.sql``."""

_SUSPECTS = """
    SELECT ssvid FROM fix_pairs WHERE late_suspect GROUP BY ssvid HAVING count(*) >= 2
"""
_FIXES = f"""
    SELECT fixes.ssvid, fixes.time, fixes.lat, fixes.lon, fixes.sog_kn, fixes.cog_deg, fixes.file_id
    FROM fixes WHERE ssvid IN ({_SUSPECTS})
        AND time >= coalesce($since::TIMESTAMP - INTERVAL {round(LOOK_BACK_H * 60)} MINUTE, time)
    ORDER BY ssvid, time, lat, lon, sog_kn, cog_deg
"""
_OF_FILE = """
    SELECT ssvid, time, lat, lon, file_id FROM fixes WHERE file_id = $file_id AND time >= coalesce($since::TIMESTAMP, time)
    ORDER BY ssvid, time, lat, lon
"""
_EARLIER = "FROM late_fixes WHERE time < $since ORDER BY ssvid, time"


def _make(store: Store, rules: Any) -> pd.DataFrame:
    columns = TABLES["late_fixes"].names
    earlier = pd.DataFrame(columns=columns)
    if rules.since is not None and "late_fixes" in store.names():
        earlier = store.frame(_EARLIER, {"since": rules.since})  # those before the window stay known
    fixes = store.frame(_FIXES, {"since": rules.since})
    found = _followed(store, fixes)
    late = _proven(found)
    late = _with_feeds(store, late, fixes, rules.since)
    if rules.since is not None and not late.empty:
        late = late[late.time >= rules.since]
    some = [f[columns] for f in (earlier, late) if not f.empty]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=columns)


def _followed(store: Store, fixes: pd.DataFrame) -> list[pd.DataFrame]:
    """The late copies of each number, one frame each; messages already followed by the last search are not repeated."""
    known, every, found = kept(store), {}, []
    for number, group in fixes.groupby(fixes.columns[0], sort=True):
        messages = _messages_of(group)
        following = begun(messages, known.get(int(str(number)), []))
        following.go_on()
        found.append(_marked(group, following.late()))
        every[int(str(number))] = messages, following
    keep(store, every)
    return found


def _messages_of(group: pd.DataFrame) -> Floats:
    """A number's messages, shape (5, n): hours since the first, minutes of arc north and (unwrapped) east, knots, degrees."""
    hours = group.time.astype("int64").to_numpy() / 3.6e9
    east = np.unwrap(group.lon.to_numpy(float), period=360)
    return np.vstack(
        [
            hours - hours[0],
            60 * group.lat.to_numpy(float),
            60 * east,
            group.sog_kn.astype(float).to_numpy(na_value=math.nan),
            group.cog_deg.astype(float).to_numpy(na_value=math.nan),
        ]
    )


def _marked(group: pd.DataFrame, found: list[Followed]) -> pd.DataFrame:
    """Rows of a number's late copies; ``closed``: it lies between messages on time; ``messages``: number of its messages."""
    some = group.iloc[[f.index for f in found]]
    return some[["ssvid", "time", "lat", "lon", "file_id"]].assign(
        delay_s=[round(3600 * f.delay_h, 1) for f in found],
        set_aside=[f.set_aside for f in found],
        closed=[
            f.state == CLOSED and n.index < f.index - 1 for n, f in pairwise([Followed(-2, 0, "", True, 0), *found])
        ],
        messages=len(group),
    )


def _proven(found: list[pd.DataFrame]) -> pd.DataFrame:
    """The late copies of the numbers with enough of them (:func:`_sure`)."""
    found = [f for f in found if len(f)]
    if not found:
        return pd.DataFrame()
    cohort = sum(int(f.closed.sum()) >= COHORT_EACH for f in found) >= COHORT
    sure = [f for f in found if _sure(int(f.closed.sum()), int(f.messages.iloc[0]), cohort)]
    return pd.concat(sure, ignore_index=True) if sure else pd.DataFrame()


def _with_feeds(store: Store, late: pd.DataFrame, fixes: pd.DataFrame, since: Any) -> pd.DataFrame:
    """Add the other messages of files that are a late feed's (``FEED_SHARE`` of the messages of moving ships are late).

    They get the file's median delay and are not set aside: used as stamped, but marked as late.
    """
    if late.empty:
        return late
    tellable = fixes[fixes.ssvid.isin(late.ssvid.unique()) & ~(fixes.sog_kn < MOVING_KN)]
    share = late.groupby("file_id").size() / tellable.groupby("file_id").size()
    for file_id in share.index[share >= FEED_SHARE] if (share.fillna(0) < 1 - FEED_SHARE).any() else ():
        delay_s = late.delay_s[late.file_id == file_id].median()
        rest = store.frame(_OF_FILE, {"file_id": int(file_id), "since": since}).assign(delay_s=delay_s, set_aside=False)
        known = pd.MultiIndex.from_frame(late[["ssvid", "time", "lat", "lon"]])
        rest = rest[~pd.MultiIndex.from_frame(rest[["ssvid", "time", "lat", "lon"]]).isin(known)]
        late = pd.concat([late, rest], ignore_index=True)
    return late.sort_values(["ssvid", "time"], kind="stable", ignore_index=True)


def _sure(closed: int, messages: int, cohort: bool) -> bool:
    return closed >= max(PROVEN, PROVEN_SHARE * messages) or (cohort and closed > 0)


LATE = Step(
    writes="late_fixes",
    declared=("fix_pairs", "fixes"),
    finds="late copies: messages stamped minutes after the ship was there",
    section="tracks",
    make=_make,
)

"""State of following each number's messages, kept from one search to the next (``late_lines``).

The state after a message depends on it and earlier ones only, so a search can continue where the last one ended if the messages
until then are the same. That is decided by a digest of them and of the code: after a late file, a file taken back, a prune or a
change of the code it differs, and the number is followed from its first message.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pyarrow as pa

from vesseltrack.engine.code import source_of
from vesseltrack.geo import Floats
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.store.filling import create_as_declared, make_empty, whole_name
from vesseltrack.tracks.extent import Extent
from vesseltrack.tracks.follow import Following
from vesseltrack.tracks.way import CLOSED, OPEN, Followed, Line, Messages

KEPT = TABLES["late_lines"]
Rows = list[dict[str, Any]]


_HERE = Path(__file__)
_CODE = (_HERE, *(_HERE.with_name(f"{name}.py") for name in ("follow", "quiet", "way", "extent")))
"""The source files by which messages are followed; part of the digest."""


def digest_of(messages: Floats, followed: int) -> str:
    """Digest of a number's first ``followed`` messages; ``messages`` has shape (5, n), rows as in ``Messages``."""
    return hashlib.blake2b(source_of(*_CODE) + messages[:, :followed].tobytes(), digest_size=16).hexdigest()


def kept(store: Store) -> dict[int, Rows]:
    """Rows of ``late_lines`` that the last search kept, by number."""
    create_as_declared(store, KEPT)
    found: dict[int, Rows] = {}
    rows = store.rows(f"FROM {whole_name(store, KEPT)} ORDER BY ssvid, line")
    for row in rows:
        found.setdefault(row[0], []).append(dict(zip(KEPT.names, row, strict=True)))
    return found


def begun(messages: Floats, rows: Rows) -> Following:
    """The following of a number's messages, restored from ``rows`` if their digest still fits, else from the start."""
    following = Following(Messages(*messages.tolist()))
    if (
        rows
        and rows[0]["followed"] <= messages.shape[1]
        and rows[0]["digest"] == digest_of(messages, rows[0]["followed"])
    ):
        following.followed = rows[0]["followed"]
        for row in rows:
            (following.dropped if row["dropped"] else following.lines).append(_line(row, following.messages))
    return following


def keep(store: Store, every: dict[int, tuple[Floats, Following]]) -> None:
    """Replace what is kept by the state of these numbers."""
    rows = []
    for number, (messages, f) in every.items():
        of_number = {"ssvid": number, "followed": f.followed, "digest": digest_of(messages, f.followed)}
        rows += [{**of_number, "line": n, **row} for n, row in enumerate(_rows(f))]
    make_empty(store, KEPT)
    if rows:
        columns = {c: pa.array([r[c] for r in rows]) for c in KEPT.names}  # NaN stays NaN, unlike in a frame
        with store.registered("_kept", pa.table(columns)):
            store.execute(f"INSERT INTO {whole_name(store, KEPT)} BY NAME FROM _kept")


def _rows(following: Following) -> Rows:
    t, y, x, *_ = following.messages
    nth = {place: i for i, place in enumerate(zip(t, y, x, strict=True))}
    lines = [(True, line) for line in following.dropped] + [(False, line) for line in following.lines]
    return [{"dropped": dropped, **_row(line, nth)} for dropped, line in lines]


def _row(line: Line, nth: dict[tuple[float, float, float], int]) -> dict[str, Any]:
    before = line.before or (None, None, None)
    return {
        "head": line.head.nth, "north_kn": line.north, "east_kn": line.east,
        "way": [nth[place] for place in line.way], "known_places": [nth[t, y, x] for (y, x), t in line.at.items()],
        "own": line.own,
        "late_copies": [f.index for f in line.late], "late_delay_h": [f.delay_h for f in line.late],
        "late_closed": [f.state == CLOSED for f in line.late], "late_aside": [f.set_aside for f in line.late],
        "late_true_h": [f.time_h for f in line.late],
        "head_before": before[0] and before[0].nth, "north_before_kn": before[1], "east_before_kn": before[2],
        "back": [m.nth for m, _ in line.back], "back_true_h": [was for _, was in line.back], "back_since": line.since,
        "stopping": line.stopping, "count": line.count, "extent": astuple(line.extent), "extent_before": astuple(line.earlier),
    }  # fmt: skip


def _line(row: dict[str, Any], messages: Messages) -> Line:
    t, y, x, *_ = messages
    late = zip(
        row["late_copies"], row["late_delay_h"], row["late_closed"], row["late_aside"], row["late_true_h"], strict=True
    )
    before = row["head_before"]
    return Line(
        messages.sent(row["head"]), row["north_kn"], row["east_kn"],
        way=[(t[i], y[i], x[i]) for i in row["way"]], at={(y[i], x[i]): t[i] for i in row["known_places"]},
        late=[Followed(i, delay_h, CLOSED if closed else OPEN, aside, true_h) for i, delay_h, closed, aside, true_h in late],
        own=row["own"],
        before=None if before is None else (messages.sent(before), row["north_before_kn"], row["east_before_kn"]),
        back=[(messages.sent(i), was) for i, was in zip(row["back"], row["back_true_h"], strict=True)],
        since=row["back_since"], stopping=row["stopping"], count=row["count"],
        extent=Extent(*row["extent"]), earlier=Extent(*row["extent_before"]),
    )  # fmt: skip

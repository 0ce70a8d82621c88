"""Collects doubts about a file while it is read: values not read, speeds that contradict the tracks, further headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from vesseltrack.sources.columns import KNOWN_NAMES, plain
from vesseltrack.sources.fitted import Fitted
from vesseltrack.sources.speeds import Tracks

_WORDS = {"status": "unread_status", "class": "unread_class"}
"""Fields of words, with the columns in which ``validate.sql`` gives their unread values."""


class AnotherHeader(Exception):
    """A table has another header among its rows than the one they are read by."""


class Doubts:
    """Doubts about one file, collected from batches of validated rows.

    Attributes:
        fitted: how the columns are read (for a table with several headers, those of the first); ``None`` if it is not a table.
        tracks: the tracks, with which the speeds are compared.
        unread: for each column, by its name (see :func:`plain`), the number of values not read, and an example.
    """

    def __init__(self) -> None:
        self.fitted: Fitted | None = None
        self.now: Fitted | None = None
        self.tracks = Tracks()
        self.unread: dict[str, tuple[int, str]] = {}

    def describe(self, fitted: Fitted) -> None:
        """Set how the following rows are read."""
        self.now, self.fitted = fitted, self.fitted or fitted

    def add(self, batch: pa.RecordBatch) -> None:
        """Add a batch.

        Raises:
            AnotherHeader: it contains a header with other columns, or another order.
        """
        self.tracks.add(batch)
        if self.now is None:
            return
        _look_for_headers(batch, self.now)
        lists = batch["unread"].drop_null()
        if len(lists):
            values = lists.flatten().to_numpy(zero_copy_only=False).reshape(len(lists), -1)
            for name, column in zip(self.now.counted, values.T, strict=True):
                self._count(name, [v for v in column if v is not None])
        for name, where in _WORDS.items():
            words = batch[where].drop_null()
            if len(words) and name in self.now.at:
                self._count(name, words.to_pylist())

    def _count(self, field: str, values: list[str]) -> None:
        if values and self.now is not None:
            column = plain(self.now.header[self.now.at[field]])
            before, example = self.unread.get(column, (0, values[0]))
            self.unread[column] = (before + len(values), example)

    def columns(self) -> list[dict[str, Any]]:
        """A row for each column of a table, see :meth:`Fitted.columns`, with the number of values not read and an example."""
        if self.fitted is None:
            return []
        rows = self.fitted.columns()
        for row in rows:
            read = row["field"] is not None
            row["values_unread"], row["example"] = (
                self.unread.get(plain(row["header"]), (0, None)) if read else (0, None)
            )
        return rows

    def in_sentences(self) -> list[str]:
        """The doubts in sentences, for the user."""
        measured = self.tracks.measured()
        sentences = list(self._of_columns())
        if self.fitted is None:
            factor = measured.unit(1.0) if measured.pairs >= 10 else None
            return [*sentences, measured.doubt()] if factor else sentences
        if "sog" in self.fitted.at and (doubt := measured.doubt()):
            sentences.append(f"{self.fitted.header[self.fitted.at['sog']]}: {doubt}")
        if measured.days:
            sentences.append("every time is midnight: are these days, and no times?")
        return sentences

    def _of_columns(self) -> Iterator[str]:
        """The doubts about columns, and the number of values not read in each."""
        for row in self.columns():
            if row["doubt"]:
                yield row["doubt"]
            if row["values_unread"] and ' reads "' not in (row["doubt"] or ""):
                many = "one value is" if row["values_unread"] == 1 else f"{row['values_unread']:,} values are"
                yield f'{row["header"]}: {many} not read, such as "{row["example"]}"'


def _look_for_headers(batch: pa.RecordBatch, fitted: Fitted) -> None:
    """Raise ``AnotherHeader`` if a batch contains a header other than that of ``fitted``."""
    known, reasons = [plain(h) for h in fitted.header], batch["reason"]
    if reasons.null_count == len(reasons) or not fitted.at:
        return
    for text in batch["raw"].filter(pc.fill_null(pc.equal(reasons, "second_header"), False)).to_pylist():
        names = [plain(h) for h in text.split(",")]
        if names != known and 2 * sum(n in KNOWN_NAMES or n in known for n in names) > len(names):
            raise AnotherHeader(text)


def not_read(columns: list[dict[str, Any]]) -> list[str]:
    """The names of the columns that are not read."""
    return [row["header"] or f"column {row['position']}" for row in columns if row["field"] is None]

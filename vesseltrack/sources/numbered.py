"""Writes objects one per line for DuckDB, each with a number in front, and counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vesseltrack.sources.counting import MAX_LINE
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Taker
from vesseltrack.store import literal

Through = Callable[[Iterator[bytes]], Iterator[bytes]]

SIGN = b"\x01"
"""Separates the number from the object; no object contains it."""


class Numbered:
    """Numbers the objects that a function extracts from a text.

    Args:
        through: converts the text to one object per line.
        by_line: whether ``through`` gives one line for each line; the numbers are then line numbers, else they count objects.

    Attributes:
        lines: number of lines, including blank ones.
        objects: number of objects written.
    """

    def __init__(self, through: Through, by_line: bool) -> None:
        self._through, self.by_line = through, by_line
        self.lines = self.objects = 0

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The objects, each preceded by its number and ``SIGN``."""
        for chunk in self._through(chunks):
            out = []
            for line in chunk.removesuffix(b"\n").split(b"\n"):
                self.lines += 1
                if line.strip(b" \t\r"):
                    self.objects += 1
                    out.append(b"%d%s%s\n" % (self.lines if self.by_line else self.objects, SIGN, line))
            yield b"".join(out)

    def account(self, taker: Taker, rows: int, passed_over: bool = False) -> None:
        """Account for the lines; see :meth:`vesseltrack.sources.reader.Taker.account`.

        Args:
            taker: what took the rows.
            rows: number of rows it took.
            passed_over: whether some objects are not rows; these count as set aside.
        """
        expected = rows if passed_over else self.objects
        if self.by_line:
            taker.account(expected, expected, self.lines - expected)
        else:
            taker.account(expected)


@contextmanager
def numbered_objects(
    source: Source, through: Through, by_line: bool, endless: bool = False
) -> Iterator[tuple[str, Numbered]]:
    """Context manager: the SQL table function that reads objects, with columns ``line`` and ``raw``; and their :class:`Numbered`.

    Args:
        source: the file.
        through: converts its text to one object per line.
        by_line: see :class:`Numbered`.
        endless: whether its lines may have any length.
    """
    numbered = Numbered(through, by_line)
    with source.as_file(numbered.through, endless=endless) as path:
        read = (
            f"read_csv({literal(str(path))}, auto_detect=false, header=false, delim={literal(SIGN.decode())}, quote='',"
            " escape='',"
            " columns={line: 'BIGINT', raw: 'VARCHAR'}, hive_partitioning=false, compression='none',"
            f" new_line='\\n', max_line_size={2 * MAX_LINE + 100})"
        )
        yield read, numbered

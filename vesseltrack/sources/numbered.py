"""Objects written one a line on their way to DuckDB, each behind its number, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vesseltrack.sources.counting import MAX_LINE
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Taker
from vesseltrack.store import literal

Through = Callable[[Iterator[bytes]], Iterator[bytes]]

SIGN = b"\x01"
"""Between the number and the object: no object holds it."""


class Numbered:
    """Numbers what a function makes of a text.

    Args:
        through: makes one object a line of the text.
        by_line: it makes one line of each line: the numbers are those of the file's lines. Else they count objects.

    Attributes:
        lines: written, blank ones too.
        objects: written.
    """

    def __init__(self, through: Through, by_line: bool) -> None:
        self._through, self.by_line = through, by_line
        self.lines = self.objects = 0

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The objects, each behind its number."""
        for chunk in self._through(chunks):
            out = []
            for line in chunk.removesuffix(b"\n").split(b"\n"):
                self.lines += 1
                if line.strip(b" \t\r"):
                    self.objects += 1
                    out.append(b"%d%s%s\n" % (self.lines if self.by_line else self.objects, SIGN, line))
            yield b"".join(out)

    def account(self, taker: Taker, rows: int, passed_over: bool = False) -> None:
        """Say what became of the lines.

        Args:
            taker: what took the rows.
            rows: how many it took.
            passed_over: objects may be no rows: they are set aside.
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
    """The table function that reads objects, with columns ``line`` and ``raw``; and who numbers them.

    Args:
        source: the file.
        through: makes one object a line of its text.
        by_line: see :class:`Numbered`.
        endless: its lines may be of any length.
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

"""Recognises a file without loading it: its format and the reason, and its first rows as understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from vesseltrack.errors import UnreadableInput
from vesseltrack.sources.finding import recognise
from vesseltrack.sources.load import judge_all
from vesseltrack.sources.packing import Source, sources_of
from vesseltrack.sources.reader import Reader
from vesseltrack.store import Store

SNIFFED_LINES = 200
_SHOWN = {
    "ssvid": "coalesce(text_id, ssvid::VARCHAR)",
    "time": "strftime(time, '%Y-%m-%d %H:%M:%S')",
    "lat": "round(lat, 5)",
    "lon": "round(lon, 5)",
    "sog_kn": "round(sog_kn::DOUBLE, 1)",
    "cog_deg": "round(cog_deg::DOUBLE, 1)",
    "hdg": "heading_deg",
    "status": "nav_status",
    "class": "ais_class",
    "name": "name",
    "imo": r"regexp_replace(imo, '\.0$', '')",
    "type": r"regexp_replace(ship_type, '\.0$', '')",
    "kind": "kind",
    "reason": "reason",
}
_ROWS = (
    f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in _SHOWN.items())}"
    " FROM judged_rows ORDER BY coalesce(line, row), row LIMIT $rows"
)


@dataclass(frozen=True)
class Sniffed:
    """How one file is recognised.

    Attributes:
        name: name of the file.
        packing: ``none gzip zstd bzip2 xz zip parquet``.
        encoding: of its text, or ``parquet``.
        layout: the format; empty if none fits.
        why: the reason for this format, or what is wrong.
        rows: its first rows as understood: ssvid, time (UTC), position, speed ..., and ``reason`` if one is refused.
        columns: for a table, what each column is read as and looks like (see the table ``file_columns``).
        doubts: doubts, from its first rows only.
    """

    name: str
    packing: str
    encoding: str
    layout: str
    why: str
    rows: pd.DataFrame
    columns: pd.DataFrame = field(default_factory=pd.DataFrame)
    doubts: list[str] = field(default_factory=list)


def sniff(path: Path, reader: Reader | None = None, rows: int = 5, encoding: str | None = None) -> list[Sniffed]:
    """Recognise a file (of a zip, each file in it) without loading it.

    Args:
        path: the file.
        reader: read it in this format, whatever its contents.
        rows: number of rows to show.
        encoding: of its text; recognised if ``None``.

    Raises:
        UnreadableInput: it cannot be opened at all.
    """
    encoding = encoding or (reader.encoding if reader is not None else None)
    return [_sniff(source, reader, rows) for source in sources_of(path, encoding)]


def _sniff(source: Source, reader: Reader | None, rows: int) -> Sniffed:
    try:
        reader, why = recognise(source, reader)
        encoding = source.head.encoding
        seen: list[pd.DataFrame] = []
        with TemporaryDirectory(prefix="vesseltrack-") as folder, Store() as store:

            def keep_run() -> None:
                if not seen:
                    seen.append(store.frame(_ROWS, {"rows": rows}))

            beginning = _beginning(source, Path(folder))
            judge_all(store, beginning, reader, keep_run, seen.clear)
        frame = seen[0] if seen else pd.DataFrame(columns=list(_SHOWN))
    except UnreadableInput as e:
        return Sniffed(source.name, source.packing, "", "", e.problem, pd.DataFrame())
    columns = pd.DataFrame(beginning.seen.get("columns", []))
    return Sniffed(
        source.name, source.packing, encoding, reader.name, why, frame, columns, beginning.seen.get("doubts", [])
    )


def _beginning(source: Source, folder: Path) -> Source:
    """The first lines of a source, as a file of its own; all of a Parquet file."""
    if source.is_parquet:
        return source
    path = folder / "beginning"
    path.write_text("\n".join(source.head.lines[:SNIFFED_LINES]) + "\n", encoding="utf-8")
    beginning = Source(path, source.name, "none")
    beginning.packed_sha256()
    return beginning

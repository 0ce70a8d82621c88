"""The Python interface: ``import vesseltrack as vt; db = vt.open("korea.duckdb")``.

Libraries that only some methods need, such as those for maps, are imported inside these methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from vesseltrack.contacts import contacts_around
from vesseltrack.engine.step import Step
from vesseltrack.errors import WrongUse, near_or_all
from vesseltrack.methods.alerts import Alerts
from vesseltrack.methods.base import utf8
from vesseltrack.methods.contents import Contents
from vesseltrack.methods.exports import Exporting
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

if TYPE_CHECKING:
    import geopandas as gpd

    from vesseltrack.lists.load import LoadedList
    from vesseltrack.sources.reader import Reader
    from vesseltrack.sources.sniff import Sniffed


class Database(Alerts, Contents, Exporting):
    """A store and all operations on it. Use it in a ``with`` block, or close it.

    Args:
        path: the DuckDB file; made if absent. ``None`` for one in memory.
        read_only: open for reading only.
        memory_limit: such as ``"2GB"``; DuckDB's own default if ``None``.
        wait_s: how long to wait, if another program has it locked.

    Raises:
        StoreUnavailable: locked by another program, or not a vesseltrack store.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        read_only: bool = False,
        memory_limit: str | None = None,
        wait_s: float = 0,
    ) -> None:
        self.store = Store(path, read_only, memory_limit, wait_s)
        self._memory_limit = memory_limit

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"vesseltrack.Database({str(self.store.path or ':memory:')!r})"

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def load(
        self,
        *files: str | Path,
        mapping: str | Path | None = None,
        format: str | Reader | None = None,  # noqa: A002  the word of the command line
        strict: bool = True,
        encoding: str | None = None,
        progress: Callable[[Iterable[Path]], Iterable[Path]] = lambda paths: paths,
    ) -> pd.DataFrame:
        """Load AIS files, each completely or not at all.

        Args:
            files: paths, globs or folders; ``-`` alone is standard input. Each file's format is found by its contents.
            mapping: a TOML file that declares the columns of a layout we do not know.
            format: the name of a format, or a reader of your own, to use in place of what the contents say.
            strict: raise if a file could not be read (after loading the others); else only its ``note`` says so.
            encoding: of the files' text, such as ``gb18030``; taken from the mapping, or recognised from the text, if ``None``.
            progress: wraps the list of files, for a progress bar.

        Returns:
            One row per file: name, layout, rows_read = rows_kept + rows_duplicate + rows_refused, lines_aside (lines that are
            not rows), reasons, note, already.

        Raises:
            UnreadableInput: a file is missing, empty, damaged or in no known format; the others are loaded.
            WrongUse: there is no such format or encoding, or the mapping is invalid.
        """
        from vesseltrack.sources.encoding import known_encoding
        from vesseltrack.sources.load import load_files, raise_first
        from vesseltrack.sources.outcome import Loaded

        reader = chosen_reader(mapping, format)
        loaded = load_files(self.store, files, reader, progress, encoding=encoding and known_encoding(encoding))
        if strict:
            raise_first(loaded)
        return pd.DataFrame([vars(x) for x in loaded], columns=list(Loaded.__dataclass_fields__)).astype(
            {"lines_aside": "Int64"}
        )

    def load_list(
        self,
        path: str | Path,
        as_of: date | None = None,
        allow_shrunken: bool = False,
        *,
        part: str | None = None,
        complete: bool = False,
        amendment: bool = False,
        whole: bool = False,
    ) -> LoadedList:
        """Load one sanctions list as published, as a dated snapshot beside those the store holds of it.

        Args:
            path: the file; the list is recognised by its contents (see ``vesseltrack lists formats``).
            as_of: the date of the snapshot, in place of the file's own.
            allow_shrunken: accept a file that names far fewer ships than before.
            part: the file is this part of its list, and says nothing about the others.
            complete: the file is the whole list, whatever parts it names: ships not in it are not listed.
            amendment: the file only adds to its list, and says nothing about ships not in it.
            whole: the file is not truncated, although it lacks its end mark.

        Raises:
            UnreadableInput: the file is damaged, unknown, shrunken or without a single ship; the store is unchanged.
            WrongUse: ``complete`` is combined with ``part`` or ``amendment``.
        """
        from vesseltrack.lists.load import Stated, load_list

        stated = Stated(part, complete, amendment, whole, allow_shrunken)
        return load_list(self.store, Path(path), as_of, stated=stated)

    def listed(self, on: date | None = None, list_name: str | None = None) -> pd.DataFrame:
        """The ships listed today, or on a given day.

        Args:
            on: the day; today if ``None``.
            list_name: one list by its short name; all if ``None``.

        Returns:
            One row per entry, as in ``vt.tables()["listed"]``; for a ship listed several times, the row valid on that day. If a
            list gives no date of designation, the date of the first snapshot with the entry is used (``first_seen``).

        Raises:
            WrongUse: there is no such list.
        """
        from vesseltrack.engine import pipeline
        from vesseltrack.lists.load import list_names

        pipeline.load_reference(self.store)
        known = sorted({*list_names(), *(name for (name,) in self.store.rows("SELECT DISTINCT list FROM lists"))})
        if list_name is not None and utf8(list_name) not in known:
            raise WrongUse(f"there is no list {list_name}", near_or_all(list_name, known, "the lists"))
        return self.store.frame(
            _LISTED, {"on": on or datetime.now(UTC).date(), "list": utf8(list_name) if list_name else None}
        )

    def load_zones(self, path: str | Path) -> int:
        """Add geofences from a GeoJSON file; returns how many."""
        from vesseltrack import zones
        from vesseltrack.engine import pipeline

        pipeline.load_reference(self.store)
        return zones.put_zones(self.store, zones.read_zones(Path(path)))

    def detect(
        self,
        preset: str | None = None,
        settings: str | Path | None = None,
        assign: Sequence[str] = (),
        out: str | Path | None = None,
        progress: Callable[[Iterable[Step]], Iterable[Step]] = lambda steps: steps,
        cluster: str | None = None,
        exchange: str | None = None,
    ) -> gpd.GeoDataFrame:
        """Find events in all loaded fixes and score them.

        Args:
            preset: ``vesseltrack`` (default), ``gfw``, ``starboard``, ``skylight``, ``windward-8h``.
            settings: a TOML file on top of the preset.
            assign: single settings on top of both, such as ``"gaps.min_silence_h=6"``.
            out: folder to write the alert files to, if given.
            progress: wraps the list of steps, for a progress bar.
            cluster: Dask workers that help: ``local``, ``local:4``, or a scheduler's address such as ``tcp://10.0.0.5:8786``.
            exchange: folder or address (fsspec) that this machine and all workers reach; by default beside the store.

        Returns:
            The alerts, one row each, listed queue first; geometry in WGS 84. Columns as in ``vt.tables()["alerts"]``.

        Raises:
            WrongUse: unknown preset or setting; no such cluster.
        """
        from vesseltrack import report
        from vesseltrack.engine import pipeline
        from vesseltrack.engine.cluster import run_on
        from vesseltrack.settings import load_settings

        rules = load_settings(settings, preset, assign)
        with run_on(cluster, exchange, self.store.path) as run:
            pipeline.detect(self.store, rules, progress, run=run)
        if out is not None:
            report.write_alerts(self.store, rules, Path(out))
        return self.alerts()

    def table(self, name: str) -> pd.DataFrame:
        """One table of the store as a pandas frame; :func:`tables` lists the names.

        Raises:
            NotSearched: detect makes the table, and has not been run.
            WrongUse: there is no such table.
        """
        if name not in TABLES:
            raise WrongUse(f"there is no table {name}", near_or_all(name, TABLES, "the tables"))
        return self.sql(f"FROM {TABLES[name].name}")

    contacts = contacts_around


def chosen_reader(mapping: str | Path | None, format: str | Reader | None) -> Reader | None:  # noqa: A002
    """The reader a user asks for: from a mapping, by format name, or as an object; ``None`` to recognise files by contents."""
    from vesseltrack.sources.finding import reader_named
    from vesseltrack.sources.json_table import Declared
    from vesseltrack.sources.mapping import read_layout

    if mapping is not None:
        return Declared(read_layout(Path(mapping)))
    return reader_named(format) if isinstance(format, str) else format


_LISTED = """
    SELECT * REPLACE (listed_from::VARCHAR AS listed_from, listed_to::VARCHAR AS listed_to,
        first_seen::VARCHAR AS first_seen, last_seen::VARCHAR AS last_seen)
    FROM listed
    WHERE coalesce(listed_from, first_seen) <= $on AND (listed_to IS NULL OR listed_to > $on)
        AND ($list IS NULL OR list = $list)
    ORDER BY list, name, entry
"""


def open(  # noqa: A001  the verb users expect, as in io.open
    path: str | Path | None = None, read_only: bool = False, memory_limit: str | None = None
) -> Database:
    """Open a store, making it if absent. See :class:`Database`."""
    return Database(path, read_only, memory_limit)


def sniff(
    path: str | Path,
    mapping: str | Path | None = None,
    format: str | Reader | None = None,  # noqa: A002
    encoding: str | None = None,
) -> list[Sniffed]:
    """How a file (or each member of a zip) is recognised and why, with its first rows as understood."""
    from vesseltrack.sources.encoding import known_encoding
    from vesseltrack.sources.sniff import sniff as look_at

    return look_at(Path(path), chosen_reader(mapping, format), encoding=encoding and known_encoding(encoding))


def tables() -> dict[str, pd.DataFrame]:
    """The meaning of every table and column: for each table, a frame of column, type and meaning."""
    return {t.name: pd.DataFrame([vars(c) for c in t.columns]) for t in TABLES.values()}

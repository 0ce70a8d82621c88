"""Parquet read by compiled code gives what SQL gives: every table of the store, row for row, of plain and of hostile rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.sources import lane, parquet_lane, parquet_texts
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store

from builders.examples import examples
from builders.lanes import reads_of

pytest.importorskip("numba")
LATE = datetime(2030, 1, 1)
TABLES = ("fixes", "statics", "stations", "rejects", "reject_counts", "files", "file_columns", "ids")
NAMES = (
    "MMSI", "BaseDateTime", "LAT", "LON", "SOG", "COG", "Heading", "VesselName", "IMO", "CallSign", "VesselType", "Status", "Length",
    "Draft", "Cargo", "TransceiverClass",
)  # fmt: skip
T0 = datetime(2020, 1, 1, 0, 0, 1)
PLAIN = (
    366982330,
    T0,
    29.12345,
    -90.5,
    10.2,
    45.5,
    44.0,
    "BLUE STAR",
    "IMO9101209",
    "WXY1",
    "70",
    "0",
    120.0,
    5.5,
    "70",
    "A",
)
NAN = float("nan")


def kinds(ident: pa.DataType, unit: str, number: pa.DataType) -> pa.Schema:
    """The types of the columns of a file."""
    numbers = dict.fromkeys(("LAT", "LON"), pa.float64()) | dict.fromkeys(
        ("SOG", "COG", "Heading", "Length", "Draft"), number
    )
    types = {"MMSI": ident, "BaseDateTime": pa.timestamp(unit)} | numbers
    return pa.schema([(name, types.get(name, pa.string())) for name in NAMES])


def write(path: Path, rows: Sequence[Sequence[Any]], schema: pa.Schema, group: int = 3) -> Path:
    """A Parquet file of some rows."""
    columns = [pa.array(column, type_) for column, type_ in zip(zip(*rows, strict=True), schema.types, strict=True)]
    pq.write_table(pa.table(columns, schema=schema), path, row_group_size=group)
    return path


def loaded(monkeypatch: pytest.MonkeyPatch, path: Path, on: bool) -> tuple[dict[str, list[str]], list[tuple[int, int]]]:
    """All that a load leaves in the store and says; and how many rows the lane took and left, if it read the file."""
    with monkeypatch.context() as patched, Store() as store:
        patched.setattr(parquet_lane, "LEAST_ROWS", 0 if on else 1 << 62)
        read = reads_of(patched, parquet_lane.ColumnLane)
        patched.setattr(lane, "_WORTH_IT", 2)
        found = load_files(store, [path], now=LATE)
        rows = {t: store.rows(f"SELECT * {'EXCLUDE (loaded_at)' if t == 'files' else ''} FROM {t}") for t in TABLES}
    said = [
        repr((f.rows_read, f.rows_kept, f.rows_duplicate, f.reasons, f.note, f.problem and str(f.problem)))
        for f in found
    ]
    return {t: sorted(map(repr, r)) for t, r in rows.items()} | {"said": said}, read


def agree(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[tuple[int, int]]:
    """Load with and without the lane, compare, and say what the lane read."""
    by_sql, none = loaded(monkeypatch, path, False)
    by_lane, read = loaded(monkeypatch, path, True)
    assert not none
    for table, rows in by_sql.items():
        assert by_lane[table] == rows, table
    return read


def changed(**values: Any) -> tuple[Any, ...]:
    """The plain row with other values."""
    return tuple(values.get(name, value) for name, value in zip(NAMES, PLAIN, strict=True))


@pytest.mark.parametrize(
    ("row", "plain"),
    [
        (changed(), True),
        (changed(SOG=None, COG=None, Heading=None), True),
        (changed(VesselName=None, Draft=None), True),
        (changed(Heading=359.6), True),
        (changed(LAT=91.0), False),
        (changed(LAT=None), False),
        (changed(LON=180.0), False),
        (changed(LON=-0.0), False),
        (changed(SOG=NAN), False),
        (changed(SOG=102.4), False),
        (changed(BaseDateTime=None), False),
        (changed(BaseDateTime=datetime(2031, 1, 1)), False),
        (changed(MMSI=None), False),
        (changed(MMSI=3669999), False),
        (changed(VesselName="ends in a line\n"), True),
    ],
)
def test_what_is_plain_goes_through_the_lane(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: tuple[Any, ...], plain: bool
) -> None:
    path = write(tmp_path / "a.parquet", [PLAIN, row, changed(MMSI=366982331)], kinds(pa.int64(), "us", pa.float64()))
    assert agree(monkeypatch, path) == [(3, 0) if plain else (2, 1)]


def test_a_refused_row_keeps_its_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [PLAIN, PLAIN, changed(LAT=91.0), changed(MMSI=366982331), changed(LON=181.0)]
    path = write(tmp_path / "a.parquet", rows, kinds(pa.int64(), "us", pa.float64()), group=2)
    assert agree(monkeypatch, path) == [(3, 2)]
    with Store() as store:
        monkeypatch.setattr(parquet_lane, "LEAST_ROWS", 0)
        load_files(store, [path], now=LATE)
        assert store.rows("SELECT line, reason FROM rejects ORDER BY line") == [(3, "no_position"), (5, "no_position")]


def test_nan_is_nothing_said(tmp_path: Path) -> None:
    rows = [PLAIN, changed(SOG=NAN, COG=NAN), changed(LAT=NAN), changed(LON=NAN)]
    with Store() as store:
        load_files(
            store, [write(tmp_path / "a.parquet", rows, kinds(pa.int64(), "us", pa.float64()), group=4)], now=LATE
        )
        fixes = store.rows("SELECT lat, lon, sog_kn, cog_deg FROM fixes ORDER BY sog_kn")
        refused = store.rows("SELECT line, reason FROM rejects ORDER BY line")
    assert fixes == [(29.12345, -90.5, pytest.approx(10.2), 45.5), (29.12345, -90.5, None, None)]
    assert refused == [(3, "no_position"), (4, "no_position")]


def test_nan_is_nothing_said_where_the_file_notes_finite_values_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # NaN shares its row group with a number: the group's smallest and largest value are that number
    rows = [PLAIN, changed(BaseDateTime=None, LAT=NAN), changed(BaseDateTime=None, LAT=0.0)]
    path = write(tmp_path / "a.parquet", [PLAIN, *rows], kinds(pa.int64(), "us", pa.float64()), group=2)
    agree(monkeypatch, path)
    with Store() as store:
        load_files(store, [path], now=LATE)
        texts = [text for (text,) in store.rows("SELECT raw FROM rejects ORDER BY line")]
    assert len(texts) == 2 and [text.split(",")[2] for text in texts] == ["", "0.0"]


@pytest.mark.parametrize(
    "rows",
    [
        [PLAIN, changed(LAT=91.0, TransceiverClass="A\n")],  # the text of the refused row would lose its last letter
        [PLAIN, changed(Draft=-0.0)],  # its bits stand for none
    ],
)
def test_the_lane_is_left_where_it_would_differ(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: list[tuple[Any, ...]]
) -> None:
    assert agree(monkeypatch, write(tmp_path / "a.parquet", rows, kinds(pa.int64(), "us", pa.float64()))) == []


def test_too_many_texts_are_left_to_sql(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parquet_texts, "MOST_TEXTS", 4)
    rows = [changed(VesselName=f"NAME {i}") for i in range(9)]
    assert agree(monkeypatch, write(tmp_path / "a.parquet", rows, kinds(pa.int64(), "us", pa.float64()))) == []


def test_numbers_in_text_are_left_to_sql(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    row = [str(value) for value in PLAIN]
    assert agree(monkeypatch, write(tmp_path / "a.parquet", [row, row], schema)) == []


NUMBERS = st.one_of(
    st.none(), st.sampled_from([0.0, -0.0, 91.0, 181.0, 180.0, -180.0, 102.2, 102.3, 102.35, 511.0, 360.0, 359.99999, NAN, float("inf"), 12.5]),
    st.floats(-200, 200, width=32),
)  # fmt: skip
IDS = st.sampled_from(
    [366982330, 366982331, 201000000, 775999999, 776000000, 3669999, 111366999, 970123456, 982366999, 0, -5, None]
)
TIMES = st.one_of(
    st.none(), st.sampled_from([datetime(1999, 12, 31), datetime(2031, 1, 1), T0]), st.integers(0, 9).map(lambda s: T0 + timedelta(seconds=s))
)  # fmt: skip
WORDS = st.sampled_from(
    [
        None,
        "",
        " ",
        "A",
        "B",
        "BLUE STAR",
        "@@@",
        "0",
        "15",
        "16",
        "undefined",
        "IMO9101209",
        "é",
        "a\nb",
        "x" * 50,
        "70",
    ]
)
ROWS = st.lists(
    st.one_of(
        st.just(PLAIN),
        st.tuples(IDS, TIMES, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, *[WORDS] * 5, NUMBERS, NUMBERS, WORDS, WORDS),
        st.tuples(IDS, TIMES, *map(st.just, PLAIN[2:11]), WORDS, *map(st.just, PLAIN[12:])),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ROWS,
    st.sampled_from([pa.int64(), pa.int32(), pa.string()]),
    st.sampled_from(["us", "ns", "ms"]),
    st.booleans(),
    st.integers(1, 5),
)
def test_any_rows_are_read_alike(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    rows: list[tuple[Any, ...]],
    ident: pa.DataType,
    unit: str,
    single: bool,
    group: int,
) -> None:
    if ident == pa.string():
        rows = [(None if row[0] is None else str(row[0]), *row[1:]) for row in rows]
    schema = kinds(ident, unit, pa.float32() if single else pa.float64())
    path = write(
        tmp_path / "a.parquet", [PLAIN if ident != pa.string() else (str(PLAIN[0]), *PLAIN[1:]), *rows], schema, group
    )
    agree(monkeypatch, path)

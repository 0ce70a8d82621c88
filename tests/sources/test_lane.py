"""The fast lane reads what SQL reads: every table of the store, row for row, of real files and of hostile rows."""

import gzip
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.sources import lane
from vesseltrack.sources.counting import COMPILED_FROM, LineCount
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store

from builders.examples import examples
from builders.lanes import reads_of
from builders.paths import SHARED, needs_shared

pytest.importorskip("numba")
LATE = datetime(2030, 1, 1)
TABLES = ("fixes", "statics", "stations", "rejects", "reject_counts", "files", "file_columns", "ids")
HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass"
)
PLAIN = [
    "366982330",
    "2020-01-01T00:00:01",
    "29.12345",
    "-90.5",
    "10.2",
    "45.5",
    "44",
    "BLUE STAR",
    "IMO9101209",
    "WXY1",
    "70",
    "0",
    "120",
    "20",
    "5.5",
    "70",
    "A",
]
ODD = [
    "", " ", "0", "-0", "-0.0", "+5", "5.", ".5", "1e1", "1E+08", "nan", "NaN", "inf", "91", "181", "91.0", "-181", "180",
    "180.0",
    "102.2", "102.3", "102.35", "102.36", "1023", "511", "359.99999", "360", "0.1234567890123", "12.34567890123456789",
    "123456789012", "1234567890123456", "00012", "3.0", "-3", "127", "128", "709", "7 0", "0x10", "1_0", "12,5", "é", "\x7f",
    "é\x80", "@@@", "None", "Unknown", '""', '"A, B"', '"A ""B"""', "undefined", "16", "15", "0.5", "9.5", "IMO12345678",
]  # fmt: skip
TIMES = [
    "2020-01-01 00:00:01", "2020-01-01T23:59:59", "2020-02-29T00:00:00", "2021-02-29T00:00:00", "2020-01-01T24:00:00",
    "2020-01-01T00:60:00", "2020-01-01T00:00:60", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01.5", "2020-01-01T00:00:01+09:00",
    "2020-01-01T00:00:01 UTC", "2020/01/01 00:00:01", "2020.01.01 00:00:01", "2020-13-01T00:00:00", "2020-00-10T00:00:00",
    "1999-12-31T23:59:59", "2031-01-01T00:00:00", "1577836801", "1577836801000", "2020-01-01", "2020-1-1 0:00:01",
    "2020-01-01t00:00:01",
]  # fmt: skip
NUMBERS = [
    "366982331", "201000000", "775999999", "776000000", "200999999", "2010000", "003669999", "111366999", "970123456",
    "982366999",
    "993669999", "36698233", "3669823301", "366982330.0", "3.67E+08", "a1b2c3d4e5f6", " 366982330", "+366982330", "0366982330",
]  # fmt: skip


@pytest.fixture
def any_size(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], list[tuple[int, int]]]:
    """Turns the lane on or off for files of any size; gives rows taken by it and lines left, of each file it read to the end."""
    read = reads_of(monkeypatch, lane._Lane)

    def turned(on: bool) -> list[tuple[int, int]]:
        monkeypatch.setattr(lane, "LEAST_BYTES", 0 if on else 1 << 62)
        read.clear()
        return read

    return turned


def loaded(paths: Sequence[Path]) -> dict[str, list[str]]:
    """All that a load leaves in the store, and what it says."""
    with Store() as store:
        found = load_files(store, paths, now=LATE)
        rows = {t: store.rows(f"SELECT * {'EXCLUDE (loaded_at)' if t == 'files' else ''} FROM {t}") for t in TABLES}
    said = [
        repr((f.name, f.rows_read, f.rows_kept, f.rows_duplicate, f.reasons, f.note, f.problem and str(f.problem)))
        for f in found
    ]
    return {t: sorted(map(repr, r)) for t, r in rows.items()} | {"said": said}


def agree(any_size: Callable[[bool], list[tuple[int, int]]], paths: Sequence[Path]) -> list[tuple[int, int]]:
    """Load with and without the lane, compare, and say what the lane read."""
    any_size(False)
    by_sql = loaded(paths)
    read = any_size(True)
    by_lane = loaded(paths)
    for table, rows in by_sql.items():
        assert by_lane[table] == rows, table
    return list(read)


def real_tables() -> Iterator[Path]:
    yield from (p for p in sorted((SHARED / "real").rglob("*.csv*")) if p.is_file() and "gulf" not in p.name)


@needs_shared
@pytest.mark.parametrize("path", list(real_tables()), ids=lambda p: p.name)
def test_real_files_are_read_alike(any_size: Callable[[bool], list[tuple[int, int]]], path: Path) -> None:
    agree(any_size, [path])


def test_plain_rows_go_through_the_lane(any_size: Callable[[bool], list[tuple[int, int]]], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    odd = [*PLAIN[:2], "91", *PLAIN[3:]]
    path.write_text(
        "\n".join(
            [HEADER, ",".join(PLAIN), ",".join(PLAIN), "", ",".join(odd), ",".join([*PLAIN[:4], "0", *PLAIN[5:]])]
        )
    )
    assert agree(any_size, [path]) == [(3, 1)]
    any_size(True)
    found = loaded([path])
    assert found["fixes"] == [
        "(366982330, datetime.datetime(2020, 1, 1, 0, 0, 1), 29.12345, -90.5, 0.0, 45.5, 44, None, 0, 'A', 1, None)",
        "(366982330, datetime.datetime(2020, 1, 1, 0, 0, 1), 29.12345, -90.5, 10.199999809265137, 45.5, 44, None, 0, 'A', 1, None)",
    ]
    assert found["rejects"] == [f"(1, 5, 'no_position', '{','.join(odd)}')"]
    assert "'BLUE STAR', 9101209, 'WXY1', 70, 120.0, 20.0, 5.5" in found["statics"][0]


@st.composite
def rows(draw: st.DrawFn) -> list[str]:
    """A row of which a few fields are odd."""
    row = list(PLAIN)
    row[0] = draw(st.sampled_from([PLAIN[0], "440000001", "440000002", *NUMBERS[:3]]))
    row[1] = f"2020-01-0{draw(st.integers(1, 3))}T0{draw(st.integers(0, 3))}:0{draw(st.integers(0, 2))}:00"
    row[2] = draw(st.sampled_from(["29.1", "29.12345", "-90", "0.0001"]))
    for at in draw(st.lists(st.sampled_from(range(17)), max_size=2)):
        row[at] = draw(st.sampled_from(NUMBERS if at == 0 else TIMES if at == 1 else ODD))
    return row


@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(rows(), min_size=8, max_size=40),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 60),
    st.booleans(),
    st.sampled_from(["", "blank", "short", "long", "cr", "nul", "quote", "mixed"]),
)
def test_hostile_rows_are_read_alike(
    any_size: Callable[[bool], list[tuple[int, int]]],
    tmp_path: Path,
    body: list[list[str]],
    end: str,
    at: int,
    packed: bool,
    wrong: str,
) -> None:
    lines = [HEADER, *[",".join(PLAIN)] * 30, *(",".join(row) for row in body)]
    odd = {"blank": "", "short": "366982330,2020-01-01T00:00:01", "long": lines[1] + ",x", "cr": lines[1].replace("STAR",
    "ST\rAR"),
           "nul": lines[1].replace("STAR", "ST\0R"), "quote": lines[1].replace("STAR",
           'ST"R'), "mixed": lines[1] + "\r"}  # fmt: skip
    if wrong:
        lines.insert(min(at + 1, len(lines)), odd[wrong])
    path = tmp_path / ("a.csv.gz" if packed else "a.csv")
    text = (end.join(lines) + end * (at % 2)).encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(text) if packed else text)
    agree(any_size, [path])


def test_other_files_and_runs_hold_duplicates(
    any_size: Callable[[bool], list[tuple[int, int]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs of a few rows, out of order, the same rows again in another file, many at one time: what is kept is kept once."""
    chance = random.Random(1)
    texts = []
    for _ in range(3):
        some = []
        for _ in range(400):
            row = list(PLAIN)
            row[0], row[1] = f"44000000{chance.randrange(3)}", f"2020-01-01T00:00:{chance.randrange(3):02}"
            row[4] = str(chance.randrange(40))
            some.append(",".join(row))
        texts.append(some)
    paths = [tmp_path / f"{n}.csv" for n in range(3)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text("\n".join([HEADER, *text]) + "\n")
    monkeypatch.setattr(lane, "RUN", 50)
    monkeypatch.setattr(lane, "FEW", 0)
    assert agree(any_size, paths) == [(400, 0)] * 3
    any_size(True)
    distinct = {line for text in texts for line in text}
    assert len(loaded(paths)["fixes"]) == len(distinct)


@pytest.mark.parametrize("block", [300, 1000])
def test_blocks_are_cut_anywhere(
    any_size: Callable[[bool], list[tuple[int, int]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    path = tmp_path / "a.csv"
    lines = [",".join([*PLAIN[:1], f"2020-01-01T00:{n:02}:00", *PLAIN[2:]]) for n in range(60)]
    path.write_text("\n".join([HEADER, *lines]))
    monkeypatch.setattr(lane, "BLOCK", block)
    assert agree(any_size, [path]) == [(60, 0)]


def test_without_compiled_code_sql_reads_all(
    any_size: Callable[[bool], list[tuple[int, int]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "is_compiled", lambda: False)
    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEADER, ",".join(PLAIN)]))
    assert agree(any_size, [path]) == []


_LONG = "y" * 3000
PIECES = st.lists(
    st.sampled_from(
        [
            "a,b",
            "12,,3\n",
            "\n",
            "\r\n",
            "\r",
            '"',
            "\0",
            "x" * 70,
            "n,o\n" * 60,
            _LONG,
            "1,2,3,4,5\n" * 900,
            "\n\n",
            ",",
        ]
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("text", "lines", "delimiters", "blank", "tidy"),
    [
        (b"a,b\n" * 50, 50, 50, 0, True),
        (b"a,b\n" * 50 + b"\n" + b"a,b\n" * 50, 101, 100, 1, True),
        (b"\n" + b"a,b\n" * 50, 51, 50, 1, True),
        (b"a,b\r\n" * 50, 50, 50, 0, True),
        (b"a,b\n" * 50 + b'"a,b",c\n', 51, 51, 0, True),
        (b"a,b\n" * 50 + b"a\rb\n" + b"a,b\n" * 50, 101, None, 0, False),
        (b"a,b\n" * 50 + b"a\0b\n" + b"a,b\n" * 50, 101, None, 0, False),
        (b"a,b\n" * 50 + b"a" * 3000 + b"\n" + b"a,b\n" * 50, 101, 100, 0, True),
    ],
)
def test_compiled_code_counts_lines_and_delimiters(
    text: bytes, lines: int, delimiters: int | None, blank: int, tidy: bool
) -> None:
    counted = LineCount(b",", size=COMPILED_FROM)
    counted.add(text[:2])
    counted.add(text[2:])
    counted.close()
    assert (counted.lines, counted.blank, counted.tidy) == (lines, blank, tidy)
    assert delimiters is None or counted.delimiters == delimiters


@settings(max_examples=examples(300), deadline=None)
@given(PIECES, st.integers(1, 5000))
def test_compiled_code_counts_what_numpy_counts(pieces: list[str], cut: int) -> None:
    text = "".join(pieces).encode()
    found = []
    for size in (0, COMPILED_FROM):
        counted = LineCount(b",", size=size)
        for at in range(0, len(text), cut):
            counted.add(text[at : at + cut])
        counted.close()
        tidy = counted.delimiters if counted.tidy else None
        found.append((counted.lines, counted.blank, counted.blanks, counted.endless, counted.tidy, tidy))
    assert found[0] == found[1]

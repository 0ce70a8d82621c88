"""The ledger: every line of a file is in a row, refused with its number, or counted aside; and nothing vanishes."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vesseltrack as vt
from vesseltrack.sources import table as table_module
from vesseltrack.sources.layout import Layout
from vesseltrack.sources.packing import sources_of
from vesseltrack.sources.plain import PLAIN
from vesseltrack.sources.splitter import Splitter, fields_of
from vesseltrack.sources.table import Table, pour_table

from builders.examples import examples
from builders.formats import ENVELOPE
from builders.nmea import POSITION, sentence

HEAD = "mmsi,time,lat,lon,name"


def rows(n: int, name: str = "EVER", first: int = 0) -> list[str]:
    return [f"4401234{i:02},2026-11-16T00:{i:02}:05,35.1,129.05,{name}" for i in range(first, first + n)]


@pytest.fixture
def db():
    with vt.open() as database:
        yield database


def load(db, path: Path, text: str | bytes):
    """Load a text; returns rows read and kept, the refused lines by reason, lines aside, and the note."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    loaded = db.load(path).iloc[0]
    assert loaded.rows_read == loaded.rows_kept + loaded.rows_duplicate + loaded.rows_refused
    refused = db.sql("SELECT line, reason FROM rejects ORDER BY line").to_numpy().tolist()
    return loaded.rows_read, loaded.rows_kept, [tuple(r) for r in refused], loaded.lines_aside, loaded.note


QUOTED = '"' + '","'.join(["440123499", "2026-11-16T01:00:05", "35.1", "129.05", "EVER"]) + '"'


@pytest.mark.parametrize(
    ("text", "read", "refused", "aside"),
    [
        # a quote that does not open its field is a letter
        ("\n".join([HEAD, *rows(5), *rows(1, 'blank " A', 5), *rows(24, first=6)]), 30, [], 1),
        ("\n".join([HEAD, *rows(1, 'A " b'), *rows(1, 'c " D', 1), *rows(3, first=2)]), 5, [], 1),
        ("\n".join([HEAD, *rows(1, ' "A'), *rows(1, 'D" ', 1), *rows(3, first=2)]), 5, [], 1),
        # quoted as it should be: doubled, with delimiters and line ends inside
        ("\n".join([HEAD, *rows(1, '"EVER ""X"", 9"'), *rows(3, first=1)]), 4, [], 1),
        ("\n".join([HEAD, *rows(1, '"EV\nER"'), *rows(1, '"EV\r\n\r\nER"', 1), *rows(1, "", 2), "cut"]), 4, [(8, "unparsable")], 1),
        # a quote that is never closed costs its line; one closed in a later row as well
        ("\n".join([HEAD, *rows(1), *rows(1, '"EVER', 1), *rows(30, first=2)]), 32, [(3, "unparsable")], 1),
        ("\n".join([HEAD, *rows(1, '"EVER'), *rows(1, 'EVER"', 1), *rows(3, first=2)]), 5, [(2, "unparsable")], 1),
        # line ends
        ("\r".join([HEAD, *rows(20)]) + "\r", 20, [], 1),
        ("\r".join([HEAD, *rows(20)]) + "\n", 20, [], 1),
        ("\r\r\n".join([HEAD, *rows(20)]) + "\r\r\n", 20, [], 1),
        ("\n\n\r".join([HEAD, *rows(20)]), 20, [], 21),
        ("\n".join([HEAD, *rows(2), *rows(1, "EV\rER", 2), *rows(3, first=3)]), 6, [], 1),
        ("\n".join([HEAD, *rows(2), QUOTED + "\r", *rows(3, first=3)]).replace("\r\n", "\r\r\n"), 6, [], 1),
        ("\n".join([HEAD, "\r".join(rows(3)), *rows(10, first=3)]), 13, [], 1),
        ("\n".join([HEAD, "\r".join([*rows(2), "cut"]), *rows(10, first=3)]), 13, [(2, "unparsable")], 1),
        (HEAD + "\r\r\n" + "\r\n".join([*[QUOTED] * 2, "x", QUOTED]), 4, [(4, "unparsable")], 1),
        # what stands above the header, and behind it
        ("\n".join(["AIS export", "", HEAD, *rows(4), "cut off li", *rows(5, first=4)]), 10, [(8, "unparsable")], 3),
        ("\n".join(['an "export', HEAD, *rows(4)]), 4, [], 2),
        ("\n".join([HEAD.replace(",", ";") + ",,", *(r.replace(",", ";") for r in rows(4)), "x"]), 5, [(6, "unparsable")], 1),
        ("\n".join([HEAD + ",,,", *rows(4)]), 4, [], 1),
        ("\n".join([HEAD + ",,,", *(r + ",,," for r in rows(4))]), 4, [], 1),
        ("\n".join([HEAD, *(r + ",," for r in rows(4))]), 4, [], 1),
        # tails
        ("\n".join([HEAD, *rows(4)]) + "\n\x1a", 4, [], 2),
        ("\n".join([HEAD, *rows(4)]) + "\n\n\n", 4, [], 3),
        ("\n".join([HEAD, *rows(4), ",,,,", "\0\0\0"]), 6, [(6, "no_id"), (7, "unparsable")], 1),
        # ragged: a name with a comma moves what stands behind it, be the last columns empty or not
        ("\n".join([HEAD + ",sog,cog", *(r + ",," for r in rows(3, "EVER, GLORY")), *(r + ",1,2" for r in rows(4, first=3))]),
         7, [(2, "unparsable"), (3, "unparsable"), (4, "unparsable")], 1),
        ("\n".join([HEAD, *rows(2), "", "", "1,2", "x" * 3_000_000, *rows(3, first=2)]), 7, [(6, "unparsable"), (7, "unparsable")], 3),
    ],
)  # fmt: skip
def test_every_line_of_a_table_is_accounted_for(db, tmp_path, text, read, refused, aside):
    distinct = read - len(refused) - max(text.count(QUOTED) - 1, 0)
    assert load(db, tmp_path / "a.csv", text)[:4] == (read, distinct, refused, aside)


@pytest.mark.parametrize(
    ("lons", "said"),
    [
        (
            (129.05, 200.5, 359.9),
            "2 rows have latitudes over 90 or longitudes over 180: of longitudes counted from 0 to 360",
        ),
        (
            (200.5, 359.9),
            "not one row can be kept: latitudes over 90 or longitudes over 180: of longitudes counted from 0",
        ),
        ((*[129.05] * 20, 200.5), ""),  # one wrong position among many
    ],
)
def test_of_longitudes_up_to_360_it_is_said_what_to_do(db, tmp_path, lons, said):
    lines = [f"440123401,2026-11-16T00:{n:02}:05,35.1,{lon},EVER" for n, lon in enumerate(lons)]
    read, kept, refused, _, note = load(db, tmp_path / "f.csv", "\n".join([HEAD, *lines]) + "\n")
    assert (read, kept) == (len(lons), sum(lon <= 180 for lon in lons))
    assert [reason for _, reason in refused] == ["out_of_range"] * (read - kept)
    assert said in note and bool(said) is ("take 360 from" in note)


@pytest.mark.parametrize(
    ("name", "fast"),
    [
        ('"EVER, GLORY"', True),
        ('"EVER ""X"", 9"', True),
        ('"""EVER"", X"', True),
        ('"X ""EVER"""', True),
        ('""', True),
        ('"a,"",""b"', True),
        ('"EVER"" X', False),
        ('EVER "X"', False),
        (' "EVER"', False),
        ('EVER ""X""', False),
        ('"EVER" ', False),
        ('"EV\nER"', False),
    ],
)
def test_quotes_that_are_where_they_belong_are_read_fast(db, tmp_path, name, fast):
    text = "\n".join([HEAD, *rows(3), *rows(1, name, 3), *rows(3, first=4)])
    read, _, refused, _, note = load(db, tmp_path / "a.csv", text)
    assert (read, len(refused), "slow, exact way" not in note) == (7, name == '"EVER"" X', fast)


@pytest.mark.parametrize("packing", ["none", "gz", "zip"])
def test_a_row_lost_on_the_fast_way_is_found_on_the_slow_one(db, tmp_path, monkeypatch, packing):
    """A reader that drops rows, or gives one twice for each it drops, is caught by the count."""
    fast = table_module.csv_relation
    monkeypatch.setattr(table_module, "csv_relation", lambda *a: f"(FROM {fast(*a)} WHERE c0 <> '440123403')")
    text = "\n".join([HEAD, *rows(9)]).encode()
    packed = {"none": text, "gz": gzip.compress(text), "zip": zipped(text)}[packing]
    read, kept, _, _, note = load(db, tmp_path / "a", packed)
    assert (read, kept) == (9, 9) and "slow, exact way" in note


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
@pytest.mark.parametrize("behind", ["padding", "more", "junk", "cut"])
def test_what_stands_behind_a_packed_text_is_read_or_keeps_the_file_out(db, tmp_path, pack, behind):
    """The usual libraries pass over what follows and cannot be unpacked: a second part that is damaged would vanish."""
    text, more = "\n".join([HEAD, *rows(4), ""]).encode(), "\n".join(rows(4, first=4)).encode()
    after = {"padding": b"\0" * 64, "more": pack(more), "junk": b"x" + pack(more), "cut": pack(more)[:-6]}[behind]
    if behind in ("padding", "more"):
        assert load(db, tmp_path / "a", pack(text) + after)[0] == (4 if behind == "padding" else 8)
    else:
        with pytest.raises(vt.UnreadableInput, match="cut off or damaged"):
            load(db, tmp_path / "a", pack(text) + after)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("letters", [1_050_000, 2_100_000, 5_000_000])
def test_a_line_that_is_cut_is_no_row_though_it_has_all_columns(db, tmp_path, pack, letters):
    text = "\n".join([HEAD, *rows(2), *rows(1, "A" * letters, 2), *rows(2, first=3)])
    assert load(db, tmp_path / "a", pack(text.encode()))[:3] == (5, 4, [(4, "unparsable")])


@pytest.mark.parametrize("broken", ["_row", "_refuse", "through"])
def test_a_row_lost_on_the_slow_way_keeps_the_file_out(db, tmp_path, monkeypatch, broken):
    right = getattr(Splitter, broken)
    wrong = {
        "_row": lambda self, number, fields: right(self, number, fields) * (number != 3),
        "_refuse": lambda self, line, lines=1: None,
        "through": lambda self, chunks: right(self, (c.replace(b"\n440123404", b"") for c in chunks)),
    }
    monkeypatch.setattr(Splitter, broken, wrong[broken])
    (tmp_path / "a.csv").write_text("\n".join([HEAD, *(r.replace("EVER", '"EVER"') for r in rows(9)), 'cut "off"']))
    with pytest.raises(vt.UnreadableInput, match="by one count and"):
        db.load(tmp_path / "a.csv")
    assert db.table("files").empty and db.table("fixes").empty


def zipped(data: bytes, name: str = "a.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        z.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    "pack",
    [
        lambda b: gzip.compress(gzip.compress(b)), lambda b: gzip.compress(zipped(b)), lambda b: zipped(zipped(b), "a.zip"),
        lambda b: gzip.compress(lzma.compress(b)), lambda b: zstandard.compress(bz2.compress(b)),
        lambda b: gzip.compress(zipped(gzip.compress(b))),
    ],
)  # fmt: skip
def test_one_packing_in_another(db, tmp_path, pack):
    assert load(db, tmp_path / "a", pack("\n".join([HEAD, *rows(9)]).encode()))[:2] == (9, 9)


def test_a_zip_of_several_in_another_packing_is_refused_aloud(db, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        z.writestr("a.csv", HEAD)
        z.writestr("b.csv", HEAD)
    (tmp_path / "a.gz").write_bytes(gzip.compress(packed.getvalue()))
    with pytest.raises(vt.UnreadableInput, match="unpack it first"):
        db.load(tmp_path / "a.gz")


def test_one_bad_file_stops_no_other(db, tmp_path, monkeypatch):
    def fails(*_):
        raise AttributeError("a fault of ours")

    bad = [
        "\r" * 50,
        "\n" * 50,
        '"',
        '"' * 999,
        "\xef",
        "{",
        "PAR1",
        "\x1f\x8b",
        "PK\x03\x04",
        "",
        "\0",
        f"{HEAD}\r",
        "!AIVDM,",
        "[" * 9999,
    ]
    for i, text in enumerate(bad):
        (tmp_path / f"{i:02}").write_bytes(text.encode("latin-1"))
    (tmp_path / "zz.csv").write_text("\n".join([HEAD, *rows(9)]))
    loaded = db.load(tmp_path, strict=False)
    assert len(loaded) == len(bad) + 1 and loaded.rows_kept.tolist() == [0] * len(bad) + [9]
    monkeypatch.setattr(Layout, "recognise", fails)
    (tmp_path / "y.csv").write_text("\n".join([HEAD, *rows(8)]))
    loaded = db.load(tmp_path / "y.csv", tmp_path / "12", strict=False)
    assert "a fault of ours" in loaded.note[0]


GOOD = f"\\c:1668046497*00\\{sentence(POSITION)}"


DAMAGED = [
    "!AIV", "!AI", "!", sentence(POSITION).lower(), sentence(POSITION)[1:], sentence(POSITION)[:20], "hello!", "costs $5", "\0\0\0",
    sentence(POSITION).replace("!", "$"), sentence(POSITION).replace("VDM", "VDN"), sentence(POSITION).replace("VDM", "XDM"),
    "\\s:AISD*3F\\!AIV",
]  # fmt: skip
OTHERS = [
    "$GPGGA,1,2*00", "$PGHP,1,2*00", "!ANALR,1*00", "!AIABM,1,1*00", "# " + sentence(POSITION), "\\s:AISD*3F\\", "",
    "\\s:AISD*3F\\$GPGGA,1*00",
]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_line_of_a_log_is_accounted_for(db, tmp_path, end):
    lines = [GOOD, *DAMAGED, *OTHERS, GOOD.replace("497*", "498*"), ""]
    read, kept, refused, aside, _ = load(db, tmp_path / "a.nmea", end.join(lines))
    assert (read, kept, aside) == (2 + len(DAMAGED), 2, len(OTHERS))
    assert refused == [(line, "unparsable") for line in range(2, 2 + len(DAMAGED))]


def test_what_was_a_sentence_beside_one_that_is_is_refused(db, tmp_path):
    text = f"{GOOD}!AIVD\n{GOOD.replace('497*', '498*')}{sentence(POSITION).lower()}\n"
    read, kept, lines, aside, _ = load(db, tmp_path / "a.nmea", text)
    assert (read, kept, lines, aside) == (4, 2, [(1, "unparsable"), (2, "unparsable")], 0)


def test_a_message_lost_by_the_decoder_keeps_the_log_out(db, tmp_path, monkeypatch):
    decode = import_module("vesseltrack.sources.nmea.decode")
    messages = decode._messages
    monkeypatch.setattr(decode, "_messages", lambda *a: (t.slice(1) for t in messages(*a)))
    (tmp_path / "a.nmea").write_text(f"{GOOD}\n{GOOD}\n")
    with pytest.raises(vt.UnreadableInput, match="by one count and"):
        db.load(tmp_path / "a.nmea")


def test_json_lines_are_numbered_as_in_the_file(db, tmp_path):
    good = json.dumps(ENVELOPE)
    text = "\r\n".join([good, "", "  ", "{broken", good.replace("00:00:05", "00:01:05")])
    assert load(db, tmp_path / "a.ndjson", text)[:4] == (3, 2, [(4, "unparsable")], 2)


def test_the_ledger_holds_the_lines(db, tmp_path):
    load(db, tmp_path / "a.csv", "\n".join(["title", HEAD, *rows(3), "", "x"]))
    assert db.table("files")[["lines", "lines_aside", "rows_read"]].to_numpy().tolist() == [[7, 3, 4]]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a,b", ["a", "b"]), ("", [""]), (",", ["", ""]), ('"a,b",c', ["a,b", "c"]), ('"a""b",c', ['a"b', "c"]), ('a"b,c', ['a"b', "c"]),
        ('"",c', ["", "c"]), ('"a" ,c', ["a", "c"]), (' "a",c', [' "a"', "c"]), ('"a"b,c', None), ('"a,b', None), ('a,"', None), ('a,""', ["a", ""]),
        ('"""",b', ['"', "b"]),
    ],
)  # fmt: skip
def test_quotes_are_read_as_rfc_4180_has_them(line, fields):
    found = fields_of(line.encode(), b",")
    assert (found.whole, [f.decode() for f in found.done]) == (True, fields) if fields else not found.whole


class Taken:
    """Takes the rows of a table as they are."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.rows, self.refused, self.said = [], [], None

    def take_sql(self, select, raw="raw"):
        self.rows = duckdb.connect().execute(select).fetchall()
        return len(self.rows)

    def set_aside(self, lines, texts):
        self.refused += lines

    def describe(self, fitted):
        pass

    def account(self, rows, in_rows=None, aside=0, passed=()):
        self.said = (rows, in_rows, aside)

    def note(self, text):
        pass


LETTERS = st.text(alphabet='abcXYZ 0"",;\'|\n\r\t鲁渔호丸Ü', max_size=9)


def spelt(field: str, delimiter: str, always: bool) -> str:
    """A field as RFC 4180 has it written, or with quotes as letters where that is as clear."""
    must = field.startswith('"') or any(c in field for c in f"{delimiter}\r\n")
    return '"' + field.replace('"', '""') + '"' if must or always else field


@given(
    names=st.lists(LETTERS, min_size=1, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r", "\r\r\n", "\n\n\r"]),
    quoted=st.lists(st.booleans(), min_size=12, max_size=12),
    above=st.sampled_from([[], ["a title"], ["title", "", "of 2026"], ['"']]),
    broken=st.dictionaries(st.integers(0, 11), st.sampled_from(["x", "1,2;3", '"open', "\x00", "a" * 50]), max_size=2),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
    pack=st.sampled_from([bytes, gzip.compress, zipped, lambda b: gzip.compress(gzip.compress(b))]),
    last=st.booleans(),
)
@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_comes_back_or_is_refused_with_its_line(
    tmp_path_factory, names, delimiter, end, quoted, above, broken, encoding, pack, last
):
    if end in ("\r", "\n\n\r"):
        names = [n.replace("\r", "").replace("\n", "") for n in names]
    if end == "\r\r\n":
        names = [n.replace("\r\n", "") for n in names]
    if encoding == "gb18030":
        names = [n.replace("호", "") for n in names]
    head = delimiter.join(HEAD.split(","))
    written, lines, number = [*above, head], {}, len(above) + 2
    blanks = len(end.replace("\r", "")) - 1 if "\n" in end else 0
    number += blanks * (len(above) + 1)
    expected = []
    for i, name in enumerate(names):
        if i in broken:
            written.append(broken[i])
            lines[number] = None
            number += 1 + blanks
        fields = [f"4401234{i:02}", f"2026-11-16T00:{i:02}:05", "35.1", "129.05", name]
        text = delimiter.join(spelt(f, delimiter, quoted[i]) for f in fields)
        expected.append(tuple(fields))
        lines[number] = i
        written.append(text)
        number += 1 + blanks + text.count("\n")
    data = (end.join(written) + (end if last else "")).encode(encoding)
    path = tmp_path_factory.mktemp("fuzz") / "a"
    path.write_bytes(pack(data))
    (source,) = sources_of(
        path, "gb18030" if encoding == "gb18030" else "utf-16-le" if encoding == "utf-16-le" else None
    )
    source.packed_sha256()
    table = PLAIN.table_in(source.head)
    assert table == Table(tuple(HEAD.split(",")), delimiter, len(above) + blanks * len(above))
    taken = Taken()
    parts = [SimpleNamespace(described=None, select=lambda relation: f"SELECT * FROM {relation}")]
    assert pour_table(source, table, parts, taken) or pour_table(source, table, parts, taken)
    rows, in_rows, aside = taken.said
    assert rows == len(taken.rows) and in_rows + aside == source.count.lines
    came = {r[-5:]: r[0] for r in taken.rows}
    by_line = {i: line for line, i in lines.items() if i is not None}
    for i, fields in enumerate(expected):
        fields = tuple(f or None for f in fields)
        assert fields in came or by_line[i] in taken.refused, (fields, taken.rows, taken.refused)
    for line, i in lines.items():
        assert i is not None or line in taken.refused
    assert len(set(came) - {tuple(f or None for f in e) for e in expected}) == 0

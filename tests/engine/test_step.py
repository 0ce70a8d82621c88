"""What the first comments of a query declare: the numbers of the method, and tables made on the way to a detector's own."""

import gc
import re
import weakref
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest

from vesseltrack.detectors.gaps import GAPS
from vesseltrack.engine.step import Step
from vesseltrack.engine.window import LOOKED_BACK
from vesseltrack.errors import BadDeclaration
from vesseltrack.schema import TABLES
from vesseltrack.settings import load_settings
from vesseltrack.store import Store
from vesseltrack.tracks import FIX_PAIRS

QUERY = """-- Finds:  ships that lay still
-- Writes: still_ships
-- Let: still_kn = 1.5: slower than this a ship lies still
-- Let: wait_h = 6: for so long
SELECT * FROM fixes WHERE sog_kn < $still_kn AND time > now() - INTERVAL $wait_h HOUR AND ssvid <> $own -- $still_kn is a speed
"""


def a_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "still_ships.sql"
    path.write_text(text)
    return path


def test_a_named_number_stands_where_its_name_is_used_and_rules_stay_open(tmp_path):
    asked = Step.from_sql(a_file(tmp_path, QUERY)).query(None)
    assert "sog_kn < 1.5 AND time > now() - INTERVAL 6 HOUR AND ssvid <> $own" in asked


def test_a_number_nobody_uses_is_an_error_that_names_it(tmp_path):
    with pytest.raises(BadDeclaration, match="it names wait_h and does not use it"):
        Step.from_sql(a_file(tmp_path, QUERY.replace("INTERVAL $wait_h HOUR", "INTERVAL 6 HOUR -- $wait_h")))


def a_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "gaps"
    copytree(GAPS.folder, folder)
    return folder


def test_further_queries_of_a_folder_are_steps_before_its_own(tmp_path):
    folder = a_folder(tmp_path)
    (folder / "quiet_hours.sql").write_text(
        "-- Finds: x\n-- Writes: quiet_hours\n-- Row: One quiet hour.\nSELECT 1::BIGINT AS hour"
    )
    (folder / "quiet_hours.csv").write_text("name,type,unit,meaning\nhour,BIGINT,h,since 1970\n")
    detector = replace(GAPS, folder=folder)
    assert Step.of_detector(detector)[-1].writes == "gaps"
    assert "quiet_hours" in {s.writes for s in Step.of_detector(detector)}
    (table,) = (t for t in detector.on_the_way if t.name == "quiet_hours")
    assert (table.row, table.names, table.schema) == ("One quiet hour.", ["hour"], "work")


@pytest.mark.parametrize(
    ("sql", "columns", "complaint"),
    [
        ("-- Finds: x\n-- Writes: quiet_hours\nSELECT 1", "name,type,unit,meaning\n", "do not say what a row is"),
        (
            "-- Finds: x\n-- Writes: quiet_hours\n-- Row: One hour.\nSELECT 1",
            "name,type\nhour,BIGINT\n",
            "line 2 is not name,type",
        ),
        ("-- Finds: x\n-- Writes: quiet_hours\n-- Row: One hour.\nSELECT 1", None, "needs this file"),
    ],
)
def test_a_table_on_the_way_that_is_not_declared_whole_is_an_error(tmp_path, sql, columns, complaint):
    folder = a_folder(tmp_path)
    (folder / "quiet_hours.sql").write_text(sql)
    if columns is not None:
        (folder / "quiet_hours.csv").write_text(columns)
    with pytest.raises(BadDeclaration, match=complaint):
        _ = replace(GAPS, folder=folder).on_the_way


def test_a_window_keeps_as_many_hours_before_an_event_as_gaps_look_back():
    declared = re.search(
        r"^-- Let: around_h = (\d+):", (GAPS.folder / "gaps.sql").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert timedelta(hours=int(declared[1])) == LOOKED_BACK


def test_the_frames_of_a_compiled_step_do_not_stay_in_memory_until_the_search_ends():
    held = []

    def frames(store, rules):
        for ssvid in (257_000_001, 257_000_002):
            frame = pd.DataFrame({c: [None] for c in TABLES["fix_pairs"].names} | {"ssvid": [ssvid], "jump": [True]})
            held.append(weakref.ref(frame))
            yield frame
            del frame

    with Store(None) as store, store.transaction():
        for name in ("fixes", "late_fixes"):
            store.create(TABLES[name])
        assert replace(FIX_PAIRS, compiled=frames).run(store, load_settings()) == 2
        assert store.rows("SELECT ssvid, jump, end_time FROM fix_pairs ORDER BY ssvid") == [
            (257_000_001, True, None),
            (257_000_002, True, None),
        ]
        gc.collect()
        assert [one() is None for one in held] == [True, True]

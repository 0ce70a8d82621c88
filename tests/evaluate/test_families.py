"""The results of worlds in tables: each number where it belongs, and no line longer than a terminal's."""

import io

import pandas as pd
from rich.console import Console

from vesseltrack.cli.screen import table_of
from vesseltrack.evaluate.families import BESIDE, in_tables

OURS = ("to be found", "silent", "precision", "holds a silence", "recall", "Brier", "constant")


def _rows() -> pd.DataFrame:
    """Two families; each number tells its column, and the second knows no precision."""
    rows = []
    for n, family in enumerate(("a provider fails, sources named", "habits")):
        row: dict[str, object] = {"family": family, "gaps": 100 + n}
        for k, name in enumerate(OURS):
            row[name], row[f"{name} under way"] = 10 * k + n, 0.5 + 10 * k + n
        for k, rule in enumerate(BESIDE):
            row[f"{rule}: precision"], row[f"{rule}: recall"] = (None if n else 0.1 * k), 0.1 * k + 0.05
        rows.append(row)
    return pd.DataFrame(rows)


def test_each_number_stands_in_the_table_of_its_kind():
    every, moving, others = in_tables(_rows()).values()
    assert list(every.columns) == ["family", "gaps", *OURS] and every.recall.tolist() == [40, 41]
    assert list(moving.columns) == ["family", *OURS] and moving.recall.tolist() == [40.5, 41.5]
    assert list(others.columns) == ["family", *BESIDE]
    assert others[BESIDE[1]].tolist() == ["0.10 0.15", "  -  0.15"]


def test_no_word_is_broken_in_a_terminal_of_100_columns():
    out = Console(width=100, file=io.StringIO())
    for title, table in in_tables(_rows()).items():
        out.print(table_of(table, title))
    words = set(out.file.getvalue().split())
    assert {"habits", "named", "precision", "silence", "constant", "0.10", "plain:", "6", "h"} <= words

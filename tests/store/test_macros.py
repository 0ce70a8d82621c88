"""Macros are created when they are named, and are there whatever became of the transaction in which they were first named."""

from contextlib import suppress

import pytest

from vesseltrack.engine.graph import macros
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

KNOTS = "SELECT Knots (1852, 3600)"


def created(store: Store) -> set[str]:
    query = "SELECT function_name FROM duckdb_functions() WHERE database_name = 'temp' AND NOT internal"
    return {name for (name,) in store.rows(query)}


def test_only_what_is_named_is_created_with_what_it_names_itself():
    with Store() as store:
        assert created(store) == set()
        assert store.one("SELECT apart_m(0, 0, 0, 180)")[0] == pytest.approx(6371008.8 * 3.14159265, rel=1e-6)
        assert created(store) == {"apart_m", "half_chord"}


def test_a_macro_outlives_the_transaction_that_was_rolled_back():
    with Store() as store:
        with suppress(ZeroDivisionError), store.transaction():
            assert store.one(KNOTS)[0] == 1 / 0
        assert store.one(KNOTS)[0] == 1
        with store.transaction():
            assert store.one("SELECT hours_between(TIMESTAMP '2026-01-01', TIMESTAMP '2026-01-02')")[0] == 24
            store.restart_transaction()
            assert store.one("SELECT hours_between(TIMESTAMP '2026-01-01', TIMESTAMP '2026-01-02')")[0] == 24


def test_every_macro_can_be_created():
    with Store() as store:
        for table in (
            "matches",
            "ships",
            "hull_numbers",
            "gap_candidates",
            "gap_causes",
            "renamed_returns",
        ):  # a macro that reads what a search makes is first named after it
            store.create(TABLES[table])
        for name in macros():
            store.macros.create_for(f"{name}(")
        assert created(store) == set(macros())


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [(-31.778, -12.642, "31.78 S 12.64 W"), (36.5, 123.9, "36.50 N 123.90 E"), (-26, 179.5, "26.00 S 179.50 E")],
)
def test_a_position_in_words_names_its_hemispheres(lat, lon, said):
    with Store() as store:
        assert store.one(f"SELECT position_words({lat}, {lon})")[0] == said


@pytest.mark.parametrize(
    ("km", "said"), [(200.0, "200 km or more from shore"), (199.4, "199 km from shore"), (12.3, "12 km from shore")]
)
def test_where_the_grid_of_distances_ends_the_shore_is_at_least_so_far(km, said):
    with Store() as store:
        assert store.one(f"SELECT from_shore({km})")[0] == said


def test_a_block_holds_the_tenth_minutes_put_into_it_and_no_others():
    asked = [0, 1, 59, 60, 119, 2991312, 2991371]
    with Store() as store:
        found = store.rows(
            "WITH blocks AS (SELECT block_of(slot) AS block, bit_or(bit_of(slot)) AS bits FROM (SELECT unnest($asked) AS slot) GROUP BY block)"
            " SELECT slot FROM (SELECT unnest(list_concat(range(200), range(2991200, 2991500))) AS slot)"
            " JOIN blocks ON block = block_of(slot) WHERE is_in_block(slot, bits) ORDER BY slot",
            {"asked": asked},
        )
    assert [slot for (slot,) in found] == asked

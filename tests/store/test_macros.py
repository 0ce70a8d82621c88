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
        store.create(TABLES["matches"])  # a macro that reads what a search makes is first named after it
        for name in macros():
            store.macros.create_for(f"{name}(")
        assert created(store) == set(macros())

"""Layout 4: what came in and what people said stand in the schema ``record``, what steps hand to each other in ``work``.

Until then all tables stood in ``main``. What people ask for (alerts, gaps, ships ...) stays there. DuckDB moves no table from
one schema to another: each is copied and dropped.
"""

from __future__ import annotations

import duckdb

from vesseltrack.store.connection import quoted

RECORD = (
    "store", "files", "file_columns", "fixes", "statics", "stations", "ids", "rejects", "reject_counts", "lists", "listings",
    "listed", "zones", "flags", "alert_states", "verdicts", "alert_events", "nights", "evidence", "judged_gaps",
    "search_inputs", "prunings", "pruned", "stale",
)  # fmt: skip
"""Tables of layout 3 that are the record, as they were called then."""
STAYS = (
    "alerts", "calls", "companions", "disturbances", "encounters", "events", "gaps", "identities", "identity_signs",
    "loitering", "matches", "reasons", "searched", "ships", "sightings", "visits",
)  # fmt: skip
"""Those that stay where they are. What is in neither is work; tables of nobody's knowledge are, too."""


def migrate(con: duckdb.DuckDBPyConnection) -> None:
    """Move the tables."""
    database = con.execute("SELECT current_database()").fetchall()[0][0]
    main, record, work = (f"{quoted(database)}.{schema}" for schema in ("main", "record", "work"))
    names = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main'"
        " AND NOT internal AND NOT temporary ORDER BY table_name"
    ).fetchall()
    for schema in (record, work):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for (name,) in names:
        if name not in STAYS:
            to = record if name in RECORD else work
            con.execute(f"CREATE TABLE {to}.{quoted(name)} AS FROM {main}.{quoted(name)}")
            con.execute(f"DROP TABLE {main}.{quoted(name)}")

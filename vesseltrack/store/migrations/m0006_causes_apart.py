"""Layout 6: the causes tested of an event are no texts ("habit: yes, silent so 3 times besides") but cause, result, evidence."""

from __future__ import annotations

import duckdb

from vesseltrack.store.connection import quoted

_APART = """list_transform(causes, lambda t: {
    'cause': split_part(t, ': ', 1),
    'holds': CASE WHEN regexp_matches(t, '^[^:]*: yes(,|$)') THEN true WHEN regexp_matches(t, '^[^:]*: no(,|$)') THEN false END,
    'says': nullif(regexp_extract(t, '^[^:]*: (yes|no|not known), (.*)$', 2, 's'), '')})"""


def migrate(con: duckdb.DuckDBPyConnection) -> None:
    """Take the texts apart, in every table that has them."""
    query = (
        "SELECT schema_name, table_name FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (table_oid)"
        " WHERE database_name = current_database() AND column_name = 'causes' AND data_type = 'VARCHAR[]'"
    )
    for schema, table in con.execute(query).fetchall():
        con.execute(
            f"ALTER TABLE {quoted(schema)}.{quoted(table)} ALTER causes"
            f" TYPE STRUCT(cause VARCHAR, holds BOOLEAN, says VARCHAR)[] USING {_APART}"
        )

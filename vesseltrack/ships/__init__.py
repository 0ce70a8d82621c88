"""Ships and their identities, present and past, from static data."""

from dataclasses import replace
from pathlib import Path

from vesseltrack.engine.cut import Cut
from vesseltrack.engine.step import Step
from vesseltrack.reference import data_file
from vesseltrack.ships.days import days_by
from vesseltrack.store import Store, literal

_NUMBER_DAYS = Step.from_sql(
    Path(__file__).parent / "number_days.sql",
    "tracks",
    Cut(
        whose="ssvid",
        stands="r.day < c.since::DATE",
        sees={
            "searched_fixes": "SELECT t.* FROM fixes AS t JOIN among AS c ON c.key = t.ssvid WHERE t.time >= c.since"
        },
        # which numbers have late copies, now or in the last search, is known before their hulls are
        among="""
            SELECT key, min(since) AS since FROM (
                SELECT key, since FROM touched
                UNION ALL SELECT DISTINCT ssvid, TIMESTAMP '1900-01-01' FROM late_fixes WHERE set_aside
                UNION ALL SELECT key, TIMESTAMP '1900-01-01' FROM hulls_before)
            GROUP BY key
        """,
    ),
)
NUMBER_DAYS = replace(_NUMBER_DAYS, compiled=days_by(str(_NUMBER_DAYS.sql)))
PARTICULARS = Step.from_sql(Path(__file__).parent / "particulars.sql")
SHIPS = Step.from_sql(Path(__file__).parent / "ships.sql")
IDENTITIES = tuple(
    Step.from_sql(Path(__file__).parent / f"{name}.sql")
    for name in ("changing_particulars", "particulars_spells", "identities")
)


def load_flags(store: Store) -> None:
    """Load the shipped Maritime Identification Digits (flag states) into the store."""
    source = literal(str(data_file("mids.csv")))
    types = "{'mid': 'SMALLINT', 'iso3': 'VARCHAR', 'country': 'VARCHAR', 'source': 'VARCHAR'}"
    with store.transaction():
        store.execute("DELETE FROM flags")
        store.execute(
            f"INSERT INTO flags SELECT mid, iso3, country FROM read_csv({source}, columns={types}, header=true)"
        )

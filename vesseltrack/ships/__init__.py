"""Ships and their identities, present and past, from static data."""

from pathlib import Path

from vesseltrack.engine.step import Step
from vesseltrack.reference import data_file
from vesseltrack.store import Store, literal

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

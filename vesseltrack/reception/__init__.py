"""How well each place was heard, from the data themselves."""

from pathlib import Path

from vesseltrack.step import Step

HEARD = Step.from_sql(Path(__file__).parent / "heard.sql")
SEARCHED = Step.from_sql(Path(__file__).parent / "searched.sql")

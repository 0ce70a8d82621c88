"""Times as people give them to methods, and how many clock hours a search is said to span."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

import vesseltrack as vt
from vesseltrack.methods.base import bare_utc
from vesseltrack.output import hours_with_messages


@pytest.mark.parametrize(
    "given",
    [
        "2026-11-17", "2026-11-17T09:00+09:00", date(2026, 11, 17), datetime(2026, 11, 17), datetime(2026, 11, 17, tzinfo=UTC),
        datetime(2026, 11, 17, 9, tzinfo=timezone(timedelta(hours=9))),
    ],
)  # fmt: skip
def test_a_time_is_taken_however_it_is_written(given):
    assert bare_utc(given) == datetime(2026, 11, 17)


@pytest.mark.parametrize("given", ["yesterday evening", "", None, 7.5j])
def test_what_is_no_time_is_refused(given):
    with pytest.raises(vt.WrongUse, match="2026-11-17"):
        bare_utc(given)


def test_methods_take_days_as_text():
    with vt.open() as db:
        assert db.unprune("2026-11-17") == []
        with pytest.raises(vt.WrongUse, match="is not a time"):
            db.prune(before="soon")


@pytest.mark.parametrize(
    ("first", "last", "heard", "said"),
    [
        ((0, 0), (3, 29), 4, "4 of 4 clock hours with messages"),
        ((0, 59), (3, 0), 2, "2 of 4 clock hours with messages"),
        ((5, 10), (5, 10), 1, "1 of 1 clock hour with messages"),
    ],
)
def test_hours_are_counted_as_the_clock_has_them(first, last, heard, said):
    day = datetime(2020, 1, 1)
    assert (
        hours_with_messages(
            day.replace(hour=first[0], minute=first[1]), day.replace(hour=last[0], minute=last[1]), heard
        )
        == said
    )

"""A few of the nights of ``make endurance``."""

import endurance


def test_nights_with_kills_and_bad_files_end_as_one_search(tmp_path):
    nights, compared = endurance.endure(tmp_path, 4, seed=2)
    assert any("missing" in n.about or "broken" in n.about for n in nights) and any("late" in n.about for n in nights)
    assert compared["gaps"][0] >= 2 and compared["encounters"][0] >= 1
    assert {table: differ for table, (_, differ) in compared.items() if differ} == {}

"""A provider that fails for a night, and which files name, explains the gaps of its own ships and of no other."""

import random
from datetime import UTC

import pytest

from vesseltrack.sources.load import load_files

from builders.nmea import armoured, sentence
from builders.sea import OPEN_SEA, Sea, at

DOWN, UP, END = 22.0, 31.0, 60.0
FIRST, TER_SHIP = 636000100, 636000118
SAT_SHIPS = {FIRST + n for n in range(1, 24, 2)}


def night(tmp_path, named: bool, source=lambda ship: "SAT" if ship in SAT_SHIPS else "TER") -> Sea:
    """Twenty-four ships side by side: every second one is heard by satellite only, now and then, and not at all that night.

    One ship heard from shore is silent from 20:00 to 08:00, on its own.
    """
    chance, sea = random.Random(7), Sea()
    for n in range(24):
        ship, hours = FIRST + n, chance.random()
        while hours < END:
            by_satellite = ship in SAT_SHIPS
            dark = DOWN <= hours < UP if by_satellite else ship == TER_SHIP and 20 <= hours < 32
            if not dark:
                turn = abs((hours * 0.2 + n * 0.13) % 4 - 2)
                sea.fix(ship, hours, OPEN_SEA[0] + 0.012 * n, OPEN_SEA[1] - 0.6 + 0.6 * turn, 9)
            hours += chance.uniform(0.15, 0.9) if by_satellite else 1 / 12
    lines = [
        f"{ship},{time:%Y-%m-%dT%H:%M:%S},{lat:.5f},{lon:.5f},{sog}" + (f",{source(ship)}" if named else "")
        for ship, time, lat, lon, sog in sorted(sea.rows, key=lambda row: row[1])
    ]
    header = "mmsi,time,lat,lon,sog" + (",provider" if named else "")
    (path := tmp_path / "night.csv").write_text("\n".join([header, *lines]) + "\n")
    sea.rows = []
    sea.run()
    assert load_files(sea._store, [path])[0].problem is None
    return sea


def test_a_provider_down_for_a_night_is_one_outage_and_explains_its_ships(tmp_path):
    sea = night(tmp_path, named=True)
    gaps, outages = sea.table("gaps"), sea.table("outages")
    assert outages.outage_type.tolist() == ["source"] and outages.ships[0] == 12
    assert "one source of several, SAT, failed: 12 ships were lost together" in outages.text[0]
    assert "while 11 others were heard from other sources" in outages.text[0]  # one of twelve was silent on its own
    assert abs((outages.start_time[0] - at(DOWN)).total_seconds()) < 3600
    assert abs((outages.end_time[0] - at(UP)).total_seconds()) < 3600
    of_satellite = gaps[gaps.vessel_id.isin(SAT_SHIPS)]
    assert len(of_satellite) == 12 and (of_satellite.assessment == "outage").all() and of_satellite.p_off.max() < 0.1
    own = gaps[gaps.vessel_id == TER_SHIP].iloc[0]
    assert own.assessment == "transmitter_off"  # it was heard from shore, and that went on


def test_without_the_column_only_those_lost_together_are_explained(tmp_path):
    # As before sources were read: eleven of the twelve fall silent near enough to one another.
    sea = night(tmp_path, named=False)
    assert "one source of several failed: 11 ships" in sea.table("outages").text[0]
    gaps = sea.table("gaps")
    assert (gaps[gaps.vessel_id.isin(SAT_SHIPS)].assessment == "outage").sum() == 11


def test_a_provider_whose_ships_others_hear_as_well_excuses_nobody(tmp_path):
    # The names say nothing of who was heard: of every provider's ships most are heard on that night.
    sea = night(tmp_path, named=True, source=lambda ship: "ABC"[ship % 3])
    assert not sea.table("outages").text.str.contains("one source of several, ").any()


@pytest.mark.parametrize("named", [True, False])
def test_one_provider_alone_is_the_feed(tmp_path, named):
    sea = night(tmp_path, named, source=lambda ship: "ONE")
    assert not sea.table("outages").text.str.contains("ONE").any()


def position(ssvid: int, lat: float, lon: float, knots: float) -> str:
    """A message of type 1 (ITU-R M.1371-5), course and heading not available."""
    payload, fill = armoured(
        (1, 6), (0, 2), (ssvid, 30), (0, 4), (128, 8), (round(10 * knots), 10), (0, 1), (round(600_000 * lon), 28),
        (round(600_000 * lat), 27), (3600, 12), (511, 9), (60, 6), (0, 2), (0, 3), (0, 1), (0, 19),
    )  # fmt: skip
    return sentence(payload, fill=fill)


def test_receivers_named_by_tag_blocks_are_sources_too(tmp_path):
    # The same night as raw sentences: what matters is who is said to have received each.
    table = night(tmp_path, named=True)
    named = table.select(
        "SELECT ssvid, time, lat, lon, sog_kn, source FROM fixes JOIN sources USING (source_id) ORDER BY time, ssvid"
    )
    lines = [
        f"\\s:{said},c:{time.replace(tzinfo=UTC).timestamp():.0f}*00\\{position(ssvid, lat, lon, sog)}"
        for ssvid, time, lat, lon, sog, said in named
    ]
    (path := tmp_path / "night.log").write_text("\n".join(lines) + "\n")
    sea = Sea().run()
    assert load_files(sea._store, [path])[0].layout == "nmea"
    outages, gaps = sea.table("outages"), sea.table("gaps")
    assert outages.outage_type.tolist() == ["source"] and "SAT, failed: 12 ships were lost together" in outages.text[0]
    assert (gaps[gaps.vessel_id.isin(SAT_SHIPS)].assessment == "outage").all()

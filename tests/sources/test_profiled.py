"""`make profile` times what is there."""

import profiled
import vesseltrack as vt


def test_what_is_timed_of_load_is_there():
    for place, attribute, _ in profiled.LOAD:
        assert callable(getattr(place, attribute))


def test_each_step_of_detect_has_a_line(tmp_path, capsys):
    with vt.open(tmp_path / "s.duckdb"):
        pass
    profiled.profile_detect(str(tmp_path / "s.duckdb")).say("detect")
    said = capsys.readouterr().out
    assert "gap_probabilities" in said and "alerts" in said

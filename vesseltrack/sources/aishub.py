"""AISHub's web service, JSON: a header object, which is skipped, and an array of vessels.

Source: https://www.aishub.net/api. In AIS encoding (``aishub-raw``) time is seconds since 1970, latitude and longitude 1/600,000
degree, speed, course and draught tenths of a knot, degree and metre, speed 1023 "not available", and the ETA packed in 20 bits
(month 4, day 5, hour 5, minute 6). In human readable form (``aishub``) they are knots, degrees, metres and text. In both, the
rate of turn is AIS's indicator (4.733 times the root of degrees a minute).
"""

from vesseltrack.sources.json_layout import JsonLayout, at, number

_KEYS = {"MMSI", "TIME", "LONGITUDE", "LATITUDE"}
_PACKED = "TRY_CAST(m->>'$.ETA' AS BIGINT)"


def _is_vessel(o: object) -> bool:
    return isinstance(o, dict) and set(o) >= _KEYS and ("NAVSTAT" in o or "DEST" in o)


def _fields(raw: bool) -> dict[str, str]:
    def scaled(key: str, per: int) -> str:
        return f"({number(key)} / {per})" if raw else number(key)

    return {
        "id": at("MMSI"),
        "time": f"utc_time({at('TIME')})",
        "lat": scaled("LATITUDE", 600_000),
        "lon": scaled("LONGITUDE", 600_000),
        "sog": f"CASE WHEN {number('SOG')} = 1023 THEN NULL ELSE {scaled('SOG', 10)} END" if raw else number("SOG"),
        "cog": scaled("COG", 10),
        "heading": number("HEADING"),
        "rot": f"turn_from_indicator({number('ROT')})",
        "status": at("NAVSTAT"),
        "name": at("NAME"),
        "imo": at("IMO"),
        "call_sign": at("CALLSIGN"),
        "ship_type": at("TYPE"),
        "draught": scaled("DRAUGHT", 10),
        "to_bow": f"TRY_CAST({at('A')} AS FLOAT)",
        "to_stern": f"TRY_CAST({at('B')} AS FLOAT)",
        "to_port": f"TRY_CAST({at('C')} AS FLOAT)",
        "to_starboard": f"TRY_CAST({at('D')} AS FLOAT)",
        "destination": at("DEST"),
        "eta": f"CASE WHEN {_PACKED} > 0 THEN printf('%02d-%02d %02d:%02d', {_PACKED} >> 16 & 15, {_PACKED} >> 11 & 31,"
        f" {_PACKED} >> 6 & 31, {_PACKED} & 63) END" if raw else at("ETA"),
    }  # fmt: skip


AISHUB_RAW = JsonLayout(
    name="aishub-raw",
    about="AISHub, values in AIS encoding",
    why="its first vessel has MMSI, TIME as a number, LONGITUDE and LATITUDE",
    marks=lambda o: _is_vessel(o) and str(o["TIME"]).isdecimal(),
    fields=_fields(raw=True),
    skip="j->>'$.MMSI' IS NULL AND j->>'$.RECORDS' IS NOT NULL",
)
AISHUB = JsonLayout(
    name="aishub",
    about="AISHub, human readable values",
    why="its first vessel has MMSI, TIME in words, LONGITUDE and LATITUDE",
    marks=lambda o: _is_vessel(o) and not str(o["TIME"]).isdecimal(),
    fields=_fields(raw=False),
    skip=AISHUB_RAW.skip,
)

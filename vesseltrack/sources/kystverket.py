"""Norwegian Coastal Administration (Kystverket): positions, and the table of ships that comes with them; and BarentsWatch's CSV.

Units are knots, degrees and metres, but for ``rateOfTurn`` (AIS's indicator) and ``draught`` (tenths of a metre) of BarentsWatch.
The table of ships is dated by ``date_max``.
"""

from vesseltrack.sources.layout import Layout

KYSTVERKET = Layout(
    name="kystverket",
    about="Norwegian Coastal Administration, positions",
    known_by=("date_time_utc",),
    columns={
        "id": ("mmsi",),
        "time": ("date_time_utc",),
        "lat": ("lat",),
        "lon": ("lon",),
        "sog": ("sog",),
        "cog": ("cog",),
        "heading": ("true_heading",),
        "status": ("nav_status",),
        "imo": ("imo_nr",),
        "length": ("length",),
        "message": ("message_nr",),
    },
)
KYSTVERKET_SHIPS = Layout(
    name="kystverket-ships",
    about="Norwegian Coastal Administration, ships",
    static=True,
    known_by=("imo", "name", "callsign", "date_min", "date_max"),
    columns={
        "id": ("mmsi",),
        "time": ("date_max",),
        "name": ("name",),
        "imo": ("imo",),
        "call_sign": ("callsign",),
        "ship_type": ("type",),
        "length": ("length",),
        "width": ("width",),
    },
)
BARENTSWATCH_CSV = Layout(
    name="barentswatch-csv",
    about="BarentsWatch live AIS, as a table",
    known_by=("msgtime",),
    columns={
        "id": ("mmsi",),
        "time": ("msgtime",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "sog": ("speedOverGround",),
        "cog": ("courseOverGround",),
        "heading": ("trueHeading",),
        "rot": ("rateOfTurn",),
        "status": ("navigationalStatus",),
        "name": ("name",),
        "imo": ("imoNumber",),
        "call_sign": ("callSign",),
        "ship_type": ("shipType",),
        "length": ("shipLength",),
        "width": ("shipWidth",),
        "draught": ("draught",),
        "destination": ("destination",),
        "eta": ("eta",),
    },
    rot_is_sent=True,
    draught_per_m=10,
)

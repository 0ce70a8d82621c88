"""Data sets published for research: Brest, Piraeus, IEEE DataPort's Baltic, DEBS 2018, tracks of Global Fishing Watch.

- Brest, Naval Academy of France: ``nari_dynamic.csv``, https://zenodo.org/records/1167595. Speed in knots, ``t`` in seconds since
  1970; the rate of turn is AIS's own indicator.
- Piraeus, University of Piraeus: ``unipi_ais_dynamic_*.csv``, https://zenodo.org/records/6323416. ``t`` in
  milliseconds since 1970, ships enciphered.
- Baltic Sea, IEEE DataPort "Vessel tracking (AIS), vessel metadata and dirway datasets": speed in metres a second.
- DEBS Grand Challenge 2018, https://dl.acm.org/doi/10.1145/3210284.3220510: ships enciphered, times with the day first, speed in
  knots.
- Global Fishing Watch, tracks and messages of its pipeline, https://github.com/GlobalFishingWatch: MMSI in ``ssvid``, speed in
  knots.
"""

from vesseltrack.sources.layout import Layout

BREST = Layout(
    name="brest",
    about="Brest, Naval Academy of France (nari_dynamic)",
    known_by=("sourcemmsi", "speedoverground", "t"),
    time_format="epoch",
    rot_is_sent=True,
    columns={
        "id": ("sourcemmsi",),
        "time": ("t",),
        "lat": ("lat",),
        "lon": ("lon",),
        "sog": ("speedoverground",),
        "cog": ("courseoverground",),
        "heading": ("trueheading",),
        "rot": ("rateofturn",),
        "status": ("navigationalstatus",),
    },
)
PIRAEUS = Layout(
    name="piraeus",
    about="Piraeus, University of Piraeus (unipi_ais_dynamic)",
    known_by=("t", "vessel_id", "speed", "course"),
    time_format="epoch",
    columns={
        "id": ("vessel_id",),
        "time": ("t",),
        "lat": ("lat",),
        "lon": ("lon",),
        "sog": ("speed",),
        "cog": ("course",),
        "heading": ("heading",),
    },
)
IEEE_BALTIC = Layout(
    name="ieee-baltic",
    about="Baltic Sea, IEEE DataPort, speed in m/s",
    known_by=("turnrate", "vessel_max_speed", "iceclass"),
    sog_per_kn=1852 / 3600,
    columns={
        "id": ("mmsi",),
        "time": ("timestamp",),
        "lat": ("lat",),
        "lon": ("lon",),
        "sog": ("speed",),
        "cog": ("course",),
        "heading": ("heading",),
        "rot": ("turnrate",),
        "width": ("breadth",),
        "draught": ("draft",),
    },
    ignored=("vessel_type", "vessel_max_speed"),
)
DEBS = Layout(
    name="debs",
    about="DEBS Grand Challenge 2018",
    known_by=("SHIP_ID", "SHIPTYPE", "DEPARTURE_PORT_NAME"),
    time_format="%d-%m-%y %H:%M",
    columns={
        "id": ("SHIP_ID",),
        "time": ("TIMESTAMP",),
        "lat": ("LAT",),
        "lon": ("LON",),
        "sog": ("SPEED",),
        "cog": ("COURSE",),
        "heading": ("HEADING",),
        "ship_type": ("SHIPTYPE",),
        "draught": ("REPORTED_DRAUGHT",),
    },
    ignored=("ARRIVAL_CALC", "ARRIVAL_PORT_CALC"),
)
GFW = Layout(
    name="gfw",
    about="Global Fishing Watch, tracks and messages of its pipeline",
    known_by=("ssvid", "seg_id"),
    columns={
        "id": ("ssvid",),
        "time": ("timestamp",),
        "lat": ("lat",),
        "lon": ("lon",),
        "sog": ("speed_knots", "speed"),
        "cog": ("course",),
        "heading": ("heading",),
        "name": ("shipname",),
        "call_sign": ("callsign",),
    },
    ignored=("receiver_type",),
)

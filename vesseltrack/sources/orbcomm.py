"""An extract of ORBCOMM's feed, with mean positions; and the craft tracking system of the Australian Maritime Safety Authority.

- ORBCOMM: ``MSG_TYPE,MMSI,NAME,...,LAT_AVG,LON_AVG,PERIOD,SPEED_KNOTS,COG_DEG,...``, as used for the Old Bahama Channel: a mean
  position for each ship and about an hour; knots, degrees.
- Australian Maritime Safety Authority, https://www.operations.amsa.gov.au/Spatial/DataServices/DigitalData: files of a month, one
  position an hour, a craft number instead of an MMSI (kept as ``AMSA CRAFT ...``), times with the day first, in UTC.
"""

from vesseltrack.sources.layout import Layout

ORBCOMM = Layout(
    name="orbcomm",
    about="extract of ORBCOMM's feed",
    known_by=("LAT_AVG", "LON_AVG", "PERIOD"),
    columns={
        "id": ("MMSI",),
        "time": ("PERIOD",),
        "lat": ("LAT_AVG",),
        "lon": ("LON_AVG",),
        "sog": ("SPEED_KNOTS",),
        "cog": ("COG_DEG",),
        "heading": ("HEADING_DEG",),
        "status": ("NAV_STATUS",),
        "source": ("RECEIVER",),
        "name": ("NAME",),
        "imo": ("IMO_NUMBER",),
        "call_sign": ("CALL_SIGN",),
        "ship_type": ("SHIP_AND_CARGO_TYPE",),
        "draught": ("DRAUGHT",),
        "to_bow": ("DIM_BOW",),
        "to_stern": ("DIM_STERN",),
        "to_port": ("DIM_PORT",),
        "to_starboard": ("DIM_STARBOARD",),
        "destination": ("DESTINATION",),
    },
)
AMSA = Layout(
    name="amsa",
    about="Australian Maritime Safety Authority, craft tracking",
    known_by=("CRAFT_ID", "SUBTYPE"),
    id_prefix="AMSA CRAFT ",
    columns={
        "id": ("CRAFT_ID",),
        "time": ("TIMESTAMP",),
        "lat": ("LAT",),
        "lon": ("LON",),
        "sog": ("SPEED",),
        "cog": ("COURSE",),
        "ship_type": ("TYPE",),
        "length": ("LENGTH",),
        "width": ("BEAM",),
        "draught": ("DRAUGHT",),
    },
)

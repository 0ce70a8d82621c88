"""Korean government files: times 9 h ahead of UTC, text often in CP949, ships often under enciphered ids, constant in a data set.

- Ministry of Oceans and Fisheries, dynamic data: ``MMSI,일시,위도,경도,SOG,COG,Heading`` (``Dynamic_*.csv`` has two lines
  before that), and ``Static.csv`` beside it.
- Its shared-use system: ``th_ais_*.csv`` and ``tm_vessel_info.csv``.

``선종코드`` and ``ship_kind`` are AIS ship types. The tables of ships are undated.
"""

from vesseltrack.sources.layout import Layout

KST_H = 9.0
"""Korea Standard Time, hours ahead of UTC."""

KOREA_MOF = Layout(
    name="korea-mof",
    about="Korean Ministry of Oceans and Fisheries, positions",
    known_by=("일시", "위도", "경도"),
    utc_offset_h=KST_H,
    columns={
        "id": ("MMSI",),
        "time": ("일시",),
        "lat": ("위도",),
        "lon": ("경도",),
        "sog": ("SOG",),
        "cog": ("COG",),
        "heading": ("Heading",),
    },
)
KOREA_MOF_SHIPS = Layout(
    name="korea-mof-ships",
    about="Korean Ministry of Oceans and Fisheries, ships",
    known_by=("선종코드",),
    static=True,
    columns={
        "id": ("MMSI",),
        "name": ("선박명",),
        "ship_type": ("선종코드",),
        "imo": ("IMO",),
        "call_sign": ("호출부호",),
        "to_bow": ("DimA",),
        "to_stern": ("DimB",),
        "to_port": ("DimC",),
        "to_starboard": ("DimD",),
        "draught": ("흘수",),
    },
)
KOREA_SHARED = Layout(
    name="korea-shared",
    about="Korean shared-use maritime information system, positions (th_ais)",
    known_by=("ship_id", "recv_dt"),
    utc_offset_h=KST_H,
    columns={
        "id": ("ship_id",),
        "time": ("recv_dt",),
        "lat": ("lat_val",),
        "lon": ("lon_val",),
        "sog": ("sog_val",),
        "cog": ("cog_val",),
        "heading": ("hdg_val",),
    },
)
KOREA_SHARED_SHIPS = Layout(
    name="korea-shared-ships",
    about="Korean shared-use maritime information system, ships (tm_vessel_info)",
    known_by=("ship_id", "ship_kind"),
    static=True,
    columns={
        "id": ("ship_id",),
        "name": ("ship_nm", "ship_name"),
        "ship_type": ("ship_kind",),
        "length": ("ship_len", "ship_length"),
        "width": ("ship_width",),
    },
)

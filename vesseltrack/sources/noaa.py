"""NOAA MarineCadastre: 16 columns (2015-17), 17 columns (2018-24), and the layout of 2025 with longitude before latitude.

Columns are found by name, so one layout reads all three, as CSV or Parquet. Units are degrees, knots and metres, times UTC, one
message a minute and ship. Source: the data dictionary of https://hub.marinecadastre.gov/pages/vesseltraffic. Public domain (CC0).
"""

from vesseltrack.sources.layout import Layout

NOAA = Layout(
    name="noaa",
    about="NOAA MarineCadastre AIS, 2015 on",
    columns={
        "id": ("MMSI",),
        "time": ("BaseDateTime", "base_date_time"),
        "lat": ("LAT", "latitude"),
        "lon": ("LON", "longitude"),
        "sog": ("SOG",),
        "cog": ("COG",),
        "heading": ("Heading",),
        "status": ("Status",),
        "class": ("TransceiverClass", "transceiver"),
        "name": ("VesselName", "vessel_name"),
        "imo": ("IMO",),
        "call_sign": ("CallSign", "call_sign"),
        "ship_type": ("VesselType", "vessel_type"),
        "length": ("Length",),
        "width": ("Width",),
        "draught": ("Draft",),
    },
)

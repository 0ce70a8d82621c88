"""UN Global Platform and other tables from Spire's feed. The time of a message is ``msg_timestamp``, not ``created_at``.

Their ``rot`` is an unsigned byte, so that the sign of the rate of turn is lost: it is not read.
"""

from vesseltrack.sources.layout import Layout

UNGP = Layout(
    name="ungp",
    about="UN Global Platform / Spire-type CSV",
    known_by=("msg_timestamp", "collection_type"),
    ignored=("rot",),
    columns={
        "id": ("mmsi",),
        "time": ("msg_timestamp",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "sog": ("speed",),
        "cog": ("course",),
        "heading": ("heading",),
        "status": ("status",),
        "class": ("collection_type",),
        "source": ("collection_type",),
        "name": ("name", "vessel_name"),
        "imo": ("imo",),
        "call_sign": ("call_sign", "callsign"),
        "ship_type": ("ship_and_cargo_type", "ship_type"),
        "length": ("length",),
        "width": ("width",),
        "draught": ("draught",),
        "destination": ("destination",),
        "eta": ("eta",),
    },
)

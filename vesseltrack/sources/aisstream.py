"""aisstream.io: envelopes with ``MessageType``, ``Message`` and ``MetaData``; and inner messages alone, which have no time.

Source: the type definitions published with the service. Its names are those of the fields in ITU-R M.1371-5, annex 8; speed is
read as knots, course and heading as degrees, ``RateOfTurn`` as AIS's indicator, dimensions and draught as metres. The time is
``MetaData.time_utc``. Messages of types that bear neither a position nor static data are refused as ``other_message``.
"""

from vesseltrack.sources.json_layout import JsonLayout, at, by_type, first_of, has, number, unread

_KINDS = (
    "PositionReport", "StandardClassBPositionReport", "ExtendedClassBPositionReport", "LongRangeAisBroadcastMessage",
    "BaseStationReport", "StandardSearchAndRescueAircraftReport", "AidsToNavigationReport", "ShipStaticData", "StaticDataReport",
)  # fmt: skip
_TYPE = f"TRY_CAST({at('MessageID')} AS INTEGER)"
_ETA = (
    f"CASE WHEN TRY_CAST({at('Eta.Month')} AS INTEGER) > 0 THEN printf('%02d-%02d %02d:%02d', "
    + ", ".join(f"TRY_CAST({at('Eta.' + part)} AS INTEGER)" for part in ("Month", "Day", "Hour", "Minute"))
    + ") END"
)
_FIELDS = {
    "problem": f"WHEN {unread(_TYPE)} THEN 'other_message'",
    **by_type(_TYPE),
    "id": at("UserID"),
    "time": f"utc_time({at('MetaData.time_utc', 'j')})",
    "lat": number("Latitude"),
    "lon": number("Longitude"),
    "sog": number("Sog"),
    "cog": number("Cog"),
    "heading": number("TrueHeading"),
    "rot": f"turn_from_indicator({number('RateOfTurn')})",
    "status": at("NavigationalStatus"),
    "name": f"coalesce({first_of('Name', 'ReportA.Name')}, {at('MetaData.ShipName', 'j')})",
    "imo": at("ImoNumber"),
    "call_sign": first_of("CallSign", "ReportB.CallSign"),
    "ship_type": first_of("Type", "ReportB.ShipType"),
    "draught": f"TRY_CAST({at('MaximumStaticDraught')} AS FLOAT)",
    "to_bow": f"TRY_CAST({first_of('Dimension.A', 'ReportB.Dimension.A')} AS FLOAT)",
    "to_stern": f"TRY_CAST({first_of('Dimension.B', 'ReportB.Dimension.B')} AS FLOAT)",
    "to_port": f"TRY_CAST({first_of('Dimension.C', 'ReportB.Dimension.C')} AS FLOAT)",
    "to_starboard": f"TRY_CAST({first_of('Dimension.D', 'ReportB.Dimension.D')} AS FLOAT)",
    "destination": at("Destination"),
    "eta": _ETA,
}

AISSTREAM = JsonLayout(
    name="aisstream",
    about="aisstream.io, envelopes",
    why="its first object has MessageType, Message and MetaData",
    marks=has("MessageType", "Message", "MetaData"),
    fields=_FIELDS | {"id": f"coalesce({at('UserID')}, {at('MetaData.MMSI', 'j')})"},
    message="CASE j->>'$.MessageType' " + " ".join(f"WHEN '{k}' THEN j->'$.Message.{k}'" for k in _KINDS) + " END",
)
AISSTREAM_INNER = JsonLayout(
    name="aisstream-inner",
    about="aisstream.io, messages without their envelopes: they bear no time",
    why="its first object has UserID, MessageID and Valid",
    marks=has("UserID", "MessageID", "Valid"),
    fields=_FIELDS,
)

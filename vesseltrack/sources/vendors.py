"""Answers of vendors' web services, JSON: VesselFinder and Spire.

Sources: https://api.vesselfinder.com/docs/response-ais.html (knots, degrees, metres, UTC); Spire Maritime's Vessels API, version
1 (``last_known_position``) and its successor in GraphQL (``lastPositionUpdate``), in knots, degrees and metres. No unit is stated
for Spire's rate of turn, so it is not read.
"""

from vesseltrack.sources.json_layout import JsonLayout, at, first_of, has, number


def _metres(*paths: str) -> str:
    return f"TRY_CAST({first_of(*paths)} AS FLOAT)"


VESSELFINDER = JsonLayout(
    name="vesselfinder",
    about="VesselFinder's web service",
    why="its first object has AIS with MMSI and TIMESTAMP",
    marks=lambda o: isinstance(o.get("AIS"), dict) and {"MMSI", "TIMESTAMP"} <= set(o["AIS"]),
    message="j->'$.AIS'",
    fields={
        "id": at("MMSI"),
        "time": f"utc_time({at('TIMESTAMP')})",
        "lat": number("LATITUDE"),
        "lon": number("LONGITUDE"),
        "sog": number("SPEED"),
        "cog": number("COURSE"),
        "heading": number("HEADING"),
        "status": at("NAVSTAT"),
        "source": at("SRC"),
        "name": at("NAME"),
        "imo": at("IMO"),
        "call_sign": at("CALLSIGN"),
        "ship_type": at("TYPE"),
        "draught": _metres("DRAUGHT"),
        "to_bow": _metres("A"),
        "to_stern": _metres("B"),
        "to_port": _metres("C"),
        "to_starboard": _metres("D"),
        "destination": at("DESTINATION"),
        "eta": first_of("ETA_AIS", "ETA"),
    },
)
SPIRE = JsonLayout(
    name="spire",
    about="Spire, Vessels API version 1",
    why="its first object has mmsi and last_known_position",
    marks=has("mmsi", "last_known_position"),
    fields={
        "id": at("mmsi"),
        "time": f"utc_time({at('last_known_position.timestamp')})",
        "lat": number("last_known_position.geometry.coordinates[1]"),
        "lon": number("last_known_position.geometry.coordinates[0]"),
        "sog": number("last_known_position.speed"),
        "cog": number("last_known_position.course"),
        "heading": number("last_known_position.heading"),
        "source": at("last_known_position.collection_type"),
        "name": at("name"),
        "imo": at("imo"),
        "call_sign": at("call_sign"),
        "ship_type": at("ship_type"),
        "class": at("ais_class"),
        "length": _metres("length"),
        "width": _metres("width"),
        "draught": _metres("most_recent_voyage.draught"),
        "destination": at("most_recent_voyage.destination"),
        "eta": at("most_recent_voyage.eta"),
    },
)
SPIRE_GRAPHQL = JsonLayout(
    name="spire-graphql",
    about="Spire, Vessels 2.0 (GraphQL)",
    why="its first object has staticData and lastPositionUpdate",
    marks=lambda o: {"staticData", "lastPositionUpdate"} <= set(o.get("node", o)),
    message="coalesce(j->'$.node', j)",
    fields={
        "id": at("staticData.mmsi"),
        "time": f"utc_time({at('lastPositionUpdate.timestamp')})",
        "lat": number("lastPositionUpdate.latitude"),
        "lon": number("lastPositionUpdate.longitude"),
        "sog": number("lastPositionUpdate.speed"),
        "cog": number("lastPositionUpdate.course"),
        "heading": number("lastPositionUpdate.heading"),
        "source": at("lastPositionUpdate.collectionType"),
        "status": f"replace({at('lastPositionUpdate.navigationalStatus')}, '_', ' ')",
        "name": at("staticData.name"),
        "imo": at("staticData.imo"),
        "call_sign": at("staticData.callsign"),
        "ship_type": f"replace({at('staticData.shipType')}, '_', ' ')",
        "class": at("staticData.aisClass"),
        "length": _metres("staticData.dimensions.length"),
        "width": _metres("staticData.dimensions.width"),
        "to_bow": _metres("staticData.dimensions.a"),
        "to_stern": _metres("staticData.dimensions.b"),
        "to_port": _metres("staticData.dimensions.c"),
        "to_starboard": _metres("staticData.dimensions.d"),
        "draught": _metres("currentVoyage.draught"),
        "destination": at("currentVoyage.destination"),
        "eta": at("currentVoyage.eta"),
    },
)

"""One message, said in each format that is read."""

import json

from builders.nmea import armoured, sentence

EXACTEARTH = "MMSI,Message_ID,Time,Millisecond,Vessel_Name,Call_sign,IMO,Ship_Type,Dimension_to_Bow,Dimension_to_stern,Draught,Destination,Navigational_status,ROT,SOG,Longitude,Latitude,COG,Heading"


ENVELOPE = {
    "MessageType": "PositionReport",
    "Message": {"PositionReport": {"MessageID": 1, "UserID": 440123456, "Latitude": 35.1, "Longitude": 129.05, "Sog": 12.3,
                                   "Cog": 45.6, "TrueHeading": 46, "NavigationalStatus": 0, "RateOfTurn": -128, "Valid": True}},
    "MetaData": {"MMSI": 440123456, "ShipName": "EVER GLORY   ", "time_utc": "2026-11-16 00:00:05.94034384 +0000 UTC"},
}  # fmt: skip


# Each file says the same: MMSI 440123456 at 35.1 N 129.05 E, 12.3 kn, course 45.6, at 2026-11-16 00:00:05 UTC.
SAYINGS = {
    "noaa": "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading\n440123456,2026-11-16T00:00:05,35.1,129.05,12.3,45.6,46\n",
    "noaa 2025": "mmsi,base_date_time,longitude,latitude,sog,cog,heading\n440123456,2026-11-16 00:00:05,129.05,35.1,12.3,45.6,46\n",
    "dma": "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading\n16/11/2026 00:00:05,Class A,440123456,35.1,129.05,Moored,,12.3,45.6,46\n",
    "nmea": "\\c:1794787205*00\\" + sentence(armoured((1, 6), (0, 2), (440123456, 30), (0, 4), (0, 8), (123, 10), (1, 1), (77430000, 28), (21060000, 27), (456, 12), (46, 9), (5, 6), (0, 25))[0]) + "\n",
    "aisstream": json.dumps(ENVELOPE) + "\n",
    "aisstream pretty": json.dumps(ENVELOPE, indent=2),
    "aisstream array": json.dumps([ENVELOPE]),
    "digitraffic": json.dumps({"type": "FeatureCollection", "features": [{"mmsi": 440123456, "type": "Feature", "geometry": {"type": "Point", "coordinates": [129.05, 35.1]}, "properties": {"sog": 12.3, "cog": 45.6, "heading": 46, "timestampExternal": 1794787205000}}]}),
    "barentswatch": json.dumps([{"mmsi": 440123456, "msgtime": "2026-11-16T09:00:05+09:00", "latitude": 35.1, "longitude": 129.05, "speedOverGround": 12.3, "courseOverGround": 45.6, "trueHeading": 46}]),
    "barentswatch-csv": "mmsi,msgtime,latitude,longitude,speedOverGround,courseOverGround,trueHeading\n440123456,2026-11-16T00:00:05+00:00,35.1,129.05,12.3,45.6,46\n",
    "ungp": "created_at,msg_timestamp,mmsi,latitude,longitude,speed,course,heading,collection_type\n2026-11-16T03:00:00Z,2026-11-16T00:00:05Z,440123456,35.1,129.05,12.3,45.6,46,dynamic_classA\n",
    "exactearth": EXACTEARTH + '\n"440123456","1","20261116_000005","680","","","","","","","","","0","0.0","12.3","129.05","35.1","45.6","46.0"\n',
    "kystverket": "mmsi;date_time_utc;sog;cog;true_heading;nav_status;calc_speed;lon;lat\n440123456;2026-11-16 00:00:05;12.3;45.6;46;0;;129.05;35.1\n",
    "marinetraffic": "MMSI,SHIP_ID,LAT,LON,SPEED,HEADING,COURSE,STATUS,TIMESTAMP\n440123456,1,35.1,129.05,123,46,45.6,0,2026-11-16T00:00:05\n",
    "msgid-epoch": '"timestamp_pretty";"timestamp";"msgid";"targetType";"mmsi";"lat";"long";"sog";"cog"\n"16/11/2026 00:00:05";1794787205000;1;"A";440123456;35.1;129.05;12.3;45.6\n',
    "korea-mof": "MMSI,일시,위도,경도,SOG,COG,Heading\n440123456,2026-11-16 09:00:05,35.1,129.05,12.3,45.6,46\n",
    "korea-mof two lines before": "조회 기간 : 2026-11-16\n조회선박 척수 : 1\nMMSI,일시,위도,경도,SOG,COG,Heading\n440123456,2026-11-16 09:00:05,35.1,129.05,12.3,45.6,46\n",
    "korea-mof busan": "MMSI,일시,경도,위도,SOG,COG,Heading\n440123456,2026-11-16 09:00:05,129.05,35.1,12.3,45.6,46\n",
    "korea-shared": "ship_id,recv_dt,lon_val,lat_val,sog_val,cog_val,hdg_val\n440123456,20261116090005,129.05,35.1,12.3,45.6,46\n",
    "plain": "mmsi\ttimestamp\tlat\tlon\tsog\tcog\theading\n440123456\t2026-11-16T00:00:05Z\t35.1\t129.05\t12.3\t45.6\t46\n",
}  # fmt: skip

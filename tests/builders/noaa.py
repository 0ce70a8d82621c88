"""Files as NOAA writes them."""

HEAD = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass"
ROW = "440123456,2026-11-16T00:00:05,35.10000,129.05000,12.3,45.6,46.0,EVER GLORY,IMO9161003,DABC1,70,0,120,18,7.5,70,A"


def row(minute, mmsi=671000118, lat=35.0, name="TOK SONG", imo="IMO9161003", day=16):
    at = f"2026-11-{day + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00"
    return f"{mmsi},{at},{lat:.5f},129.50000,9.0,90.0,91,{name},{imo},5VAB1,70,0,120,18,6.5,70,A"


def write(folder, name, rows):
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    return path


def write_ais(folder):
    """``ais.csv``: a listed ship, nine hours, and one row without a place."""
    rows = [
        ROW.replace("00:00:05", f"{h:02}:{m:02}:05").replace("35.10000", f"35.{h:02}{m:02}0")
        for h in range(9)
        for m in range(0, 60, 5)
    ]
    rows.append(ROW.replace("00:00:05", "23:00:05"))
    return write(folder, "ais.csv", [*rows, ROW.replace("35.10000", "91")])

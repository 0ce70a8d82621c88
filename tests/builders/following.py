"""Follow events of each kind through all that is written of them: where does a kind turn up, and where is it forgotten?"""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import geopandas as gpd

from vesseltrack import report
from vesseltrack.cli import screen
from vesseltrack.detectors import DETECTORS
from vesseltrack.report.chart import draw_alerts, draw_ship

CASES = ("events", "scored")


def places_of(store, settings, folder: Path) -> dict[str, set[str]]:
    """Write the alert files of a store, and say of each place in which an event is told which kinds turn up there."""
    report.write_alerts(store, settings, folder)
    alerts = report.alerts_frame(store)
    found = {t: {k for (k,) in store.rows(f"SELECT DISTINCT event_type FROM {t}")} for t in CASES}
    found["event_spans"] = {k for (k,) in store.rows("SELECT DISTINCT event_type FROM event_spans")}
    found["alerts"] = set(alerts.event_type)
    with (folder / "alerts.csv").open(encoding="utf-8-sig", newline="") as f:
        found["alerts.csv"] = {row["event_type"] for row in csv.DictReader(f)}
    found["alerts.jsonl"] = {json.loads(x)["event_type"] for x in (folder / "alerts.jsonl").read_text().splitlines()}
    found["alerts.geojson"] = set(gpd.read_file(folder / "alerts.geojson").event_type)
    found["alerts.parquet"] = set(gpd.read_parquet(folder / "alerts.parquet").event_type)
    kml = (folder / "alerts.kml").read_text(encoding="utf-8")
    found["alerts.kml"] = set(re.findall(r"<styleUrl>#(\w+)</styleUrl>", kml)) & set(
        re.findall(r'<Style id="(\w+)">', kml)
    )
    counted = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["events"]
    found["manifest.json"] = {d.event for d in DETECTORS if counted.get(d.name)}
    found |= _page((folder / "index.html").read_text(encoding="utf-8"))
    found["chart"] = set(draw_alerts(store, alerts).get_legend_handles_labels()[1])
    one_each = alerts.drop_duplicates("event_type").itertuples()
    found["chart of a ship"] = {a.event_type for a in one_each if a.event_type in _drawn(store, a)}
    shown = io.StringIO()
    with redirect_stdout(shown):
        searched = store.frame("FROM searched").iloc[0].to_dict()
        screen.print_alerts(alerts, searched, top=1000)
        for _, a in alerts.iterrows():
            screen.print_alert(a)
    words = re.sub(r"[\s│]+", "", shown.getvalue())
    found["terminal"] = {a.event_type for a in alerts.itertuples() if re.sub(r"\s+", "", a.summary) in words}
    return found


def _page(page: str) -> dict[str, set[str]]:
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    drawn = {e["kind"] for a in data["alerts"] for e in a["events"]}
    return {
        "page: map": {k for k in drawn if data["kinds"].get(k, {}).get("colour") and data["kinds"][k]["marker"]},
        "page: key": {
            d.event
            for d in DETECTORS
            if f'class="kind-{d.event}"' in page
            and re.search(rf"\.kind-{d.event} \{{ color: [^;]*{d.colour}\b", page)
            and d.legend in page
        },
    }


def _drawn(store, alert) -> set[str]:
    """The colours drawn on the map of a ship, as kinds."""
    import matplotlib.colors
    import matplotlib.pyplot as plt

    ax = draw_ship(store, alert.vessel_id)
    used = {matplotlib.colors.to_hex(line.get_color()) for line in ax.lines}
    used |= {matplotlib.colors.to_hex(c) for scattered in ax.collections for c in scattered.get_facecolor()}
    plt.close("all")
    return {d.event for d in DETECTORS if d.colour in used}

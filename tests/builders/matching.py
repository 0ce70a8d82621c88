"""How often matching is right: a list's own ships as they would look on the air, with noise, among ships that are not theirs."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

import vesseltrack as vt
from vesseltrack import ships
from vesseltrack.engine import pipeline
from vesseltrack.engine.graph import resting_on
from vesseltrack.lists.entry import is_imo
from vesseltrack.settings import load_settings

T0 = datetime(2026, 11, 16)
TIERS = ("sure", "probable", "check", "review")


@dataclass
class Said:
    """One ship on the air, and the list entry it truly is, if any."""

    mmsi: int
    name: str
    imo: int | None
    call_sign: str | None
    length_m: float | None
    truth: str | None
    how: str


def imo_like(rng: random.Random, but: set[int]) -> int:
    """An IMO number with a right check digit that is nobody's on the list."""
    while not is_imo(n := rng.randrange(7_000_000, 9_999_999)) or n in but:
        pass
    return n


def spelt(rng: random.Random, name: str) -> str:
    """A name as a crew types it: blanks lost or added, NO., a prefix, cut at twenty letters."""
    way = rng.randrange(5)
    if way == 0:
        name = name.replace(" ", "")
    elif way == 1:
        name = "M/V " + name
    elif way == 2:
        name = name.replace(" ", "  ").replace("-", " ")
    elif way == 3 and name[-1].isdigit():
        head = name.rstrip(string.digits)
        name = f"{head.strip()} NO.{name[len(head) :]}"
    return name[:20].strip()


def mistyped(rng: random.Random, name: str) -> str:
    """One letter wrong."""
    at = rng.randrange(len(name))
    return name[:at] + rng.choice(string.ascii_uppercase) + name[at + 1 :]


def fleet(listed: pd.DataFrame, mids: dict[str, int], innocents: int, seed: int) -> list[Said]:
    """Each listed ship once, with noise; its innocent namesakes; and ships that have nothing to do with it."""
    rng = random.Random(seed)
    theirs = {int(n) for imos in listed.imos for n in imos}
    numbers = iter(rng.sample(range(100_000, 999_999), 2 * len(listed) + innocents))
    out = []
    for e in listed.itertuples():
        mid = mids.get(e.flag_states[0] if len(e.flag_states) else "", 0) or rng.choice(sorted(mids.values()))
        way = rng.choices(
            ("imo", "mmsi", "name and flag", "name, another flag", "mistyped name"), (50, 15, 15, 10, 10)
        )[0]
        names = [n for n in (e.name, *e.other_names) if n.isascii() and any(c.isalpha() for c in n)]
        name = spelt(rng, rng.choice(names or [e.name]).upper())
        if way == "mistyped name":
            name = mistyped(rng, name)
        if way == "name, another flag":
            mid = rng.choice(sorted(mids.values()))
        if (way == "imo" and not len(e.imos)) or (way == "mmsi" and not len(e.mmsis)):
            way = "name and flag"
        if way == "name and flag" and not len(e.flag_states):
            way = "name, another flag"
        mmsi = int(e.mmsis[0]) if way == "mmsi" else mid * 1_000_000 + next(numbers)
        if way == "imo":  # renamed and reflagged, as they are
            name = "".join(rng.choices(string.ascii_uppercase, k=9)) if rng.random() < 0.5 else name
        out.append(Said(mmsi, name, int(e.imos[0]) if way == "imo" else None, None, None, e.entry, way))
        # a namesake with its own numbers, and one whose number differs: SAM JONG 2 for SAM JONG 1
        if rng.random() < 0.3:
            other = e.name.upper()
            if other[-1:].isdigit():
                other = other[:-1] + str((int(other[-1]) + 1) % 10)
            out.append(
                Said(mid * 1_000_000 + next(numbers), other[:20], imo_like(rng, theirs), None, None, None, "namesake")
            )
    words = sorted({w for n in listed.name for w in n.upper().split() if w.isalpha()})
    for _ in range(innocents):
        name = " ".join(rng.sample(words, 2)) + rng.choice(["", f" {rng.randrange(1, 40)}"])
        imo = imo_like(rng, theirs) if rng.random() < 0.8 else None
        mmsi = rng.choice(sorted(mids.values())) * 1_000_000 + next(numbers)
        out.append(Said(mmsi, name[:20], imo, None, None, None, "innocent"))
    return out


def matched(db: vt.Database, said: list[Said], fuzzy: bool = False) -> pd.DataFrame:
    """The matches of these ships: mmsi, entry and tier, the best tier of a pair first."""
    store = db.store
    times = {"hour": T0, "first_time": T0, "last_time": T0 + timedelta(minutes=50)}
    statics = pd.DataFrame(
        [{"ssvid": s.mmsi, "name": s.name, "imo": s.imo, "call_sign": s.call_sign, "length_m": s.length_m, "messages": 10,
          "file_id": 1, **times} for s in said]
    ).astype({"imo": "Int64"})  # fmt: skip
    fixes = pd.DataFrame({"ssvid": statics.ssvid, "time": T0, "lat": 36.0, "lon": 124.0}).drop_duplicates()
    fixes["time"] = fixes.time.astype("datetime64[us]")
    for table, frame in (("statics", statics), ("fixes", fixes)):
        store.execute(f"DELETE FROM {table}")
        store.append(table, frame)
    ships.load_flags(store)
    rules = load_settings(assign=[f"matching.fuzzy={str(fuzzy).lower()}"])
    with store.transaction():  # as a search makes them: their shapes are read once
        for step in resting_on(pipeline.steps(), ["matches", "namesakes"]):
            step.run(store, rules)
    return store.frame("SELECT vessel_id AS mmsi, entry, tier FROM matches ORDER BY ALL")


def right(said: list[Said], found: pd.DataFrame) -> pd.DataFrame:
    """For each tier and those above it: matches, how many right, precision, and recall of all listed ships on the air."""
    truth = {(s.mmsi, s.truth) for s in said if s.truth}
    rows = []
    for n, tier in enumerate(TIERS, 1):
        pairs = set(found[found.tier.isin(TIERS[:n])][["mmsi", "entry"]].itertuples(index=False, name=None))
        good = len(pairs & truth)
        rows.append(
            {"down to": tier, "matches": len(pairs), "right": good, "precision": round(good / max(1, len(pairs)), 3),
             "recall": round(good / len(truth), 3)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def against_itself(
    path: Path, innocents: int = 5000, seed: int = 20240330, fuzzy: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A list matched against its own ships on the air: the table of tiers, and recall by what was left to match by."""
    db = vt.open()
    db.load_list(path)
    listed = db.table("listed")
    ships.load_flags(db.store)
    mids = {iso: int(mid) for mid, iso in db.store.rows("SELECT min(mid), iso3 FROM flags GROUP BY iso3 ORDER BY iso3")}
    said = fleet(listed, mids, innocents, seed)
    found = matched(db, said, fuzzy)
    pairs = set(found[["mmsi", "entry"]].itertuples(index=False, name=None))
    ways = pd.DataFrame(
        [{"left to match by": s.how, "ships": 1, "found": (s.mmsi, s.truth) in pairs} for s in said if s.truth]
    )
    return right(said, found), ways.groupby("left to match by").sum().reset_index()


if __name__ == "__main__":
    import sys

    tiers, ways = against_itself(Path(sys.argv[1]))
    print(tiers.to_string(index=False), "\n")
    print(ways.to_string(index=False))

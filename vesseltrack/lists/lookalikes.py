"""Names similar to a listed ship's, for manual review; only with the setting ``matching.fuzzy``.

Numbers in the names must be equal (SAM JONG 1 is not SAM JONG 2), the letters nearly so. A different IMO number rules a pair out,
as in matching. Similarity is the normalised indel similarity of the letters (rapidfuzz ``ratio``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import Field
from rapidfuzz import fuzz, process

from vesseltrack.engine.step import Step
from vesseltrack.rules import Rules
from vesseltrack.schema import TABLES
from vesseltrack.store import Store


class MatchingRules(Rules):
    """How ships are matched with lists."""

    fuzzy: bool = Field(False, description="also names merely like a listed one, in a tier for review")
    min_likeness_percent: float = Field(88, ge=70, le=100, description="of the letters of two names, for review")
    min_letters: int = Field(6, ge=3, description="shorter names are like too many")


_SENT = """
    SELECT ssvid, valid_from, valid_to, name AS sent_name, split_part(name_key(name), '#', 1) AS letters,
        substr(name_key(name), 1 + position('#' IN name_key(name))) AS digits, CASE WHEN imo_valid THEN imo END AS imo
    FROM identities WHERE length(split_part(name_key(name), '#', 1)) >= $min_letters ORDER BY ALL
"""
_NAMES = """
    WITH names AS (
        SELECT list, entry, imos, unnest(list_distinct(list_prepend(name, other_names))) AS listed_name
        FROM listed WHERE standing <> 'victim'
    )
    SELECT list, entry, imos, listed_name, split_part(name_key(listed_name), '#', 1) AS letters,
        substr(name_key(listed_name), 1 + position('#' IN name_key(listed_name))) AS digits
    FROM names WHERE length(split_part(name_key(listed_name), '#', 1)) >= $min_letters ORDER BY ALL
"""
_COLUMNS = TABLES["lookalikes"].names


def _make(store: Store, rules: MatchingRules) -> pd.DataFrame:
    if not rules.fuzzy:
        return pd.DataFrame(columns=_COLUMNS)
    letters = {"min_letters": rules.min_letters}
    sent, listed = store.frame(_SENT, letters), store.frame(_NAMES, letters)
    found = [
        _alike(mine, listed.loc[theirs], rules.min_likeness_percent)
        for digits, mine in sent.groupby("digits")
        if len(theirs := listed.index[listed.digits == digits])
    ]
    frame = pd.concat(found) if found else pd.DataFrame(columns=_COLUMNS)
    return frame.sort_values(["ssvid", "list", "entry", "likeness"])


def _alike(sent: pd.DataFrame, listed: pd.DataFrame, least: float) -> pd.DataFrame:
    """Pairs of names with equal numbers whose letters are alike but not the same."""
    mine, theirs = sent.letters.unique(), listed.letters.unique()
    out = []
    for start in range(0, len(mine), 4000):
        some = mine[start : start + 4000]
        like = process.cdist(some, theirs, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8, workers=-1)
        row, column = np.nonzero((like >= least) & (like < 100))
        out.append(pd.DataFrame({"letters": some[row], "theirs": theirs[column], "likeness": like[row, column]}))
    pairs = pd.concat(out)
    both = pairs.merge(sent, on="letters").merge(
        listed.rename(columns={"letters": "theirs"})[["list", "entry", "imos", "listed_name", "theirs"]], on="theirs"
    )
    conflict = [
        bool(len(imos)) and pd.notna(imo) and imo not in imos for imo, imos in zip(both.imo, both.imos, strict=True)
    ]
    return both.loc[~np.array(conflict, bool), _COLUMNS]


LOOKALIKES = Step(
    writes="lookalikes",
    declared=("identities", "listed"),
    finds="names merely like a listed ship's, when asked for",
    section="matching",
    make=_make,
)

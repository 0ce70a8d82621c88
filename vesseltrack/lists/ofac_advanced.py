"""OFAC's ``sdn_advanced.xml``: the only OFAC file with dates of designation.

Its parts refer to each other by id: names of types stand in ``ReferenceValueSets``, documents (IMO, MMSI) refer to a party's
identity, dates and programmes to its profile. See its schema, ``sdn_advanced.xsd``. The reader does not depend on the order
of the parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from vesseltrack.lists.entry import (
    Entry,
    ListReader,
    Published,
    call_signs,
    cell_text,
    country_code,
    imo_numbers,
    mmsi_numbers,
    quantity,
    spoken,
    wrong_numbers,
)
from vesseltrack.lists.ofac import AUTHORITY, is_hull_number
from vesseltrack.lists.xml import elements, text, texts

_PARTS = ("DateOfIssue", "ReferenceValueSets", "IDRegDocument", "DistinctParty", "SanctionsEntry")
_SETS = ("PartySubType", "IDRegDocType", "FeatureType", "DetailReference", "EntryEventType", "SanctionsType")
_FLAGS = ("vessel flag", "former vessel flag", "other vessel flag")
_SIGNS = ("vessel call sign", "other vessel call sign", "call sign")


@dataclass
class _Party:
    """Data of one ``DistinctParty`` collected while reading."""

    profile: str
    subtype: str
    identities: list[str]
    names: list[str]
    features: list[tuple[str, str, str]]


@dataclass
class _File:
    """Data of the file collected while reading, by the file's ids."""

    issued: date | None = None
    words: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    documents: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    parties: list[_Party] = field(default_factory=list)
    events: dict[str, list[tuple[str, date]]] = field(default_factory=lambda: defaultdict(list))
    measures: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def word(self, kind: str, number: str) -> str:
        """The text of an id in one of the reference sets, lower case."""
        return self.words[kind].get(number, "").lower()

    def take(self, element: Element) -> None:
        """Collect the needed data of one element."""
        if element.tag == "DateOfIssue":
            self.issued = _date(element)
        elif element.tag == "ReferenceValueSets":
            for kind in _SETS:
                self.words[kind].update({e.get("ID", ""): cell_text(e.text) for e in element.iter(kind)})
        elif element.tag == "IDRegDocument":
            number = (element.get("IDRegDocTypeID", ""), text(element, "IDRegistrationNo"))
            self.documents[element.get("IdentityID", "")].append(number)
        elif element.tag == "DistinctParty":
            self.parties += [_party(profile) for profile in element.iterfind("Profile")]
        else:
            self._sanction(element.get("ProfileID", ""), element)

    def _sanction(self, profile: str, element: Element) -> None:
        for event in element.iterfind("EntryEvent"):
            when = event.find("Date")
            if when is not None and (begun := _date(when)):
                self.events[profile].append((event.get("EntryEventTypeID", ""), begun))
        for measure in element.iterfind("SanctionsMeasure"):
            self.measures[profile].append((measure.get("SanctionsTypeID", ""), text(measure, "Comment")))


def _date(element: Element) -> date | None:
    year, month, day = (text(element, part) for part in ("Year", "Month", "Day"))
    return date(int(year), int(month or 1), int(day or 1)) if year else None


def _party(profile: Element) -> _Party:
    aliases = [a for i in profile.iterfind("Identity") for a in i.iterfind("Alias")]
    aliases.sort(key=lambda a: a.get("Primary") != "true")
    names = [
        " ".join(parts)
        for alias in aliases
        for name in alias.iterfind("DocumentedName")
        if (parts := texts(name, "DocumentedNamePart/NamePartValue"))
    ]
    features = [
        (f.get("FeatureTypeID", ""), cell_text(d.text), d.get("DetailReferenceID", ""))
        for f in profile.iterfind("Feature")
        for d in f.iterfind("FeatureVersion/VersionDetail")
    ]
    identities = [i.get("ID", "") for i in profile.iterfind("Identity")]
    return _Party(profile.get("ID", ""), profile.get("PartySubTypeID", ""), identities, names, features)


def _read(path: Path) -> Published:
    file = _File()
    for element in elements(path, *_PARTS):
        file.take(element)
    ships = [p for p in file.parties if file.word("PartySubType", p.subtype) == "vessel"]
    return Published([_entry(file, p) for p in ships], file.issued)


def _entry(file: _File, party: _Party) -> Entry:
    papers = [(file.word("IDRegDocType", kind), number) for i in party.identities for kind, number in file.documents[i]]
    printed = [number for kind, number in papers if is_hull_number(kind, number)]
    features = [
        (file.word("FeatureType", f), t or file.words["DetailReference"].get(d, "")) for f, t, d in party.features
    ]
    if not party.names:
        raise ValueError(f"profile {party.profile}, a ship, has no name")
    return Entry(
        entry=party.profile,
        authority=AUTHORITY,
        name=party.names[0],
        programme=", ".join(
            t for k, t in file.measures[party.profile] if file.word("SanctionsType", k) == "program" and t
        ),
        other_names=tuple(party.names[1:]),
        imos=imo_numbers(*printed),
        mmsis=mmsi_numbers(*(number for kind, number in papers if kind == "mmsi")),
        call_signs=call_signs(*_of(features, _SIGNS)),
        flag_states=tuple(map(country_code, spoken(_of(features, _FLAGS)))),
        listed_from=_designated(file, party.profile),
        source=f"OFAC SDN entry {party.profile}",
        note=wrong_numbers(*printed),
        vessel_type=next(iter(_of(features, ("vessel type",))), ""),
        gross_tonnage=next(
            (t for v in _of(features, ("vessel gross registered tonnage",)) if (t := quantity(v))), None
        ),
    )


def _of(features: Iterable[tuple[str, str]], kinds: tuple[str, ...]) -> list[str]:
    return [value for kind, value in features if kind in kinds]


def _designated(file: _File, profile: str) -> date | None:
    events = file.events[profile]
    created = [d for kind, d in events if file.word("EntryEventType", kind) == "created"]
    return min(created or [d for _, d in events], default=None)


OFAC_ADVANCED = ListReader(
    name="ofac",
    authority=AUTHORITY,
    about="OFAC SDN, sdn_advanced.xml, with dates of designation",
    recognises=lambda _, head: b"<Sanctions" in head and (b"ADVANCED_XML" in head or b"un.org/sanctions/1.0" in head),
    read=_read,
    most_mb=500,
)

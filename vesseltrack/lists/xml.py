"""XML read as a stream and safely: no entity is expanded, nothing is fetched, and namespaces, which change, are set aside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from vesseltrack.lists.entry import said


def elements(path: Path, *names: str) -> Iterator[Element]:
    """Each element of these names when it is whole, its children's names without their namespaces; emptied afterwards.

    Raises:
        ValueError: not well formed, cut off, or with entities of its own.
    """
    try:
        for _, element in iterparse(path, events=("end",), forbid_dtd=True):
            element.tag = element.tag.rpartition("}")[2]
            if element.tag in names:
                yield element
                element.clear()
    except ParseError as e:
        raise ValueError(f"it is not whole XML: {e}") from e
    except DefusedXmlException as e:
        raise ValueError("it declares a document type or entities, as no list does: it is not read") from e


def text(element: Element, path: str) -> str:
    """What an element below says; empty for none."""
    return said(element.findtext(path))


def texts(element: Element, path: str) -> list[str]:
    """What all elements of that path below say."""
    return [s for e in element.iterfind(path) if (s := said(e.text))]

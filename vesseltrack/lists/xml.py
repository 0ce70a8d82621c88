"""Safe streaming XML reader: expands no entities, fetches nothing, and removes namespaces, which publishers change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from vesseltrack.lists.entry import cell_text


def elements(path: Path, *names: str) -> Iterator[Element]:
    """Yield each complete element of these names, with namespaces removed; it is cleared afterwards to save memory.

    Raises:
        ValueError: the file is not well formed, truncated, or declares entities.
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
    """Text of the first element at a path below; empty if there is none."""
    return cell_text(element.findtext(path))


def texts(element: Element, path: str) -> list[str]:
    """Texts of all elements at a path below."""
    return [s for e in element.iterfind(path) if (s := cell_text(e.text))]

"""Downloads lists from their publishers: on request only, over TLS, with limits on size and time."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from vesseltrack.errors import UnreadableInput, WrongUse, near_or_all
from vesseltrack.rules import Rules

_CHUNK = 1 << 18
PUBLISHERS = {
    "ofac": "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ADVANCED.XML",
    "uk": "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv",
    "rusi": "https://dprk-reports.org/data.json",
    "opensanctions": "https://data.opensanctions.org/datasets/latest/maritime/maritime.csv",
}


class ListRules(Rules):
    """Where lists are fetched from. A name not among them can be added: the file says itself which list it is."""

    addresses: dict[str, str] = Field(
        PUBLISHERS, description="from where each list is fetched when asked; https only; those named replace ours"
    )
    official: tuple[str, ...] = Field(
        ("ofac", "uk"), description="those that `lists update` fetches when none is named"
    )

    @field_validator("addresses")
    @classmethod
    def _beside_ours(cls, addresses: dict[str, str]) -> dict[str, str]:
        return PUBLISHERS | addresses

    max_mb: int = Field(500, ge=1, le=5000, description="a file larger than this is not a list")
    timeout_s: float = Field(300, gt=0, le=3600, description="for one file, from the first word to the last byte")


class _OverTls(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but only to https."""

    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str) -> Any:
        """As its parent does, once the new address is found to be https."""
        _check_address(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        (parts.hostname or "").encode("idna")
    except ValueError as e:
        raise WrongUse(f"{address} is not an address: {e}", "write it as https://host/path.") from e
    if parts.scheme != "https" or not parts.hostname or not address.isascii():
        raise WrongUse(f"{address} is not an https address", "lists are fetched over TLS only.")


def fetch(name: str, rules: ListRules, folder: Path) -> Path:
    """Fetch one list into a folder; returns the file.

    Raises:
        WrongUse: no address is known for it, or it is not https.
        UnreadableInput: it could not be fetched completely within the limits on time and size.
    """
    address = rules.addresses.get(name)
    if address is None:
        raise WrongUse(
            f"no address is known for the list {name}", near_or_all(name, sorted(rules.addresses), "those known")
        )
    _check_address(address)
    path = folder / (Path(urlsplit(address).path).name or name)
    opener = urllib.request.build_opener(
        _OverTls, urllib.request.HTTPSHandler(context=ssl.create_default_context()), urllib.request.ProxyHandler()
    )
    request = urllib.request.Request(address, headers={"User-Agent": f"vesseltrack/{version('vesseltrack')}"})
    deadline = time.monotonic() + rules.timeout_s
    try:
        with opener.open(request, timeout=min(30, rules.timeout_s)) as answer, path.open("wb") as out:
            _copy(answer, out, rules.max_mb * 1_000_000, deadline)
    except (OSError, http.client.HTTPException) as e:
        why = f"{e.code} {e.reason}" if isinstance(e, urllib.error.HTTPError) else str(getattr(e, "reason", e) or e)
        raise UnreadableInput(f"{name} could not be fetched from {address}: {why}", "try again later.") from e
    return path


def _copy(answer: Any, out: IO[bytes], most: int, deadline: float) -> None:
    announced = int(answer.headers.get("Content-Length") or 0)
    done = 0
    while chunk := answer.read1(_CHUNK):
        done += out.write(chunk)
        if done > most or announced > most:
            raise OSError(f"it is larger than {most // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise OSError("it took too long")
    if done < announced:
        raise OSError(f"it broke off after {done:,} of {announced:,} bytes")

"""Addresses such as ``s3://bucket/folder``, which the library fsspec reaches."""

from __future__ import annotations

from typing import Any

from vesseltrack.errors import WrongUse


def is_address(place: str) -> bool:
    """Whether a text is an address rather than a path."""
    return "://" in place


def files_at(address: str, done: str) -> tuple[Any, str]:
    """The file system of fsspec behind an address, and the path in it.

    Args:
        address: the address.
        done: what is to be done there, for the message: ``read``, ``written`` ...

    Raises:
        WrongUse: the library for such addresses is not installed.
    """
    try:
        import fsspec

        files, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as e:
        protocol = address.partition("://")[0]
        raise WrongUse(f"addresses of {protocol}:// cannot be {done} here: {e}", "install the library it names.") from e
    return files, str(path)

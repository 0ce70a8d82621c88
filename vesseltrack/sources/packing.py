"""What a file is before its text means anything: how it is packed, in which letters it is written, how it begins.

Everything is read as one stream of whole lines, unpacked on the way, so that no file is too large and none can do harm:
a bomb is stopped, an endless line is cut, a name acts nowhere.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import weakref
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import IO, Any, cast

from vesseltrack.errors import DiskFull, UnknownFormat, UnreadableInput
from vesseltrack.sources import pulse
from vesseltrack.sources.counting import MAX_LINE, LineCount
from vesseltrack.sources.encoding import Letters, odd_words, told_apart
from vesseltrack.sources.head import HEAD_BYTES, Head, parquet_columns
from vesseltrack.sources.streams import (
    CHUNK,
    DAMAGE,
    Guarded,
    feeds_only,
    magic,
    pumped,
    real_members,
    unwrapped,
    whole_lines,
)
from vesseltrack.store import is_disk_full


@dataclass(frozen=True)
class Source:
    """What is loaded as one: a file, or one file of a zip.

    Attributes:
        path: where it lies.
        name: how the ledger calls it.
        packing: of the file at ``path``.
        member: its name in the zip, if it is in one.
        index: its place there.
        encoding: of its text, where a user says so.
    """

    path: Path
    name: str
    packing: str
    member: str | None = None
    index: int = 0
    encoding: str | None = None
    seen: dict[str, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def head(self) -> Head:
        """How its text begins."""
        if self.packing == "parquet":
            return Head("parquet", "", parquet_columns(self.path, self.name))
        with self._unpacked() as stream:
            start = stream.read(HEAD_BYTES)
        if magic(start) == "parquet":
            return Head("parquet", "", parquet_columns(self.parquet, self.name))
        return Head.of(self.name, start, self.encoding, self._told_apart)

    def _told_apart(self) -> str:
        """In which letters it is written, all of it being looked at.

        Raises:
            UnreadableInput: it cannot be told.
        """
        with self._unpacked() as stream:
            return told_apart(self.name, odd_words(stream))

    @property
    def is_parquet(self) -> bool:
        """Whether it is a Parquet file, packed or not."""
        return self.head.encoding == "parquet"

    @cached_property
    def parquet(self) -> Path:
        """A Parquet file, which is read here and there and not from its beginning: unpacked, if it was packed."""
        if self.packing == "parquet":
            return self.path
        folder = mkdtemp(prefix="vesseltrack-")
        self.seen["copy"] = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        path, digest = Path(folder) / "data", hashlib.sha256()
        with self._unpacked() as stream, path.open("wb") as f:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                f.write(chunk)
        self.seen["sha256"] = digest.hexdigest()
        return path

    def forget_copy(self) -> None:
        """Delete what was unpacked beside it."""
        if "copy" in self.seen:
            self.seen.pop("copy")()
            del self.__dict__["parquet"]

    def packed_sha256(self) -> str:
        """SHA-256 of the bytes as they lie on disk; of a member, with its name."""
        digest, lines = hashlib.sha256(), LineCount(self._delimiter)
        with self.path.open("rb") as f, ThreadPoolExecutor(1) as beside:
            while chunk := f.read(CHUNK):
                hashed = beside.submit(digest.update, chunk)
                if self.packing == "none":
                    lines.add(chunk)
                hashed.result()
        lines.close()
        self.seen["lines"] = lines
        if self.member is not None:
            digest.update(f"\0{self.index}\0{self.member}".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    @property
    def _delimiter(self) -> bytes:
        """What its columns are divided by, if it has any: the one of the usual four that its beginning has most of."""
        try:
            return max((",", ";", "\t", "|"), key=self.head.text.count).encode()
        except UnreadableInput:
            return b""

    @property
    def is_plain(self) -> bool:
        """Whether others may read the file itself: UTF-8 text, not packed, no endless line, lines ending as everywhere."""
        if self.packing != "none" or self.head.encoding != "utf-8" or self.head.line_end != "\n":
            return False
        return "lines" in self.seen and not self.seen["lines"].endless

    @property
    def count(self) -> LineCount:
        """Its lines as they were counted when it was last read."""
        return cast(LineCount, self.seen["lines"])

    @property
    def notes(self) -> list[str]:
        """What is to be said of its text, once it has been read."""
        return cast(list[str], self.seen.get("notes", []))

    @contextmanager
    def _unpacked(self) -> Iterator[IO[bytes]]:
        """Its bytes, unpacked.

        Raises:
            UnreadableInput: damaged, cut off, encrypted or a bomb.
        """
        try:
            with self.path.open("rb") as raw:
                stream: IO[bytes] = raw
                if self.packing == "zip":
                    archive = zipfile.ZipFile(raw)
                    stream = archive.open(archive.infolist()[self.index])
                size = self.path.stat().st_size
                # of one packing in another the file itself may be read and closed before what was in it
                self.seen["come"] = lambda: pulse.tell(size if raw.closed else raw.tell(), size)
                yield cast(IO[bytes], Guarded(unwrapped(stream, size, self.name), size, self.name))
        except DAMAGE as e:
            if is_disk_full(e) or isinstance(e, UnreadableInput):
                raise
            raise UnreadableInput(
                f"{self.name} is cut off or damaged: {e}", "fetch it again; nothing was loaded from it."
            ) from e

    def chunks(self, endless: bool = False, any_end: bool = False) -> Iterator[bytes]:
        """Its text in UTF-8 as chunks of whole lines, none of them endless unless asked for.

        ``seen["sha256"]`` is of the unpacked bytes, ``count`` of the lines as they are handed on.

        Args:
            endless: hand on lines of any length, cut anywhere.
            any_end: a carriage return ends a line as well, as it does where nothing else ends one.
        """
        digest, lines = hashlib.sha256(), LineCount(self._delimiter, in_fields=not any_end)
        letters, rest = Letters(self.head.encoding, self.head.is_sure, self._told_apart), b""
        with self._unpacked() as stream:
            text = letters.through(_hashed(stream, digest, self.seen["come"]))
            for chunk in feeds_only(text) if any_end or self.head.line_end == "\r" else text:
                if endless:
                    lines.add(chunk)
                    yield chunk
                    continue
                whole, rest = whole_lines(rest, chunk)
                if whole:
                    lines.add(whole)
                    yield whole
        if rest:
            rest = rest[: MAX_LINE + 1] + b"\n"
            lines.add(rest)
            yield rest
        lines.close()
        told = self.encoding is None and not letters.encoding.startswith("utf")
        how = [f"its letters are read as {letters.encoding}: if names look wrong, give --encoding"] if told else []
        self.seen.update(sha256=digest.hexdigest(), lines=lines, notes=[*how, *letters.notes()])

    def blocks(self, size: int) -> Iterator[bytes]:
        """The same in blocks of about so many bytes, lines ending with a carriage return as well."""
        held: list[bytes] = []
        for chunk in self.chunks(any_end=True):
            held.append(chunk)
            if sum(map(len, held)) >= size:
                yield b"".join(held)
                held = []
        if held:
            yield b"".join(held)

    @contextmanager
    def as_file(
        self, through: Callable[[Iterator[bytes]], Iterator[bytes]] | None = None, endless: bool = False
    ) -> Iterator[Path]:
        """Its text as a file under a name of ours, which DuckDB can take for no pattern and no partition.

        What is not plain is unpacked into a pipe while the other side reads, or into a file where there are no pipes;
        ``through`` may change the chunks of text on the way.
        """
        with TemporaryDirectory(prefix="vesseltrack-") as folder:
            path = Path(folder) / "data"
            if self.is_parquet:
                path.symlink_to(self.parquet.resolve())
                yield path
                return
            chunks = self.chunks() if through is None else through(self.chunks(endless))
            if through is None and self.is_plain:
                path.symlink_to(self.path.resolve())
                yield path
            elif hasattr(os, "mkfifo"):
                os.mkfifo(path)
                with pumped(chunks, path):
                    yield path
            else:  # pragma: no cover  (Windows)
                with path.open("wb") as f:
                    f.writelines(chunks)
                yield path


def _hashed(stream: IO[bytes], digest: Any, come: Callable[[], object]) -> Iterator[bytes]:
    """The chunks of a stream, each hashed; ``come`` is called after each, to say how far it has come."""
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        come()
        yield chunk


def sources_of(path: Path, encoding: str | None = None) -> list[Source]:
    """The sources at a path: one, or the files of a zip; ``encoding`` as a user says it.

    Raises:
        UnreadableInput: missing, a folder, empty, or a zip without files.
    """
    try:
        if path.exists() and not path.is_file():
            raise UnreadableInput(f"{spelt(path)} is not a plain file", "give it as a file.")
        with path.open("rb") as f:
            start = f.read(8)
    except OSError as e:
        raise UnreadableInput(f"{spelt(path)} cannot be read: {e.strerror}", "check the path.") from e
    if not start:
        raise UnknownFormat(f"{spelt(path)} is empty", "nothing was loaded from it.")
    packing, name = magic(start), spelt(path)
    if packing != "zip":
        return [Source(path, name, packing, encoding=encoding)]
    try:
        with zipfile.ZipFile(path) as z:
            members = real_members(z)
    except DAMAGE as e:
        raise UnreadableInput(f"{spelt(path)} is a damaged zip file: {e}", "fetch it again.") from e
    if not members:
        raise UnreadableInput(f"{spelt(path)} holds no file", "nothing was loaded from it.")
    return [Source(path, f"{name}!{m}", packing, m, i, encoding) for m, i in sorted(members)]


def spelt(path: Path) -> str:
    """A path as text, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", errors="replace")


@contextmanager
def standard_input() -> Iterator[Path]:
    """Standard input as a file, which is looked at before it is read."""
    with TemporaryDirectory(prefix="vesseltrack-") as folder:
        path = Path(folder) / "standard input"
        try:
            if sys.stdin is None:
                raise UnreadableInput("standard input is closed", "give a file.")
            with path.open("wb") as f:
                shutil.copyfileobj(sys.stdin.buffer, f, CHUNK)
        except OSError as e:
            if is_disk_full(e):
                raise DiskFull("no space left to keep standard input", "set TMPDIR to a roomier disk.") from e
            raise
        yield path

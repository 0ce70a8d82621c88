"""Access to a file's text: compression, encoding and beginning.

Everything is one stream of lines, decompressed on the way. Bombs are stopped, endless lines cut, names never interpreted.
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
from vesseltrack.sources.encoding import Letters, encoding_of, odd_words
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
    """One input: a file, or one file of a zip.

    Attributes:
        path: path of the file.
        name: its name in the ledger.
        packing: compression of the file at ``path``.
        member, index: its name and position in the zip, if it is in one.
        encoding: encoding of its text, if a user names it.
        seen: results of reading it: hashes, line counts, notes.
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
        """The beginning of its text."""
        if self.packing == "parquet":
            return Head("parquet", "", parquet_columns(self.path, self.name))
        with self._unpacked() as stream:
            start = stream.read(HEAD_BYTES)
        if magic(start) == "parquet":
            return Head("parquet", "", parquet_columns(self.parquet, self.name))
        return Head.of(self.name, start, self.encoding, self._recognised_encoding)

    def _recognised_encoding(self) -> str:
        """The encoding, recognised from its whole text; an :class:`UnreadableInput` is raised if it cannot be."""
        with self._unpacked() as stream:
            return encoding_of(self.name, odd_words(stream))

    @property
    def is_parquet(self) -> bool:
        """Whether it is a Parquet file, packed or not."""
        return self.head.encoding == "parquet"

    @cached_property
    def parquet(self) -> Path:
        """Path of a Parquet file, decompressed to a temporary copy if needed, as Parquet needs random access."""
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
        """Delete the temporary copy of a compressed Parquet file."""
        if "copy" in self.seen:
            self.seen.pop("copy")()
            del self.__dict__["parquet"]

    def packed_sha256(self) -> str:
        """SHA-256 of the bytes on disk; for a member of a zip, with its index and name. Counts the lines of a plain file too."""
        compiled = self._delimiter and self.packing == "none" and self.head.is_tabular
        digest, lines = hashlib.sha256(), LineCount(self._delimiter, size=self.path.stat().st_size if compiled else 0)
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
        """The likely delimiter: the one of ``, ; tab |`` that is most frequent in its beginning."""
        try:
            return max((",", ";", "\t", "|"), key=self.head.text.count).encode()
        except UnreadableInput:
            return b""

    @property
    def is_plain(self) -> bool:
        """Whether the file can be read directly: uncompressed UTF-8 text, no endless line, lines that end in a line feed."""
        direct = self.packing == "none" and self.head.encoding == "utf-8" and self.head.line_end == "\n"
        return direct and "lines" in self.seen and not self.seen["lines"].endless

    @property
    def count(self) -> LineCount:
        """Count of its lines when it was last read."""
        return cast(LineCount, self.seen["lines"])

    @property
    def notes(self) -> list[str]:
        """Notes for the user on its text, once read."""
        return cast(list[str], self.seen.get("notes", []))

    @contextmanager
    def _unpacked(self) -> Iterator[IO[bytes]]:
        """Context manager: a stream of its decompressed bytes.

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
            encrypted = f"{self.name} is encrypted", "unpack it with its password, and load what was in it."
            damaged = f"{self.name} is cut off or damaged: {e}", "fetch it again; nothing was loaded from it."
            raise UnreadableInput(*encrypted if "is encrypted" in str(e) else damaged) from e

    def chunks(self, endless: bool = False, any_end: bool = False) -> Iterator[bytes]:
        """Its text in UTF-8 as chunks of complete lines; overlong lines are cut unless ``endless``.

        Afterwards ``seen["sha256"]`` is the hash of the decompressed bytes, and ``count`` counts the lines yielded.

        Args:
            endless: yield lines of any length, in chunks cut anywhere.
            any_end: a carriage return ends a line as well; it always does if the file has no other line ends.
        """
        digest, lines = hashlib.sha256(), LineCount(self._delimiter, in_fields=not any_end)
        letters, rest = Letters(self.head.encoding, self.head.is_sure, self._recognised_encoding), b""
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
        recognised = self.encoding is None and not letters.encoding.startswith("utf")
        how = (
            [f"its letters are read as {letters.encoding}: if names look wrong, give --encoding"] if recognised else []
        )
        self.seen.update(sha256=digest.hexdigest(), lines=lines, notes=[*how, *letters.notes()])

    def blocks(self, size: int) -> Iterator[bytes]:
        """As :meth:`chunks` with ``any_end``, in blocks of at least ``size`` bytes."""
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
        """Context manager: its text as a file under our own name, which DuckDB cannot take for a pattern or partition.

        A file that is not plain is decompressed into a pipe while it is read, or into a file on systems without pipes.
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
    """The chunks of a stream, each added to the digest; ``come`` is called after each, to report progress."""
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        come()
        yield chunk


def sources_of(path: Path, encoding: str | None = None) -> list[Source]:
    """The sources at a path: one, or the files of a zip. ``encoding`` is that named by the user, if any.

    Raises:
        UnreadableInput: missing, a folder, empty, or a zip without files.
    """
    try:
        if path.exists() and not path.is_file():
            raise UnreadableInput(
                f"{spelt(path)} is not a regular file",
                "write what comes from it to a file, or give it as standard input (-).",
            )
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
    """A path as text, with bytes that are not UTF-8 replaced."""
    return os.fsencode(path).decode("utf-8", errors="replace")


@contextmanager
def standard_input() -> Iterator[Path]:
    """Context manager: standard input copied to a temporary file, as its beginning is read twice."""
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

"""Streams of bytes: decompression, protection against decompression bombs, cutting into complete lines, writing to a pipe."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import struct
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from vesseltrack.errors import UnreadableInput
from vesseltrack.sources.counting import MAX_LINE

CHUNK = 1 << 20
CUT_LINE = 2000
"""Bytes kept of a line longer than ``MAX_LINE``, which is refused."""
MAX_RATIO = 500
"""Greatest ratio of decompressed to compressed size. AIS text compresses about 10:1, the most repetitive logs 100:1."""
BOMB_BYTES = 1 << 28
"""Decompressed size up to which the ratio does not matter."""
MAX_LAYERS = 3
BITE = 4096
"""Compressed bytes read at once; ten bytes of a bomb may decompress to 128 kB."""

_MAGIC = {
    b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip",
    b"PAR1": "parquet",
}  # fmt: skip
_MOST_HELD = 64
_RETURNS = re.compile(rb"\r+(\n?)")
DAMAGE = (
    EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile, gzip.BadGzipFile, RuntimeError,
    NotImplementedError, OSError, UnicodeDecodeError, struct.error, ValueError,
)  # fmt: skip


def magic(start: bytes) -> str:
    """The compression shown by the first bytes of a file: ``none gzip zstd bzip2 xz zip parquet``."""
    return next((kind for sign, kind in _MAGIC.items() if start.startswith(sign)), "none")


class Guarded:
    """A stream that raises an error when it yields far more bytes than its compressed size explains (``MAX_RATIO``)."""

    def __init__(self, stream: IO[bytes], packed_bytes: int, name: str) -> None:
        self.stream, self.limit, self.name = stream, max(BOMB_BYTES, MAX_RATIO * packed_bytes), name
        self.bytes = 0

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; empty at the end.

        Raises:
            UnreadableInput: more than the limit has been read: it is taken for a decompression bomb.
        """
        chunk = self.stream.read(size)
        self.bytes += len(chunk)
        if self.bytes > self.limit:
            raise UnreadableInput(
                f"{self.name} unpacks to over {MAX_RATIO} times its size",
                "it looks like a decompression bomb: nothing was loaded.",
            )
        return chunk


def unwrapped(stream: IO[bytes], packed_bytes: int, name: str) -> IO[bytes]:
    """A stream of the decompressed bytes, through up to ``MAX_LAYERS`` compressions."""
    for _ in range(MAX_LAYERS):
        peeked = io.BufferedReader(cast(io.RawIOBase, stream), CHUNK)
        packing = magic(peeked.peek(8)[:8])
        if packing == "gzip":
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=peeked, mode="rb"))
        elif packing == "bzip2":
            stream = cast(IO[bytes], _Frames(peeked, bz2.BZ2Decompressor))
        elif packing == "xz":
            stream = cast(IO[bytes], _Frames(peeked, lzma.LZMADecompressor))
        elif packing == "zstd":
            stream = cast(IO[bytes], _Frames(peeked, lambda: zstandard.ZstdDecompressor().decompressobj()))
        elif packing == "zip":
            stream = _only_member(Guarded(peeked, packed_bytes, name))
        else:
            return peeked
    return stream


def _only_member(packed: Guarded) -> IO[bytes]:
    """A stream of the only file of a zip that is itself compressed.

    Raises:
        zipfile.BadZipFile: it contains several files, or none.
    """
    copy = tempfile.TemporaryFile()  # noqa: SIM115  closed with the innermost
    while chunk := packed.read(CHUNK):
        copy.write(chunk)
    archive = zipfile.ZipFile(copy)
    members = real_members(archive)
    if len(members) != 1:
        raise zipfile.BadZipFile(f"a zip of {len(members)} files in another packing: unpack it first")
    return archive.open(archive.infolist()[members[0][1]])


def real_members(archive: zipfile.ZipFile) -> list[tuple[str, int]]:
    """Name and index of each file in a zip, without empty ones and those macOS adds (``__MACOSX/``, ``._name``)."""
    members = ((m.filename, i) for i, m in enumerate(archive.infolist()) if not m.is_dir() and m.file_size)
    return [(m, i) for m, i in members if not m.startswith("__MACOSX/") and not Path(m).name.startswith("._")]


class _Frames(io.RawIOBase):
    """Decompresses all frames of a file. A frame that is cut off, or bytes after the last that are none, are errors here.

    The libraries ignore both.

    Args:
        stream: the compressed stream.
        new: makes a decompressor for a frame.
    """

    def __init__(self, stream: IO[bytes], new: Callable[[], Any]) -> None:
        self.stream, self.new, self.frame = stream, new, new()
        self.packed, self.held, self.at, self.begun = b"", b"", 0, False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer, and return the number of bytes; 0 at the end."""
        while self.at >= len(self.held):
            self.packed = self.packed or self.stream.read(BITE)
            if not self.packed:
                if self.begun and not self.frame.eof:
                    raise EOFError("the last frame is not whole")
                return 0
            if self.frame.eof:
                self.packed = self.packed.lstrip(b"\0")  # padding
                if not self.packed:
                    continue
                self.frame = self.new()
            self.begun = True
            self.held, self.at = self.frame.decompress(self.packed), 0
            self.packed = self.frame.unused_data
        taken = memoryview(self.held)[self.at : self.at + len(buffer)]
        buffer[: len(taken)] = taken
        self.at += len(taken)
        return len(taken)


def whole_lines(rest: bytes, chunk: bytes) -> tuple[bytes, bytes]:
    """The complete lines of ``rest`` and ``chunk`` together, and the incomplete line left; overlong lines are cut."""
    cut = chunk.rfind(b"\n") + 1
    if not cut:
        rest += chunk
        return b"", rest if len(rest) <= 2 * MAX_LINE else rest[: MAX_LINE + 1]
    if len(rest) > MAX_LINE:
        rest, chunk, cut = rest[: MAX_LINE + 1], chunk[chunk.find(b"\n") :], cut - chunk.find(b"\n")
    return rest + chunk[:cut], chunk[cut:]


def feeds_only(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text with a line feed at the end of each line, also of lines that end with carriage returns only."""
    held = b""
    for chunk in chunks:
        text = held + chunk
        held = text[max(len(text.rstrip(b"\r")), len(text) - _MOST_HELD) :]  # a line feed may follow
        text = text.removesuffix(held) if held else text
        if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
            if b"\r\r\n" in text:
                text = _RETURNS.sub(lambda found: found[0] if len(found[0]) < 3 else found[1] or found[0], text)
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield text
    if held:
        yield b"\n"


@contextmanager
def pumped(chunks: Iterator[bytes], pipe: Path) -> Iterator[None]:
    """Context manager: a thread writes text to a pipe while the body reads from it; an error in it is raised at the end."""
    wrong: list[BaseException] = []

    def pump() -> None:
        try:
            with pipe.open("wb") as f:
                for chunk in chunks:
                    f.write(chunk)
        except BrokenPipeError:
            pass  # the reader has closed the pipe
        except BaseException as e:
            wrong.append(e)

    thread = threading.Thread(target=pump, daemon=True)
    thread.start()
    try:
        yield
    finally:
        while thread.is_alive():  # release the thread if the pipe was not read to its end
            with suppress(OSError):
                os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
            thread.join(0.05)
        if wrong:
            raise wrong[0]

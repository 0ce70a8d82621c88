"""What a file is before its columns mean anything: plain, gz, zst or zip; CSV or Parquet; with which header."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from vesseltrack.errors import DiskFull, UnreadableInput
from vesseltrack.store import is_disk_full, literal

HEAD_BYTES = 65_536
MAX_ZIP_RATIO = 200
"""AIS text packs about 10:1. A zip that claims more than this is a bomb, not data."""

NULLS = ["", "NA", "N/A", "NULL", "None", "nan", "NaN", "undefined", "Unknown", "unknown"]
"""What files write where they have nothing to say."""

_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"PK\x03\x04": "zip", b"PAR1": "parquet"}
_DAMAGE = (
    EOFError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile, gzip.BadGzipFile, RuntimeError, NotImplementedError
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A file whose packing and header are known.

    Attributes:
        path: the file as given.
        packing: ``none gzip zstd zip parquet``.
        header: its column names, in order.
        parts: the files to read in its place, once unpacked.
    """

    path: Path
    packing: str
    header: tuple[str, ...]
    parts: tuple[Path, ...] = ()

    @contextmanager
    def unpacked(self) -> Iterator[Opened]:
        """The same file under a name of ours; a zip's members become files of their own.

        DuckDB would take a name with ``*`` or ``[`` for a pattern, and a folder with ``=`` for a partition.
        """
        with TemporaryDirectory(prefix="vesseltrack-") as folder:
            if self.packing == "zip":
                yield replace(self, packing="none", parts=tuple(unzip(self.path, Path(folder))))
            else:
                link = Path(folder) / "data"
                link.symlink_to(self.path.resolve())
                yield replace(self, parts=(link,))

    def relation(self, delimiter: str, skip_lines: int) -> str:
        """The table function that reads the file with columns c0, c1, ...

        Lines that do not split into the header's columns go to the temporary table ``csv_rejects``.
        """
        names = [f"c{i}" for i in range(len(self.header))]
        files = ", ".join(literal(str(p)) for p in self.parts)
        if self.packing == "parquet":
            return f"(SELECT * FROM read_parquet([{files}], hive_partitioning=false)) AS t({', '.join(names)})"
        columns = ", ".join(f"{n}: 'VARCHAR'" for n in names)
        broken = "store_rejects=true, rejects_table='csv_rejects', rejects_scan='csv_scans', rejects_limit=0"
        return (
            f"read_csv([{files}], auto_detect=false, header=true, skip={skip_lines}, delim={literal(delimiter)}, "
            f"quote='\"', escape='\"', compression='{self.packing}', columns={{{columns}}}, "
            f"hive_partitioning=false, nullstr={NULLS}, {broken})"
        )


def open_file(path: Path, delimiter: str = ",", skip_lines: int = 0) -> Opened:
    """Look at a file's first bytes.

    Raises:
        UnreadableInput: missing, a folder, empty, not text, or without a header.
    """
    try:
        if path.is_dir():
            raise UnreadableInput(f"{path} is a folder", f"give its files: '{path}/*.csv'")
        if path.exists() and not path.is_file():
            raise UnreadableInput(f"{path} is not a plain file", "give it as a file.")
        with path.open("rb") as f:
            magic = f.read(4)
    except OSError as e:
        raise UnreadableInput(f"{path} cannot be read: {e.strerror}", "check the path.") from e
    if not magic:
        raise UnreadableInput(f"{path} is empty", "nothing was loaded from it.")
    packing = next((kind for start, kind in _MAGIC.items() if magic.startswith(start)), "none")
    if packing == "parquet":
        return Opened(path, packing, _parquet_header(path))
    lines = _head(path, packing).splitlines()
    header = next(csv.reader(lines[skip_lines : skip_lines + 1], delimiter=delimiter), [])
    if len(header) < 2:
        raise UnreadableInput(f"{path} has no header line of columns", f"the delimiter expected is {delimiter!r}.")
    return Opened(path, packing, tuple(header))


def _parquet_header(path: Path) -> tuple[str, ...]:
    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError) as e:
        raise UnreadableInput(f"{path} is a damaged Parquet file", str(e).splitlines()[0]) from e


def _head(path: Path, packing: str) -> str:
    """The first lines of a file, as text."""
    try:
        with _stream(path, packing) as f:
            head = f.read(HEAD_BYTES)
    except _DAMAGE as e:
        raise UnreadableInput(f"{path} is a damaged {packing} file", "it may be cut off: fetch it again.") from e
    if not head:
        raise UnreadableInput(f"{path} is empty inside", "nothing was loaded from it.")
    if b"\x00" in head:
        raise UnreadableInput(f"{path} is not text", "it is neither CSV nor Parquet.")
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        if e.start >= len(head) - 4:  # a character cut in two by the end of the head
            return head[: e.start].decode("utf-8-sig")
        raise UnreadableInput(f"{path} is not UTF-8 text", "convert it first: iconv -f CP949 -t UTF-8") from e


@contextmanager
def _stream(path: Path, packing: str) -> Iterator[IO[bytes] | io.BufferedIOBase]:
    with path.open("rb") as raw:
        if packing == "gzip":
            yield gzip.GzipFile(fileobj=raw)
        elif packing == "zstd":
            yield zstandard.ZstdDecompressor().stream_reader(raw)
        elif packing == "zip":
            with zipfile.ZipFile(raw) as z, z.open(_members(path, z)[0]) as member:
                yield member
        else:
            yield raw


def _is_shadow(name: str) -> bool:
    """What macOS puts beside each file of a zip."""
    return name.startswith("__MACOSX/") or Path(name).name.startswith("._")


def _members(path: Path, z: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The CSV members of a zip, by name."""
    members = [m for m in z.infolist() if m.filename.lower().endswith(".csv") and not _is_shadow(m.filename)]
    members.sort(key=lambda m: m.filename)
    if not members:
        raise UnreadableInput(f"{path} holds no .csv", "only zipped CSV files are read.")
    if sum(m.file_size for m in members) > MAX_ZIP_RATIO * max(1, path.stat().st_size):
        raise UnreadableInput(f"{path} unpacks to over {MAX_ZIP_RATIO} times its size", "it looks like a zip bomb.")
    return members


def unzip(path: Path, folder: Path) -> list[Path]:
    """Write the CSV members of a zip into ``folder``, under names of ours.

    Raises:
        UnreadableInput: damaged, encrypted, or its members have different headers.
    """
    out, headers = [], set()
    try:
        with zipfile.ZipFile(path) as z:
            for i, member in enumerate(_members(path, z)):
                out.append(folder / f"{i:06}.csv")
                with z.open(member) as source, out[-1].open("wb") as target:
                    shutil.copyfileobj(source, target)
                with out[-1].open("rb") as f:
                    headers.add(f.readline(HEAD_BYTES).strip())
    except _DAMAGE as e:
        raise UnreadableInput(f"{path} is a damaged or encrypted zip file: {e}", "fetch it again.") from e
    except OSError as e:
        if is_disk_full(e):
            raise DiskFull(f"no space left to unpack {path}", "set TMPDIR to a roomier disk.") from e
        raise
    if len(headers) > 1:
        raise UnreadableInput(f"the files in {path} have different headers", "unpack it and load them one by one.")
    return out


def fingerprint(path: Path, packing: str) -> str:
    """SHA-256 of a file's bytes, read to the end.

    Raises:
        UnreadableInput: a gz or zst that is cut off or damaged: DuckDB would read what there is of it and say nothing.
    """
    digest = hashlib.sha256()
    if packing == "gzip":
        _check_gzip(path)
    frame = zstandard.ZstdDecompressor().decompressobj() if packing == "zstd" else None
    try:
        with path.open("rb") as f:
            while chunk := f.read(1 << 20):
                digest.update(chunk)
                while frame is not None and chunk:
                    if frame.eof:
                        frame = zstandard.ZstdDecompressor().decompressobj()
                    frame.decompress(chunk)
                    chunk = frame.unused_data
    except (*_DAMAGE, OSError) as e:
        raise UnreadableInput(f"{path} is damaged: {e}", "fetch it again; nothing was loaded from it.") from e
    if frame is not None and not frame.eof:
        raise UnreadableInput(f"{path} is cut off", "fetch it again; nothing was loaded from it.")
    return digest.hexdigest()


def _check_gzip(path: Path) -> None:
    """Unpack a gz to its end: DuckDB does not look at its checksums."""
    try:
        with gzip.open(path) as f:
            while f.read(1 << 20):
                pass
    except (*_DAMAGE, OSError) as e:
        raise UnreadableInput(
            f"{path} is cut off or damaged: {e}", "fetch it again; nothing was loaded from it."
        ) from e

"""Raw AIS: sentences and payloads, and what our decoder makes of them."""

from vesseltrack.sources.nmea.decode import decode

POSITION = "369KwSP000<G`Kh0iukScOv00000"


STATIC = ("55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53", "1@0000000000000")


def sentence(payload: str, count=1, part=1, group="", channel="A", fill=0, head="!AIVDM") -> str:
    body = f"{head[1:]},{count},{part},{group},{channel},{payload},{fill}"
    total = 0
    for letter in body:
        total ^= ord(letter)
    return f"!{body}*{total:02X}"


def armoured(*fields: tuple[int, int]) -> tuple[str, int]:
    """A payload from (value, bits), and its fill bits: the standard's own recipe, letter by letter."""
    bits = "".join(format(value & ((1 << n) - 1), f"0{n}b") for value, n in fields)
    fill = -len(bits) % 6
    bits += "0" * fill
    six = (int(bits[i : i + 6], 2) for i in range(0, len(bits), 6))
    return "".join(chr(v + 48 if v < 40 else v + 56) for v in six), fill


def messages(text: str | bytes, cut: int | None = None) -> list[dict]:
    """What the decoder makes of a log, given in one block or cut into blocks of so many lines."""
    data = text.encode() if isinstance(text, str) else text
    lines = data.splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += b"\n"
    blocks = [b"".join(lines[i : i + (cut or len(lines))]) for i in range(0, len(lines), cut or len(lines) or 1)]
    rows = [row for table in decode(blocks) for row in table.to_pylist()]
    return sorted(rows, key=lambda r: r["line"])

"""Recognises the encoding of a text from its non-ASCII words. If they do not decide, the user is asked: it is never guessed.

The bytes alone do not decide: nearly every Chinese name is also a valid sequence of Hangul syllables, and of accented Latin
letters. So all non-ASCII words are decoded in each encoding. An encoding is excluded if the result is not plausible text; words
that headers consist of decide at once; otherwise chardet's statistics do, if one encoding is clearly ahead.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from vesseltrack.errors import UnreadableInput, WrongUse

BYTES_SAMPLED = 200_000
"""Most bytes of distinct non-ASCII words that are looked at; more do not change the result."""
STRAYS_IN = 10
"""One in so many non-ASCII letters (or words) may be damaged, and the text still counts as of an encoding."""
AHEAD, AHEAD_FEW = 2.0, 8.0
"""Least ratio of the highest of chardet's figures to the next; and what is added to it, divided by the number of
letters. Measured on 500 draws from the names in test_encodings.py (100 an encoding) of one, two, three, five and eight words: 2,
2, 2, 0 and 0 were recognised wrongly; for 72, 35, 21, 7 and 2 the user was asked."""

LIKE_WORDS = 0.8
"""Least share of the non-ASCII letters of a text that must be in everyday use in its encoding."""

_CHUNK = 1 << 20
_MOST_WORD = 200
_BETWEEN = re.compile(rb'[,;\t\r\n"]+')
"""Bytes that are never the second byte of a letter, in any of the encodings."""
_STRANGE = "\ufffd"
_FOREIGN = 3
"""From so many errors in UTF-8 on, a word counts as of another encoding, not as damaged."""

_HAN, _KANA, _HANGUL = "\u4e00-\u9fff\u3005", "\u3040-\u30ff\uff66-\uff9f", "\uac00-\ud7a3"
_LATIN = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e"


@dataclass(frozen=True)
class Kind:
    """An encoding that can be recognised.

    Attributes:
        statistics: chardet's names of it.
        letters: pattern of the letters that words in it consist of.
        leads: range of first bytes of the letters in everyday use, which the standards put before the rare ones.
        least_second: smallest second byte of these letters; vendors' extensions of a standard use smaller ones.
    """

    statistics: frozenset[str]
    letters: str
    leads: tuple[tuple[int, int], ...] = ((0, 255),)
    least_second: int = 0

    def share(self, letters: str, encoding: str) -> float:
        """The share of letters that are usual in words of this encoding."""
        right = re.findall(f"[{self.letters}]", letters)
        codes = [c.encode(encoding) for c in right]
        everyday = [any(a <= c[0] <= b for a, b in self.leads) and c[-1] >= self.least_second for c in codes]
        return float(sum(everyday) / max(len(letters), 1))


_KINDS = {
    "cp949": Kind(frozenset({"cp949", "euc-kr"}), _HANGUL, ((0xB0, 0xC8),), 0xA1),
    "gb18030": Kind(frozenset({"gb18030", "gb2312", "gbk"}), _HAN, ((0xB0, 0xD7),), 0xA1),
    "cp932": Kind(frozenset({"cp932", "shift_jis", "shift_jis_2004"}), _HAN + _KANA, ((0x81, 0x83), (0x88, 0x97), (0xA6, 0xDF))),
    "big5hkscs": Kind(frozenset({"big5", "big5hkscs", "cp950"}), _HAN, ((0xA4, 0xC6),)),
    "euc_jp": Kind(frozenset({"euc-jp", "euc-jis-2004"}), _HAN + _KANA, ((0xA1, 0xA5), (0xB0, 0xCF), (0x8E, 0x8E))),
    "cp1251": Kind(frozenset({"windows-1251"}), "\u0410-\u044f\u0401\u0451"),
    "cp1252": Kind(frozenset({"windows-1252", "iso-8859-1", "iso-8859-15"}), _LATIN),
}  # fmt: skip
"""The encodings that are recognised besides UTF-8 and UTF-16, by Python's name."""

_SINGLE = ("cp1251", "cp1252")
_ALL_HANGUL = 1.25
"""Factor on the figure of CP949 for each letter, if all are everyday Hangul: Chinese words would hardly decode to these alone."""

_HEADERS = {
    "cp949": (
        "일시",
        "위도",
        "경도",
        "선박",
        "시간",
        "선명",
        "침로",
        "속력",
        "속도",
        "선종",
        "호출",
        "부호",
        "코드",
        "톤수",
        "흘수",
    ),
    "gb18030": ("船名", "船舶", "时间", "经度", "纬度", "航速", "航向", "呼号", "船型", "吃水", "船长", "类型"),
    "cp932": ("船名", "船舶", "時刻", "日時", "経度", "緯度", "速度", "針路", "時間", "船種", "喫水", "信号符字"),
    "big5hkscs": ("船名", "船舶", "時間", "經度", "緯度", "航速", "航向", "呼號", "船型", "吃水", "船長", "類型"),
    "euc_jp": ("船名", "船舶", "時刻", "日時", "経度", "緯度", "速度", "針路", "時間", "船種", "喫水", "信号符字"),
}
"""Words that headers consist of, by encoding."""


def known_encoding(name: str) -> str:
    """Python's name of an encoding a user names.

    Raises:
        WrongUse: there is no encoding of that name, or it is not one of text.
    """
    try:
        b"a".decode(name)
        return codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError) as e:
        if isinstance(e, UnicodeError) and name.lower().replace("_", "-").startswith(("utf-16", "utf-32")):
            return codecs.lookup(name).name
        usual = "utf-8, utf-16, gb18030, cp949, cp932 (Shift-JIS), euc_jp, big5hkscs, cp1252, cp1251"
        raise WrongUse(f"there is no encoding {name}", f"the usual ones are {usual}.") from e


def odd_words(stream: IO[bytes]) -> list[bytes]:
    """The distinct words of a text with non-ASCII bytes, up to the number needed."""
    seen: dict[bytes, None] = {}
    size, rest = 0, b""
    while size < BYTES_SAMPLED and (chunk := stream.read(_CHUNK)):
        if chunk.isascii() and not rest:
            continue
        *words, rest = _BETWEEN.split(rest + chunk)
        for word in words:
            if not word.isascii() and len(word) <= _MOST_WORD and word not in seen:
                seen[word] = None
                size += len(word)
        rest = rest[-_MOST_WORD:]
    if rest and not rest.isascii():
        seen[rest] = None
    return list(seen)


def encoding_of(name: str, words: list[bytes]) -> str:
    """The encoding of non-ASCII words; ``cp1252`` if no encoding fits, so that what is damaged is replaced and counted.

    Args:
        name: name of the file, for the message.
        words: distinct words, as bytes.

    Raises:
        UnreadableInput: several encodings are plausible, or some words are UTF-8 and others are not.
    """
    if len(_read(words, "utf-8")) * 2 >= len(words) > 0:
        foreign = [w for w in words if w.decode("utf-8", "replace").count(_STRANGE) >= _FOREIGN]
        if len(foreign) * STRAYS_IN > len(words):
            raise UnreadableInput(
                f"{name} has words in UTF-8 and words that are not, such as {foreign[0][:60]!a}",
                "divide the file by its encodings, or give one for all of it with --encoding.",
            )
        return "utf-8"  # damaged here and there: hardly a word in anything else would be UTF-8 as well
    read = {encoding: _read(words, encoding) for encoding in _KINDS}
    left = {encoding: said for encoding, said in read.items() if said and _is_plausible(said, encoding)}
    if not left:
        strict = [encoding for encoding, said in read.items() if said]
        if not strict:
            return "cp1252"  # no text in any of them: what is damaged is replaced, and counted
        left = {encoding: read[encoding] for encoding in strict}
    else:
        by_header = [e for e in left if any(w in said for said in left[e] for w in _HEADERS.get(e, ()))]
        if len(by_header) == 1:
            return by_header[0]
        first, second = _likeliest(words, left)
        letters = sum(not c.isascii() for word in left[first[0]] for c in word) if first else 0
        if first and first[1] >= (AHEAD + AHEAD_FEW / letters) * second:
            return first[0]
    shown = "; ".join(f"{', '.join(said[:2])[:60]} ({encoding})" for encoding, said in left.items())
    raise UnreadableInput(
        f"the encoding of {name} cannot be determined: its words may be {shown}",
        "give the right one with --encoding, or with encoding = in a mapping.",
    )


def _read(words: list[bytes], encoding: str) -> list[str]:
    """The words decoded; none if more than a tenth (in UTF-8, half) of them are not valid in the encoding."""
    said = []
    for word in words:
        try:
            said.append(word.decode(encoding))
        except UnicodeDecodeError:
            continue
    most = len(words) / (2 if encoding == "utf-8" else STRAYS_IN)
    return said if len(words) - len(said) <= most else []


def _letters(words: list[str]) -> str:
    """The non-ASCII letters of words."""
    return "".join(c for word in words for c in word if not c.isascii() and c.isalpha())


def _is_plausible(words: list[str], encoding: str) -> bool:
    """Whether decoded words consist of letters that are usual in this encoding."""
    letters = _letters(words)
    if not letters or _KINDS[encoding].share(letters, encoding) < LIKE_WORDS:
        return False
    if encoding == "cp1251":
        odd = [word for word in words if not (word.isupper() or word.islower() or word.istitle())]
    elif encoding == "cp1252":
        odd = [word for word in words if re.search(r"[^\x00-\x7f]{3}", word)]
    else:
        return True
    return len(odd) * STRAYS_IN <= len(words)


def _likeliest(words: list[bytes], among: dict[str, list[str]]) -> tuple[tuple[str, float] | None, float]:
    """The encoding with the highest of chardet's figures, with that figure, and the next figure; ``None`` if all are 0."""
    import chardet  # of no use to nearly all files

    figures = dict.fromkeys(among, 0.0)
    for found in chardet.detect_all(b"\n".join(words)[:BYTES_SAMPLED], ignore_threshold=True):
        for encoding in among:
            if str(found["encoding"]).lower() in _KINDS[encoding].statistics:
                figures[encoding] = max(figures[encoding], float(found["confidence"] or 0))
    letters = _letters(among.get("cp949", []))
    if letters and _KINDS["cp949"].share(letters, "cp949") == 1:
        figures["cp949"] *= _ALL_HANGUL ** min(len(letters), 20)
    ranked = sorted(figures.items(), key=lambda item: -item[1])
    return (ranked[0] if ranked[0][1] > 0 else None), (ranked[1][1] if len(ranked) > 1 else 0.0)


class Letters:
    """Converts a text to UTF-8 from the encoding it is in.

    Args:
        encoding: as it seems to be; of a text that is ASCII so far, ``utf-8``.
        is_sure: false if the text was ASCII so far, so that ``utf-8`` is only assumed.
        decide: recognises the encoding from the whole text.
    """

    def __init__(self, encoding: str, is_sure: bool, decide: Callable[[], str]) -> None:
        self.encoding, self.is_sure, self.decide = encoding, is_sure, decide
        self.strange = self.tail = 0

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The same text in UTF-8."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        begun = False
        for chunk in chunks:
            if self.encoding == "utf-8" and chunk.isascii() and not decoder.getstate()[0]:
                yield chunk
                begun = True
                continue
            if not self.is_sure:
                decoder = self._now_sure(chunk)
            text = decoder.decode(chunk)
            if not begun:
                text, begun = text.removeprefix("\ufeff"), True
            yield self._counted(text, chunk)
        self.tail = len(decoder.getstate()[0])

    def _now_sure(self, chunk: bytes) -> codecs.IncrementalDecoder:
        """The decoder once the first non-ASCII letters have come, which may not be UTF-8 as assumed."""
        self.is_sure = True
        try:
            codecs.getincrementaldecoder("utf-8")().decode(chunk)
        except UnicodeDecodeError:
            self.encoding = self.decide()
        return codecs.getincrementaldecoder(self.encoding)("replace")

    def _counted(self, text: str, chunk: bytes) -> bytes:
        """The text in UTF-8; letters that could not be decoded are counted."""
        if _STRANGE in text:
            sent = chunk.count(_STRANGE.encode()) if self.encoding == "utf-8" else 0
            self.strange += max(text.count(_STRANGE) - sent, 0)
        return text.encode("utf-8", "replace")

    def notes(self) -> list[str]:
        """Notes for the user on the encoding."""
        sentences = []
        if self.strange:
            sentences.append(
                f"{self.strange:,} letters that are no {self.encoding} are replaced by a question mark in a diamond"
            )
        if self.tail:
            sentences.append(f"{self.tail} stray byte at its end, half a letter in {self.encoding}, left out")
        return sentences

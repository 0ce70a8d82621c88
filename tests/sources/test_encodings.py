"""Encodings: told by what the text would mean, asked where that is not enough; no name is garbled in silence."""

import gzip
import random
import subprocess
from collections import Counter

import pytest

import vesseltrack as vt
from vesseltrack.errors import WrongUse
from vesseltrack.sources.encoding import encoding_of

from builders.command import vesseltrack
from builders.paths import SHARED

HEAD = "mmsi,time,lat,lon,name"
NAMES = {
    "cp949": "금성호 해양수호호 제5영진호 대한민국 동해1호 금강산 부산신항 평화 만선호 태양호 제108덕성호 한라산호 은하수 새마을호 청해진 울산항 여수호"
    " 포항크루즈 세진5호 우성호 동진호 삼영 광양예인선 목포호 제주카페리 흥해호 대성호 해왕 진도파라다이스 일신 현대상선 장보고 독도사랑",
    "gb18030": "鲁荣渔0号 浙岭渔23860 冀黄港渔01234 辽大中渔15001 闽狮渔07001 新海洋 粤湛江 东方红 宏达68 中远之星 长江之歌 海洋石油201 津塘沽 琼临渔"
    " 桂北渔 苏启渔 沪渔909 顺鑫 华航 天鹰座 振华30 金海 富强 永盛 大庆435 昆仑油 雪龙 海巡01 中国海警 渔政310 浙象渔 福远渔 丹东渔 大连港",
    "cp932": "第八海洋丸 さくら 神戸丸 フェリーきそ 日本丸 第三大漁丸 東京湾フェリー 長門 海王丸 いしかり にっぽん丸 飛鳥 第十八幸福丸 新潮丸"
    " 第二昭徳丸 えひめ 北斗 すいせん 銀河丸 青雲丸 大成丸 おれんじ はやぶさ 千代丸 若狭 長崎 第五栄福丸 興洋丸 清水 みやこ",
    "big5hkscs": "台華輪 海研一號 高雄港 新順發 金滿祥 長榮海運 富貴 漁順成16號 萬海 陽明 立榮 台北艦 基隆 明德 順億668 豐國 裕民 中鋼和諧 海鷗 臺馬之星"
    " 南海之星 合富快輪 新臺馬 慶富 昇豐 福隆 東港 連江 金門快輪 大漁發",
    "cp1252": "MÜNCHEN ÅLESUND FØROYAR Göteborg ÉTOILE FRØYA SÃO BJØRNØYA KØBENHAVN ÖRESUND PEÑA CORUÑA ÎLE MALMÖ LÜBECK TROMSØ FÆRØ STØRKER",
}


def rows(names: list[str]) -> str:
    return "".join(f"4401234{i:02},2026-11-16T00:{i:02}:05,35.1,129.05,{name}\n" for i, name in enumerate(names))


@pytest.fixture
def db():
    with vt.open() as database:
        yield database


def names_of(db) -> list[str]:
    return db.sql("SELECT name FROM statics ORDER BY ssvid").name.tolist()


@pytest.mark.parametrize("encoding", [*NAMES, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_names_come_back_as_they_were_written(db, tmp_path, encoding, pack):
    names = NAMES.get(encoding, NAMES["gb18030"]).split()
    (tmp_path / "a").write_bytes(pack((HEAD + "\n" + rows(names)).encode(encoding)))
    loaded = db.load(tmp_path / "a").iloc[0]
    assert loaded.rows_kept == len(names)
    assert [n.upper() for n in names_of(db)] == [n.upper() for n in names]


@pytest.mark.parametrize("encoding", NAMES)
def test_of_a_few_names_the_encoding_is_told_or_asked_but_not_wrong(encoding):
    """Drawn at random: of five names and more, never wrong; of fewer, in three of a hundred at most."""
    chance, names = random.Random(7), NAMES[encoding].split()
    for few, wrong_percent in ((1, 3), (2, 3), (5, 0), (12, 0)):
        told = Counter()
        for _ in range(40):
            words = [name.encode(encoding) for name in chance.sample(names, few)]
            try:
                told[encoding_of("a", [w for w in words if not w.isascii()])] += 1
            except vt.UnreadableInput:
                told["asked"] += 1
        assert 40 - told[encoding] - told["asked"] <= wrong_percent * 40 / 100, (few, told)
        assert few < 5 or told[encoding] >= 34, (few, told)


@pytest.mark.parametrize("share", [1, 5])
def test_text_in_two_encodings_is_asked_for(db, tmp_path, share):
    ours, others = (rows(NAMES["gb18030"].split()[i:][:share]) for i in (0, 5))
    (tmp_path / "a.csv").write_bytes((HEAD + "\n" + ours).encode() + others.encode("gb18030"))
    with pytest.raises(vt.UnreadableInput, match="words in UTF-8 and words that are not"):
        db.load(tmp_path / "a.csv")


def test_an_encoding_that_was_told_is_said(db, tmp_path):
    (tmp_path / "a.csv").write_bytes((HEAD + "\n" + rows(NAMES["gb18030"].split())).encode("gb18030"))
    assert "read as gb18030" in db.load(tmp_path / "a.csv").note[0]
    (tmp_path / "b.csv").write_bytes((HEAD + "\n" + rows(NAMES["cp932"].split())).encode("cp932"))
    assert "letters are read as" not in db.load(tmp_path / "b.csv", encoding="cp932").note[0]


@pytest.mark.parametrize("word", ["东方", "海"])
def test_a_word_that_may_be_korean_or_chinese_is_asked_for(db, tmp_path, word):
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + "\n" + rows([word])).encode("gb18030"))
    with pytest.raises(vt.UnreadableInput, match="cannot be determined") as e:
        db.load(path)
    assert "--encoding" in str(e.value) and word in str(e.value)
    db.load(path, encoding="gb18030")
    assert names_of(db) == [word]


CHINESE = "船舶识别号,时间,纬度,经度,航速,航向,船名\n412345678,2026-11-19 00:00:00,35.00,124.5,3.0,90,鲁荣渔0号\n"
MAPPING = 'name="cn"\n[columns]\nid="船舶识别号"\ntime="时间"\nlat="纬度"\nlon="经度"\nsog="航速"\nname="船名"\n'


@pytest.mark.parametrize("said", ["", 'encoding = "gbk"\n', 'encoding = "GB18030"\n'])
def test_a_mapping_of_chinese_columns(db, tmp_path, said):
    (tmp_path / "a.csv").write_bytes(CHINESE.encode("gb18030"))
    (tmp_path / "m.toml").write_text(said + MAPPING, encoding="utf-8")
    assert db.load(tmp_path / "a.csv", mapping=tmp_path / "m.toml").rows_kept[0] == 1
    assert names_of(db) == ["鲁荣渔0号"]


def test_an_encoding_that_is_not_there_is_wrong_use(db, tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + "\n" + rows(["EVER"]))
    for wrong in ("klingon", "hex", "base64"):
        with pytest.raises(WrongUse, match="no encoding"):
            db.load(tmp_path / "a.csv", encoding=wrong)
    (tmp_path / "m.toml").write_text('encoding = "klingon"\n' + MAPPING, encoding="utf-8")
    with pytest.raises(WrongUse, match="klingon"):
        db.load(tmp_path / "a.csv", mapping=tmp_path / "m.toml")


def test_on_the_command_line(tmp_path):
    (tmp_path / "a.csv").write_bytes((HEAD + "\n" + rows(["东方"])).encode("gb18030"))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return vesseltrack(*words, cwd=tmp_path)

    asked = run("load", str(tmp_path / "a.csv"), "--db", str(tmp_path / "s.duckdb"))
    assert asked.returncode == 3 and "--encoding" in asked.stderr and "Traceback" not in asked.stderr
    told = run("sniff", str(tmp_path / "a.csv"), "--encoding", "gb18030", "--json")
    assert told.returncode == 0 and "gb18030" in told.stdout


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_letters_far_into_a_file_are_decided_on_all_of_it(db, tmp_path, pack):
    ascii_rows = rows(["EVER"]) * 40_000
    for encoding, names in (("gb18030", NAMES["gb18030"].split()), ("cp1252", ["MÜNCHEN"]), ("utf-8", ["MÜNCHEN"])):
        path = tmp_path / encoding
        path.write_bytes(pack((HEAD + "\n" + ascii_rows + rows(["EVER", *names])).encode(encoding)))
        db.load(path)
        assert set(names) <= set(names_of(db)), encoding


def test_what_cannot_be_decoded_is_counted_and_said(db, tmp_path):
    text = (HEAD + "\n" + rows(["MÜNCHEN", "XX"])).encode().replace(b"XX", b"X\xffX\xff")
    (tmp_path / "a.csv").write_bytes(text)
    loaded = db.load(tmp_path / "a.csv").iloc[0]
    assert loaded.rows_kept == 2 and "2 letters that are no utf-8" in loaded.note
    (tmp_path / "b.csv").write_bytes((HEAD + "\n" + rows(["鲁荣渔", "东方红"])).encode("gb18030") + b"\xb4")
    loaded = db.load(tmp_path / "b.csv", encoding="gb18030").iloc[0]
    assert "1 stray byte at its end" in loaded.note


def test_bytes_that_are_no_text_are_called_so(db, tmp_path):
    noise = random.Random(1).randbytes(5000)
    for i, data in enumerate(
        (noise, b"\x01\x02" + noise[:99], gzip.compress(gzip.compress(gzip.compress(gzip.compress(noise)))))
    ):
        (tmp_path / str(i)).write_bytes(data)
        with pytest.raises(vt.UnreadableInput, match="not text"):
            db.load(tmp_path / str(i))


def test_the_cases(db):
    folder = SHARED / "cases" / "11-other-encodings"
    if not folder.is_dir():
        pytest.skip("../shared is not here")
    db.load(folder / "gbk.csv")
    assert db.sql("SELECT DISTINCT name FROM statics ORDER BY name").name.tolist() == [f"鲁荣渔{i}号" for i in range(5)]
    assert db.load(folder / "gbk_header.csv", mapping=folder / "map.toml").rows_read[0] == 5

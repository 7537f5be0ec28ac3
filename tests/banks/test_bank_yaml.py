"""Bank folders: what is written reads back the same, and everything that is wrong is told at once."""

import unicodedata
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.banks.domain.item import Difficulty, ItemEntry, State
from training.banks.domain.kinds.choice import ChoiceContent, Mode, Option
from training.banks.domain.texts import Text
from training.banks.formats.bank_yaml import BankEntry, BankFolder, read_bank, write_bank
from training.core.config import REPOSITORY
from training.rules.domain import PHASE_LABELS, TOPIC_LABELS, Corps, Regime, RuleFacts

EVERYONE = frozenset({"pns", "pppk", "ppnpn", "tni", "polri", "kepala_desa", "masyarakat"})
CATALOGUE = {
    name: RuleFacts(name, EVERYONE, frozenset({"semua_tahapan"}), "keduanya", "tinggi", "berlaku", "kampanye")
    for name in ("uu-1", "uu-2", "010", "no")
}
BANK = "code: asn\ntitle: Netralitas ASN\ndescription: Soal kejadian nyata.\n"
ITEM = """\
  - code: {code}
    corps: [pns]
    phases: [masa_kampanye]
    regime: keduanya
    topic: kampanye
    difficulty: mudah
    rules: [uu-1]
    content:
      mode: single
      situation: Seorang teman mengajak Anda berkampanye.
      stem: Apa yang Anda lakukan?
      options:
        - text: Menolak dengan sopan
          key: true
          rationale: Tidak boleh memihak.
        - text: Ikut sebentar saja
          rationale: Sebentar pun memihak.
      explanation: Tidak boleh.
      refusal: Maaf, saya tidak bisa.
"""


def item(code: str = "asn-1") -> str:
    return ITEM.format(code=code)


def read(tmp_path: Path, **files: str | bytes) -> BankFolder:
    """The folder `asn` with a sound bank.yaml; keyword `kampanye` is items/kampanye.yaml, `bank` is bank.yaml."""
    folder = tmp_path / "asn"
    (folder / "items").mkdir(parents=True)
    (folder / "bank.yaml").write_text(BANK)
    for name, text in files.items():
        path = folder / "bank.yaml" if name == "bank" else folder / "items" / f"{name}.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_bank(folder, CATALOGUE)


def told(folder: BankFolder) -> list[str]:
    return [str(problem) for problem in folder.problems]


def test_a_sound_folder_gives_its_items_and_nothing_to_complain_about(tmp_path: Path) -> None:
    folder = read(tmp_path, kampanye="items:\n" + item("asn-1") + item("asn-2"))
    assert folder.bank == BankEntry(
        code="asn", title=Text.of("Netralitas ASN"), description=Text.of("Soal kejadian nyata.")
    )
    assert [entry.code for entry in folder.items] == ["asn-1", "asn-2"]
    assert folder.items[0].content.options[0].key
    assert (folder.problems, folder.advice) == ((), ())


def test_all_problems_of_all_files_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    folder = read(
        tmp_path,
        bank="code: ASN\ntitle: Netralitas\nnama: x\n",
        a="items:\n" + item("a-1").replace("kampanye\n    diff", "medsos\n    diff").replace("mudah", "gampang"),
        b="items:\n" + item("b-1").replace("key: true", "kunci: true").replace("[uu-1]", "[uu-1, uu-9]"),
        c="items:\n"
        + item("c-1").replace("[uu-1]", "[uu-1, uu-9]").replace("          rationale: Sebentar pun memihak.\n", ""),
        d="items:\n  - code: d-1\n  kind: choice\n",
        e=b"items:\n  - code: caf\xe9\n",
    )
    assert told(folder) == [
        "asn/bank.yaml:1: code: «ASN» harus 1 sampai 80 huruf kecil, angka, dan tanda hubung di antaranya, seperti asn-ktp-01",
        "asn/bank.yaml:1: description: wajib diisi",
        "asn/bank.yaml:3: nama: bagian ini tidak dikenal; periksa ejaannya",
        "asn/items/a.yaml:6: topic: topik «medsos» tidak dikenal; mungkin maksudnya «media_sosial»",
        "asn/items/a.yaml:7: difficulty: harus salah satu dari mudah, sedang atau sukar, ditemukan «gampang»",
        "asn/items/b.yaml:15: content.options.1.kunci: bagian ini tidak dikenal; periksa ejaannya",
        "asn/items/c.yaml:8: c-1: Aturan «uu-9» tidak ada di katalog.",
        "asn/items/c.yaml:17: c-1: Pilihan ini belum punya pembahasan.",
        "asn/items/d.yaml:3: baris ini tidak sejajar dengan daftarnya; periksa jarak di awal baris",
        "asn/items/e.yaml:2: bukan teks UTF-8; simpan berkas sebagai UTF-8",
    ]  # fmt: skip


def test_a_code_is_used_once_in_the_whole_bank(tmp_path: Path) -> None:
    folder = read(tmp_path, a="items:\n" + item("asn-1"), b="items:\n" + item("asn-2") + item("asn-1"))
    assert told(folder) == ["asn/items/b.yaml:21: kode asn-1 sudah dipakai di asn/items/a.yaml:2"]


def test_what_keeps_an_approved_item_from_publishing_is_only_advice_for_a_draft(tmp_path: Path) -> None:
    draft = item("asn-1").replace("    corps", "    state: draft\n    corps").replace("          key: true\n", "")
    folder = read(tmp_path, kampanye="items:\n" + draft)
    assert folder.problems == ()
    assert [str(advice) for advice in folder.advice] == [
        "asn/items/kampanye.yaml:14: asn-1: Harus ada tepat satu kunci; ditemukan 0."
    ]


def test_words_that_look_like_something_else_stay_words(tmp_path: Path) -> None:
    text = (
        item("010")
        .replace("uu-1", "010, no")
        .replace("Menolak dengan sopan", "12:30")
        .replace("Ikut sebentar saja", "7")
    )
    folder = read(tmp_path, kampanye="items:\n" + text)
    assert told(folder) == []
    (entry,) = folder.items
    assert (entry.code, entry.rules) == ("010", ("010", "no"))
    assert [option.text.id for option in entry.content.options] == ["12:30", "7"]


@pytest.mark.parametrize("text", ["", "items:\n", "items: {}\n", "- a\n", "butir: []\n", "items: []\nlain: 1\n"])
def test_a_file_without_a_list_of_items_is_told(tmp_path: Path, text: str) -> None:
    assert told(read(tmp_path, kampanye=text)) == [
        "asn/items/kampanye.yaml:1: berkas butir harus berisi satu bagian «items:» dengan daftar"
    ]


def test_files_that_would_be_passed_over_are_told(tmp_path: Path) -> None:
    read(tmp_path)
    folder = tmp_path / "asn"
    (folder / "quis.yaml").write_text("")
    (folder / "items" / "kampanye.yml").write_text("")
    (folder / "items" / "lama").mkdir()
    (folder / "bank.yaml").unlink()
    assert [problem.path for problem in read_bank(folder, CATALOGUE).problems] == [
        "asn/bank.yaml", "asn/items/kampanye.yml", "asn/items/lama", "asn/quis.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize("bomb", ["[" * 500_000, "items: [" + "{a: " * 100_000, "a: &a [1]\nitems: [*a, *a]"])
def test_a_hostile_file_is_one_problem(tmp_path: Path, bomb: str) -> None:
    assert len(read(tmp_path, kampanye=bomb).problems) == 1


NASTY = [
    " spasi di depan", "titik: dua", "# pagar", "- tanda", "'kutip'", '"kutip"', "ya\n\nbaris\n  menjorok\nakhir", "no", "true",
    "null", "~", "12:30", "010", "2024-09-19", "7", "-0", "👍🏽 jempol", "مرحبا بالعالم", "x" * 5000, "kata " * 900, "a\tb", "a\\b\\n",
    "{{ 7*7 }}", "%persen", "@at", "`tik`", "|", ">", "&jangkar", "*alias", "!tanda", "<<", "=", "a\u2028b", "\u200fRTL", "? tanya",
    "baris\n---\nbaris", "baris\n...\nbaris", "akhir:", "a #bukan catatan", "dua  spasi", "\u00a0nbsp\u00a0x", "spasi \nakhir baris",
]  # fmt: skip


def _is_plain(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")


plain_texts = (
    st.sampled_from(NASTY)
    | st.text(alphabet=" \n\t:#-'\"|>aé،~{}[]&*!%@?0\\", min_size=1, max_size=30)
    | st.text(min_size=1, max_size=60)
).map(lambda text: "".join(filter(_is_plain, text))).filter(lambda text: bool(text.strip()))  # fmt: skip
texts = st.builds(Text, id=plain_texts, en=st.none() | plain_texts)
codes = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
contents = st.builds(
    ChoiceContent,
    mode=st.sampled_from(Mode),
    situation=st.none() | texts,
    stem=texts,
    options=st.lists(
        st.builds(Option, text=texts, key=st.booleans(), rationale=st.none() | texts), min_size=2, max_size=8
    ).map(tuple),
    explanation=st.none() | texts,
    refusal=st.none() | texts,
)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, unique=True, max_size=4).map(tuple)


entries = st.builds(
    ItemEntry,
    code=codes,
    kind=st.just("choice"),
    state=st.sampled_from([State.DRAFT, State.RETIRED]),
    case=st.none() | codes,
    corps=some(st.sampled_from(Corps)),
    phases=some(st.sampled_from(list(PHASE_LABELS))),
    regime=st.sampled_from(Regime),
    topic=st.sampled_from(list(TOPIC_LABELS)),
    difficulty=st.sampled_from(Difficulty),
    case_on=st.none() | st.dates(date(1999, 1, 1), date(2030, 12, 31)),
    tags=some(st.sampled_from(["malang", "no", "2024", "pilkada 2024", "#a", "é"])),
    rules=some(codes),
    background_rules=st.just(()),
    content=contents,
)
banks = st.builds(BankEntry, code=codes, title=texts, description=texts)


@given(banks, st.lists(entries, max_size=4, unique_by=lambda entry: entry.code))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_reads_back_to_the_same_content(bank: BankEntry, items: list[ItemEntry]) -> None:
    files = write_bank(bank, items)
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).parent.mkdir(exist_ok=True)
            (Path(folder) / name).write_text(text, encoding="utf-8")
        again = read_bank(Path(folder), {})
    assert told(again) == []
    assert again.bank == bank
    assert sorted(again.items, key=lambda entry: entry.code) == sorted(items, key=lambda entry: entry.code)


@pytest.mark.parametrize("nasty", [text for text in NASTY if text == text.strip()])
def test_every_nasty_text_survives(nasty: str, tmp_path: Path) -> None:
    files = write_bank(BankEntry(code="a", title=Text.of(nasty), description=Text(id="x", en=nasty)), [])
    (tmp_path / "bank.yaml").write_text(files["bank.yaml"], encoding="utf-8")
    bank = read_bank(tmp_path, {}).bank
    assert bank is not None
    assert (bank.title.id, bank.description.en) == (nasty, nasty)


def test_the_same_items_give_the_same_files_in_whatever_order_they_come(tmp_path: Path) -> None:
    folder = read(
        tmp_path,
        a="items:\n" + item("asn-2") + item("asn-1") + item("asn-3").replace("topic: kampanye", "topic: keluarga"),
    )
    assert folder.bank is not None
    files = write_bank(folder.bank, folder.items)
    assert files == write_bank(folder.bank, reversed(folder.items))
    assert list(files) == ["bank.yaml", "items/kampanye.yaml", "items/keluarga.yaml"]


def test_long_texts_are_written_for_people_to_read(tmp_path: Path) -> None:
    text = "Paragraf pertama yang cukup panjang.\n\nParagraf kedua."
    files = write_bank(BankEntry(code="a", title=Text.of(text), description=Text.of("kata " * 60)), [])
    assert "  id: |-\n    Paragraf pertama yang cukup panjang.\n\n    Paragraf kedua.\n" in files["bank.yaml"]
    assert max(map(len, files["bank.yaml"].splitlines())) <= 120


def test_every_shipped_bank_is_written_back_to_the_same_content(tmp_path: Path) -> None:
    for folder in sorted(path.parent for path in (REPOSITORY / "questions").glob("*/bank.yaml")):
        shipped = read_bank(folder, {})
        assert shipped.bank is not None
        for name, text in write_bank(shipped.bank, shipped.items).items():
            path = tmp_path / folder.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        again = read_bank(tmp_path / folder.name, {})
        assert again.bank == shipped.bank
        assert {entry.code: entry for entry in again.items} == {entry.code: entry for entry in shipped.items}

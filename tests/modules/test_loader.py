"""A module out of its files, with every problem at its line."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.factories.content import item_entry
from training.banks.domain.item import ItemEntry
from training.banks.domain.texts import Text
from training.banks.formats.bank_yaml import read_bank
from training.core.config import REPOSITORY
from training.modules.loader import ModuleFolder, read_module
from training.rules.domain import RuleFacts
from training.rules.loader import read_catalogue

CATALOGUE = {
    name: RuleFacts(name, frozenset({"pns"}), frozenset({"semua_tahapan"}), "keduanya", "tinggi", "berlaku", topic)
    for name, topic in (("uu-1", "kampanye"), ("uu-2", "keluarga"))
}
MODULE = """\
slug: netral
title: {id: Netralitas, en: Neutrality}
summary: Ringkasan.
corps: [pns]
minutes: 25
lessons:
  - satu
certificate:
  title: Pelatihan
  jp_hours: 2
  legal_basis: UU 20/2023
  validity_months: 12
"""
QUIZ = """\
cut_score: "0.70"
time_limit_minutes: null
attempts_allowed: 3
cool_down_minutes: 60
feedback: after_pass_or_last_attempt
blueprint:
  - count: 1
    topics: [kampanye]
"""
LESSON = "---\ntitle: {id: Satu, en: One}\nminutes: 3\n---\nLihat [Pasal 1](/rules/uu-1), [lagi](/rules/uu-1), [lain](/rules/uu-2).\n"


def read(
    tmp_path: Path, files: dict[str, str | bytes | None] | None = None, items: tuple[ItemEntry, ...] = ()
) -> ModuleFolder:
    """The folder `asn` with a sound module, except for the files given (None: left out)."""
    folder = tmp_path / "asn"
    (folder / "lessons").mkdir(parents=True)
    whole = {"module.yaml": MODULE, "quiz.yaml": QUIZ, "lessons/satu.md": LESSON, **(files or {})}
    for name, text in whole.items():
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_module(folder, CATALOGUE, items)


def told(folder: ModuleFolder) -> list[str]:
    return [str(problem) for problem in folder.problems]


def test_a_sound_module_is_read_in_full(tmp_path: Path) -> None:
    folder = read(tmp_path, {"lessons/satu.en.md": "See [Article 1](/rules/uu-1).\n"}, (item_entry(),))
    assert told(folder) == []
    assert folder.module is not None
    assert folder.quiz is not None
    assert folder.module.certificate.legal_basis == Text.of("UU 20/2023")
    assert (folder.quiz.cut_score, folder.quiz.time_limit_minutes) == (Fraction(7, 10), None)
    (lesson,) = folder.lessons
    assert (lesson.slug, lesson.head.title.en, lesson.head.minutes) == ("satu", "One", 3)
    assert set(lesson.body) == {"id", "en"}
    assert lesson.topics == ("kampanye", "keluarga")


def test_a_folder_without_a_module_is_a_bank_only(tmp_path: Path) -> None:
    assert read_module(tmp_path, CATALOGUE, ()) == ModuleFolder(None, None, (), ())


def test_a_quiz_or_lessons_without_a_module_are_told(tmp_path: Path) -> None:
    assert told(read(tmp_path, {"module.yaml": None})) == [
        "asn/quiz.yaml:1: tidak dibaca karena module.yaml tidak ada",
        "asn/lessons:1: tidak dibaca karena module.yaml tidak ada",
    ]


def test_a_module_needs_a_quiz(tmp_path: Path) -> None:
    assert told(read(tmp_path, {"quiz.yaml": None})) == ["asn/quiz.yaml:1: berkas ini harus ada"]


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("quiz.yaml", '"0.70"', '"70"', "asn/quiz.yaml:1: cut_score: harus bagian 0..1 seperti 0.70, ditemukan «70»"),
        ("quiz.yaml", "60", "sejam", "asn/quiz.yaml:4: cool_down_minutes: harus bilangan bulat, ditemukan «sejam»"),
        ("quiz.yaml", "kampanye", "kampannye", "asn/quiz.yaml:8: blueprint.1.topics.1: topik «kampannye» tidak dikenal; mungkin maksudnya «kampanye»"),
        ("quiz.yaml", "topics", "topik", "asn/quiz.yaml:8: blueprint.1.topik: bagian ini tidak dikenal; periksa ejaannya"),
        ("quiz.yaml", "count: 1", "count: 99\n  - count: 2", "asn/quiz.yaml:6: blueprint: satu kuis paling banyak 100 butir"),
        ("quiz.yaml", "  - count: 1\n    topics: [kampanye]", "  []", "asn/quiz.yaml:6: blueprint: paling sedikit 1, ditemukan 0"),
        ("module.yaml", "  jp_hours: 2\n", "", "asn/module.yaml:8: certificate.jp_hours: wajib diisi"),
        ("module.yaml", "- satu", "- satu\n  - dua", "asn/module.yaml:8: lessons.2: berkas lessons/dua.md tidak ada"),
        ("module.yaml", "- satu", "- satu\n  - satu", "asn/module.yaml:8: lessons.2: «satu» ditulis dua kali"),
        ("module.yaml", "[pns]", "[asn]", "asn/module.yaml:4: corps.1: harus salah satu dari pns, pppk, ppnpn, tni, polri, desa atau masyarakat, ditemukan «asn»"),
        ("module.yaml", "minutes: 25", "minutes: 25\nminutes: 30", "asn/module.yaml:6: bagian «minutes» ditulis dua kali"),
        ("lessons/satu.md", "uu-2", "uu-9", "asn/lessons/satu.md:5: tautan ke aturan «uu-9» yang tidak ada di katalog"),
        ("lessons/satu.md", "minutes: 3", "menit: 3", "asn/lessons/satu.md:3: menit: bagian ini tidak dikenal; periksa ejaannya"),
        ("lessons/satu.md", "title: {", "title: [", "asn/lessons/satu.md:2: daftar dalam kurung siku atau kurawal belum ditutup"),
        ("lessons/satu.md", "---\ntitle", "title", "asn/lessons/satu.md:1: pelajaran harus dimulai dengan kepala (title, minutes) di antara dua baris ---"),
        ("lessons/satu.md", "Lihat", "Lihat\x07", "asn/lessons/satu.md:5: ada karakter kendali yang tidak dapat disimpan"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(tmp_path: Path, name: str, old: str, new: str, problem: str) -> None:
    text = {"module.yaml": MODULE, "quiz.yaml": QUIZ, "lessons/satu.md": LESSON}[name]
    assert old in text
    assert told(read(tmp_path, {name: text.replace(old, new, 1)})) == [problem]


def test_a_lesson_that_is_not_utf8_or_not_listed_is_told(tmp_path: Path) -> None:
    folder = read(
        tmp_path, {"lessons/satu.md": LESSON.encode() + b"caf\xe9", "lessons/dua.md": LESSON, "lessons/dua.en.md": "x"}
    )
    assert told(folder) == [
        "asn/lessons/dua.en.md:1: pelajaran ini tidak disebut di module.yaml",
        "asn/lessons/dua.md:1: pelajaran ini tidak disebut di module.yaml",
        "asn/lessons/satu.md:6: bukan teks UTF-8; simpan berkas sebagai UTF-8",
    ]


def test_windows_line_ends_and_a_rule_in_the_text_do_not_matter(tmp_path: Path) -> None:
    folder = read(tmp_path, {"lessons/satu.md": LESSON.replace("\n", "\r\n") + "\r\n---\r\nSesudah garis.\r\n"})
    assert told(folder) == []
    assert folder.lessons[0].body["id"].endswith("\n---\nSesudah garis.")


def test_a_blueprint_that_the_items_cannot_meet_is_told_per_corps(tmp_path: Path) -> None:
    items = (item_entry("a", corps=("pns",)), item_entry("b", corps=("pppk",)), item_entry("c", state="draft"))
    files: dict[str, str | bytes | None] = {
        "quiz.yaml": QUIZ.replace("count: 1", "count: 2"), "module.yaml": MODULE.replace("[pns]", "[pns, tni]"),
    }  # fmt: skip
    assert told(read(tmp_path, files, items)) == [
        "asn/quiz.yaml:7: blueprint.1: untuk PNS kurang 1 dari 2 butir; yang cocok hanya 1 kejadian, sebagian mungkin terpakai di bagian lain",
        "asn/quiz.yaml:7: blueprint.1: untuk TNI kurang 2 dari 2 butir; yang cocok hanya 0 kejadian, sebagian mungkin terpakai di bagian lain",
    ]  # fmt: skip


def test_every_shipped_bank_is_fit_to_publish_and_its_module_can_be_taken() -> None:
    entries, problems = read_catalogue(REPOSITORY / "questions" / "rules")
    assert problems == []
    catalogue = {entry.id: entry.facts() for entry in entries}
    for folder in sorted(path.parent for path in (REPOSITORY / "questions").glob("*/module.yaml")):
        bank = read_bank(folder, catalogue)
        assert bank.problems == ()
        assert told(read_module(folder, catalogue, bank.items)) == []

"""What `questions/README.md` teaches is what the program reads."""

import re
from pathlib import Path

from training.banks.formats.bank_yaml import read_bank
from training.core.config import REPOSITORY
from training.modules.loader import read_module
from training.rules.loader import read_catalogue

EXAMPLES = re.findall(
    r"^```(?:yaml|markdown)\n(.*?)^```$",
    (REPOSITORY / "questions" / "README.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE | re.DOTALL,
)


def test_the_examples_are_read_without_any_problem_or_advice(tmp_path: Path) -> None:
    item, module, quiz, lesson = EXAMPLES
    (tmp_path / "items").mkdir()
    (tmp_path / "lessons").mkdir()
    (tmp_path / "bank.yaml").write_text("code: contoh\ntitle: Contoh\ndescription: Contoh.\n")
    for name, text in {
        "items/dukungan_ktp.yaml": item, "module.yaml": module, "quiz.yaml": quiz, "lessons/netral-itu-apa.md": lesson,
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    catalogue = {entry.id: entry.facts() for entry in read_catalogue(REPOSITORY / "questions" / "rules")[0]}
    bank = read_bank(tmp_path, catalogue)
    assert (bank.problems, bank.advice) == ((), ())
    assert [entry.code for entry in bank.items] == ["asn-contoh-01"]
    found = read_module(tmp_path, catalogue, ())
    assert found.problems == ()
    assert [entry.slug for entry in found.lessons] == ["netral-itu-apa"]

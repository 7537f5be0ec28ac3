"""`banks load` and modules: files are followed until somebody changes the module on the site, then it is kept and told."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests.client import Browser
from tests.factories.content import make_rules
from training.core.db import db
from training.modules.models import Lesson, Module
from training.quizzes.models import Quiz

BANK = "code: coba\ntitle: Bank coba\ndescription: Untuk uji.\n"
ITEMS = """\
items:
  - code: coba-{number}
    corps: [pns]
    phases: [masa_kampanye]
    regime: keduanya
    topic: kampanye
    difficulty: sedang
    rules: [uu20-2023-ps24-1-d]
    content:
      mode: true_false
      stem: Benarkah?
      explanation: Begitu.
      refusal: Maaf, tidak.
      options:
        - {{text: Benar, key: true, rationale: Ya.}}
        - {{text: Salah, rationale: Tidak.}}
"""
MODULE = """\
slug: coba
title: {title}
summary: Ringkas.
corps: [pns]
minutes: 10
lessons: [satu]
certificate: {{title: Coba, jp_hours: 1, legal_basis: UU 20/2023, validity_months: 12}}
"""
QUIZ = 'cut_score: "0.70"\nblueprint:\n  - count: 1\n'
LESSON = "---\ntitle: Satu\n---\n{body}\n"


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    make_rules()
    folder = tmp_path / "coba"
    (folder / "items").mkdir(parents=True)
    (folder / "lessons").mkdir()
    write(folder, title="Judul berkas", body="Isi berkas.")
    return folder


def write(folder: Path, *, title: str, body: str) -> None:
    (folder / "bank.yaml").write_text(BANK)
    (folder / "items" / "kampanye.yaml").write_text(ITEMS.format(number=1))
    (folder / "module.yaml").write_text(MODULE.format(title=title))
    (folder / "quiz.yaml").write_text(QUIZ)
    (folder / "lessons" / "satu.md").write_text(LESSON.format(body=body))


def load(app: Flask, folder: Path) -> Result:
    db.session.commit()
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["banks", "load", str(folder)])
    assert result.exit_code == 0, result.output
    return result


def loaded() -> tuple[str, str, str]:
    module = db.session.scalars(select(Module)).one()
    lesson = db.session.scalars(select(Lesson)).one()
    return module.title["id"], lesson.body["id"], module.source


def test_a_module_that_nobody_changed_follows_its_files(app: Flask, folder: Path) -> None:
    assert "kept module" not in load(app, folder).output
    write(folder, title="Judul kedua", body="Isi kedua.")
    assert "kept module" not in load(app, folder).output
    assert loaded() == ("Judul kedua", "Isi kedua.", "file")


@pytest.mark.parametrize("part", ["general", "lesson", "quiz", "certificate", "order", "retire"])
def test_one_that_was_changed_on_the_site_is_kept_and_reported(
    app: Flask, chief: Browser, folder: Path, part: str
) -> None:
    load(app, folder)
    change(chief, part)
    write(folder, title="Judul kedua", body="Isi kedua.")
    output = load(app, folder).output
    assert "  kept module coba: it was changed on the site" in output
    title, body, source = loaded()
    assert source == "site"
    assert "kedua" not in title + body
    assert db.session.scalars(select(Quiz)).one().blueprint["draws"][0]["count"] == 1


def change(chief: Browser, part: str) -> None:
    module = db.session.scalars(select(Module)).one()
    lesson = db.session.scalars(select(Lesson)).one()
    base = f"/manage/modules/{module.id}"
    if part in ("order", "retire"):
        action = {"order": f"down-{lesson.id}", "retire": ""}[part]
        changed = chief.post(f"{base}/{'lessons' if part == 'order' else 'retire'}", {"action": action})
    else:
        page = chief.get(f"{base}/lessons/{lesson.id}" if part == "lesson" else f"{base}/{part}")
        filled = {
            "general": {"title_id": "Di situs"},
            "lesson": {"body_id": "Di situs."},
            "quiz": {"cut_score": "80"},
            "certificate": {"jp_hours": "4"},
        }[part]
        changed = chief.submit(page, page.form(), **filled, action="save")
    assert changed.status == 303

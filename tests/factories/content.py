"""Rules, banks and modules."""

from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import insert, inspect, select

from training.banks.domain.item import ItemEntry
from training.banks.domain.texts import Text
from training.banks.formats.bank_yaml import BankEntry
from training.banks.models import Bank
from training.banks.services.loading import load_bank
from training.core.db import db
from training.modules.loader import CertificateEntry, LessonEntry, LessonHead, ModuleEntry, ModuleFolder, QuizEntry
from training.modules.models import Module
from training.modules.services.loading import store_module
from training.rules.loader import SHIPPED_RULES, read_catalogue
from training.rules.models import Rule
from training.rules.services import load_rules

MADE_AT = datetime(2025, 1, 6, 2, 0, tzinfo=UTC)
RULE = "uu20-2023-ps24-1-d"
_serial = count(1)


def item_entry(code: str = "butir-1", **fields: Any) -> ItemEntry:
    """A single-choice item whose first option (index 0) is the key; `content` parts and fields can be named.

    `mode="multiple"` makes options 0 and 1 keys out of four.
    """
    mode = fields.pop("mode", "single")
    keys = {"single": {0}, "multiple": {0, 1}, "true_false": {0}}[mode]
    texts = ["Benar", "Salah"] if mode == "true_false" else [f"{code} pilihan {letter}" for letter in "ABCD"]
    options = [
        {"text": text, "key": index in keys, "rationale": f"{code} alasan {index}"} for index, text in enumerate(texts)
    ]
    content = {
        "mode": mode,
        "situation": f"{code}: seorang pegawai diajak memihak.",
        "stem": f"Apa yang dilakukan pada {code}?",
        "options": options,
        "explanation": f"{code} pembahasan",
        "refusal": f"{code} tolakan",
        **fields.pop("content", {}),
    }
    defaults = {
        "corps": ("pns", "pppk"),
        "phases": ("masa_kampanye",),
        "regime": "keduanya",
        "topic": "kampanye",
        "difficulty": "sedang",
        "rules": (RULE,),
    }
    return ItemEntry.model_validate({"code": code, "content": content, **defaults, **fields})


def make_rules() -> None:
    """The shipped catalogue, where it is not there yet."""
    if db.session.scalar(select(Rule.id).limit(1)) is None:
        db.session.execute(insert(Rule), [dict(row) for row in _rows_of_rules()])
    db.session.commit()


@cache
def _rows_of_rules() -> tuple[dict[str, Any], ...]:
    """As they are stored: read and loaded once in a process, since almost every test needs them."""
    entries, problems = read_catalogue(SHIPPED_RULES)
    assert not problems
    with db.session.begin_nested() as only_to_read:
        load_rules(entries)
        rows = db.session.execute(select(*inspect(Rule).columns)).mappings().all()
        only_to_read.rollback()
    return tuple(dict(row) for row in rows)


def make_bank(items: list[ItemEntry], *, code: str | None = None) -> Bank:
    """A bank with items; the catalogue is loaded for their rules."""
    make_rules()
    entry = BankEntry(code=code or f"bank-{next(_serial)}", title=Text(id="Bank uji"), description=Text(id="Bank uji"))
    bank, _report = load_bank(entry, tuple(items), now=MADE_AT)
    db.session.commit()
    return bank


def make_module(items: int | list[ItemEntry] = 4, *, on_paper: int | None = None, **quiz: Any) -> Module:
    """A module for pns and pppk with one lesson and a quiz of `on_paper` items (all, unless named).

    Quiz settings: cut_score ("0.70"), time_limit_minutes, attempts_allowed, cool_down_minutes.
    """
    entries = [item_entry(f"butir-{number}") for number in range(1, items + 1)] if isinstance(items, int) else items
    bank = make_bank(entries)
    title = Text(id=f"Modul {bank.code}", en=f"Module {bank.code}")
    settings = {"cut_score": "0.70", "attempts_allowed": 3, "blueprint": [{"count": on_paper or len(entries)}], **quiz}
    read = ModuleFolder(
        module=ModuleEntry(
            slug=f"modul-{bank.code}",
            title=title,
            summary=Text(id="Ringkasan modul."),
            corps=("pns", "pppk"),
            minutes=15,
            lessons=("pertama",),
            certificate=CertificateEntry(
                title=title, jp_hours=2, legal_basis=Text(id="Pasal 24 UU 20/2023"), validity_months=12
            ),
        ),
        quiz=QuizEntry.model_validate(settings),
        lessons=(
            LessonEntry(
                "pertama", LessonHead(title=Text(id="Pelajaran pertama")), {"id": "Isi **pertama**."}, ("kampanye",)
            ),
        ),
        problems=(),
    )
    module = store_module(read, bank.id, now=MADE_AT)
    assert module is not None
    db.session.commit()
    return module

"""The item list and the page of one item."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser, Page
from tests.factories.attempts import make_attempt, make_enrolment, make_submitted
from tests.factories.banks import draft_from, make_draft, make_unit_bank
from tests.factories.content import MADE_AT, item_entry, make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.banks.domain.drafts import ItemDraft
from training.banks.models import Item, ItemVersion
from training.banks.queries.items import version_to_edit
from training.banks.services.drafting import Base, save_draft
from training.banks.services.publishing import approve
from training.core.access import Role
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import QuizBank


@pytest.fixture
def office(app: Flask) -> Unit:
    return make_unit("Dinas Kesehatan", code="dinkes")


@pytest.fixture
def author(office: Unit) -> User:
    user = make_user("Bagus Prakoso", unit=office, email="penyusun@example.id")
    make_grant(user, Role.AUTHOR, office)
    return user


@pytest.fixture
def signed_in(app: Flask, author: User) -> Browser:
    return Browser(app).log_in("penyusun@example.id", PASSWORD)


def codes(page: Page) -> list[str]:
    return page.texts(".//tbody/tr/th/small")


def seen(item: Item) -> str:
    version = version_to_edit(item.id)
    return f"{version.id}.{version.revision}"


def improve(item: Item, author: User, *, stem: str) -> ItemVersion:
    """A second version, approved."""
    first = version_to_edit(item.id)
    draft = draft_from(item_entry(item.code, content={"stem": stem}))
    base = Base(first.id, first.revision)
    _item, version = save_draft(item.id, draft, code="", base=base, actor_id=author.id, now=MADE_AT)
    approve(item.id, seen=Base(version.id, version.revision), actor_id=author.id, now=MADE_AT)
    db.session.commit()
    return version


@pytest.mark.parametrize("items", [0, 1, 3, 60])
def test_the_list_costs_the_same_however_many_items_there_are(signed_in: Browser, office: Unit, items: int) -> None:
    bank = make_unit_bank(office, [item_entry(f"butir-{number:02d}") for number in range(items)])
    page = signed_in.get(f"/banks/{bank.id}?q=alasan&corps=pns&phase=masa_kampanye&mode=single&sort=-changed")
    assert len(page.statements) <= 8
    assert len(codes(page)) == min(items, 25)


@pytest.mark.parametrize("versions", [1, 3])
def test_an_item_and_its_form_cost_the_same_however_long_their_history(
    signed_in: Browser, office: Unit, author: User, versions: int
) -> None:
    item = make_draft(make_unit_bank(office, [item_entry("lain")]), author)
    for number in range(versions - 1):
        improve(item, author, stem=f"Bagaimana sebaiknya ({number})?")
    assert len(signed_in.get(f"/items/{item.id}").statements) <= 8
    assert len(signed_in.get(f"/items/{item.id}/edit?rules=kampanye").statements) <= 8


def test_the_list_goes_by_the_page_and_keeps_filter_and_order(signed_in: Browser, office: Unit) -> None:
    bank = make_unit_bank(office, [item_entry(f"butir-{number:02d}") for number in range(30)])
    first = signed_in.get(f"/banks/{bank.id}?q=butir&sort=-code")
    assert (codes(first)[0], codes(first)[-1]) == ("butir-29", "butir-05")
    second = signed_in.get(first.links()["Berikutnya"])
    assert codes(second) == [f"butir-{number:02d}" for number in range(4, -1, -1)]
    assert "30 butir · memuat “butir” Hapus filter" in second.words
    assert signed_in.get(f"/banks/{bank.id}?q=butir&page=99").location == f"/banks/{bank.id}?q=butir&page=2"


def test_the_list_says_how_each_item_stands(signed_in: Browser, office: Unit, author: User) -> None:
    bank = make_unit_bank(office, [item_entry("a"), item_entry("b", state="retired")])
    make_draft(bank, author, code="c")
    make_draft(bank, author, code="d", topic="")
    item = db.session.scalars(select(Item).where(Item.code == "a")).one()
    version = version_to_edit(item.id)
    changed = draft_from(item_entry("a", content={"stem": "Lain?"}))
    save_draft(item.id, changed, code="", base=Base(version.id, 1), actor_id=author.id, now=MADE_AT)
    page = signed_in.get(f"/banks/{bank.id}")
    assert page.texts(".//tbody/tr/td[1]") == ["✓ Disetujui Draf", "Tidak dipakai lagi", "Draf", "Draf belum lengkap"]


def test_an_empty_bank_and_an_empty_result_say_why(signed_in: Browser, office: Unit) -> None:
    bank = make_unit_bank(office)
    assert "Bank ini belum berisi butir." in signed_in.get(f"/banks/{bank.id}").words
    assert "Tidak ada butir yang cocok." in signed_in.get(f"/banks/{bank.id}?q=zzz&topic=bukan&author=x").words


def test_the_page_shows_versions_differences_and_who_did_what(signed_in: Browser, office: Unit, author: User) -> None:
    bank = make_unit_bank(office, [item_entry("a")])
    item = db.session.scalars(select(Item).where(Item.code == "a")).one()
    improve(item, author, stem="Apa yang sebaiknya dilakukan pada a?")
    page = signed_in.get(f"/items/{item.id}")
    assert page.heading == "a"
    assert page.texts(".//ins") == ["ditambahkan: sebaiknya"]
    assert page.texts(".//details/summary/span") == ["Versi 2 ✓ Disetujui", "Versi 1 Diganti"]
    assert page.words.count("Bagus Prakoso") == 2
    assert bank.title["id"] in page.words


def test_the_page_says_what_blocks_a_draft_and_offers_no_approval(
    signed_in: Browser, office: Unit, author: User
) -> None:
    item = make_draft(make_unit_bank(office), author, corps=(), topic="")
    page = signed_in.get(f"/items/{item.id}")
    assert "2 hal harus dilengkapi sebelum disetujui" in page.words
    assert "Setujui versi" not in page.words
    refused = signed_in.post(f"/items/{item.id}/approve", {"seen": seen(item)})
    assert refused.status == 409
    assert "belum dapat disetujui" in refused.words


def test_an_item_is_approved_taken_out_of_use_and_made_a_draft_again(
    signed_in: Browser, office: Unit, author: User
) -> None:
    item = make_draft(make_unit_bank(office), author)
    assert signed_in.post(f"/items/{item.id}/approve", {"seen": seen(item)}).location == f"/items/{item.id}"
    assert signed_in.post(f"/items/{item.id}/approve", {"seen": seen(item)}).status == 409
    assert signed_in.post(f"/items/{item.id}/retire", {"number": "1"}).status == 303
    assert signed_in.post(f"/items/{item.id}/restore", {"number": "1"}).location == f"/items/{item.id}/edit"
    assert "Versi 2" in signed_in.get(f"/items/{item.id}").words
    assert signed_in.post(f"/items/{item.id}/discard", {"seen": seen(item)}).location == f"/items/{item.id}"


def test_a_draft_thrown_away_leads_back_to_the_bank(signed_in: Browser, office: Unit, author: User) -> None:
    bank = make_unit_bank(office)
    item = make_draft(bank, author)
    assert signed_in.post(f"/items/{item.id}/discard", {"seen": seen(item)}).location == f"/banks/{bank.id}"
    assert signed_in.get(f"/items/{item.id}").status == 404


@pytest.mark.parametrize("sent", [{}, {"seen": "x"}, {"seen": "1"}, {"seen": "9" * 30}, {"number": "-1"}])
def test_buttons_without_what_they_are_about_are_refused(
    signed_in: Browser, office: Unit, author: User, sent: dict[str, str]
) -> None:
    item = make_draft(make_unit_bank(office), author)
    for action in ("approve", "retire", "restore", "discard"):
        assert signed_in.post(f"/items/{item.id}/{action}", sent).status == 400


def test_the_page_says_which_modules_can_draw_it_and_who_met_it(signed_in: Browser, office: Unit, author: User) -> None:
    module = make_module([item_entry("a"), item_entry("b"), item_entry("c", topic="pelaporan")], on_paper=2,
                         blueprint=[{"count": 2, "topics": ["kampanye"]}])  # fmt: skip
    done = make_user("Ayu", corps="pns")
    make_submitted(done, make_enrolment(done, module), correct=2)
    drawn, idle = (db.session.scalars(select(Item).where(Item.code == code)).one() for code in ("a", "c"))
    page = signed_in.get(f"/items/{drawn.id}")
    assert module.title["id"] in page.links()
    assert "1 dari 1 pengerjaan terbaru pada kuis bank ini memuat butir ini." in page.words
    other = signed_in.get(f"/items/{idle.id}")
    assert "Kisi-kisi kuis mana pun belum dapat mengambil butir ini." in other.words
    assert "0 dari 1 pengerjaan" in other.words


def test_the_preview_is_the_participants_page_and_can_send_nothing(
    signed_in: Browser, office: Unit, author: User
) -> None:
    item = make_draft(make_unit_bank(office), author)
    page = signed_in.get(f"/items/{item.id}/preview/1")
    assert page.heading == "Apa yang dilakukan pada draf-1?"
    assert page.texts(".//label") == [f"draf-1 pilihan {letter}" for letter in "ABCD"]
    assert "alasan" not in page.text
    assert page.texts(".//script") == []
    assert page.response.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = page.response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert policy.endswith("sandbox allow-same-origin")
    assert "draf-1 alasan 0" in signed_in.get(f"/items/{item.id}/preview/1/reasons").words


def test_unfinished_work_can_be_previewed(signed_in: Browser, office: Unit, author: User) -> None:
    bank = make_unit_bank(office)
    item = make_draft(bank, author, **vars(ItemDraft()))
    assert signed_in.get(f"/items/{item.id}/preview/1").heading == "…"
    assert signed_in.get(f"/items/{item.id}").status == 200
    assert signed_in.get(f"/items/{item.id}/edit").status == 200


def without_token(page: Page) -> str:
    """A page byte for byte, but for the token of its form, which tells the second."""
    return re.sub(r'value="[^"]+\.[^"]+\.[^"]+"', "", page.text)


def result_page(app: Flask, user: User, module: Module) -> tuple[str, Browser]:
    attempt_id = make_submitted(user, make_enrolment(user, module), correct=3)
    return f"/attempts/{attempt_id}/result", Browser(app).log_in(str(user.email), PASSWORD)


def test_a_change_of_an_approved_item_leaves_a_finished_attempt_as_it_was(
    app: Flask, signed_in: Browser, office: Unit, author: User
) -> None:
    module = make_module(3)
    bank_id = db.session.scalars(select(QuizBank.bank_id).where(QuizBank.quiz_id == module.quiz_id)).one()
    user = make_user("Ayu", corps="pns")
    address, browser = result_page(app, user, module)
    before = without_token(browser.get(address))
    for item in db.session.scalars(select(Item).where(Item.bank_id == bank_id)).all():
        improve(item, author, stem=f"Pertanyaan yang sama sekali lain tentang {item.code}?")
    assert without_token(browser.get(address)) == before
    fresh = make_user("Budi", corps="pns", email="budi@example.id")
    attempt_id = make_attempt(fresh, make_enrolment(fresh, module))
    question = Browser(app).log_in("budi@example.id", PASSWORD).get(f"/attempts/{attempt_id}/1")
    assert question.heading.startswith("Pertanyaan yang sama sekali lain")

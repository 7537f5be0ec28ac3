"""The item form as a browser without scripts sends it: every button keeps what was typed."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser, Page
from tests.factories.banks import make_draft, make_unit_bank
from tests.factories.content import RULE, item_entry
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.banks.domain.drafts import ItemDraft
from training.banks.models import Bank, Item
from training.banks.queries.drafts import draft_of
from training.banks.queries.items import version_to_edit
from training.core.access import Role
from training.core.db import db
from training.org.models import Unit

JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def office(app: Flask) -> Unit:
    return make_unit("Dinas Kesehatan", code="dinkes")


@pytest.fixture
def author(office: Unit) -> User:
    user = make_user("Bagus Prakoso", unit=office, email="penyusun@example.id")
    make_grant(user, Role.AUTHOR, office)
    return user


@pytest.fixture
def bank(office: Unit) -> Bank:
    return make_unit_bank(office, [item_entry("lama")])


@pytest.fixture
def signed_in(app: Flask, author: User) -> Browser:
    return Browser(app).log_in("penyusun@example.id", PASSWORD)


def filled(options: int = 2, **changed: Any) -> dict[str, Any]:
    """A form that lacks nothing."""
    texts = {f"option-{place}": f"Pilihan ke-{place}" for place in range(options)}
    reasons = {f"rationale-{place}": f"Sebab {place}." for place in range(options)}
    return {
        "mode": "single", "situation": "Anda diajak.", "stem": "Apa yang Anda lakukan?", "key": "0", **texts, **reasons,
        "explanation": "Tidak boleh.", "refusal": "Maaf.", "rules": RULE, "corps": ["pns", "pppk"],
        "phases": "masa_kampanye", "regime": "keduanya", "topic": "kampanye", "difficulty": "mudah",
        "case_on": "2024-10-12", "code": "baru", "case": "kasus-1", "tags": "a; b, a", "action": "save", **changed,
    }  # fmt: skip


def base_of(item: Item) -> str:
    version = version_to_edit(item.id)
    return f"{version.id}.{version.revision}"


def item_named(code: str) -> Item:
    return db.session.scalars(select(Item).where(Item.code == code)).one()


def kept(item: Item) -> ItemDraft:
    db.session.expire_all()
    return draft_of(version_to_edit(item.id))


def edit(browser: Browser, item: Item, **sent: Any) -> Page:
    return browser.post(f"/items/{item.id}/edit", filled(**{"base": base_of(item), "code": item.code, **sent}))


def textareas(page: Page) -> dict[str, str]:
    assert page.tree is not None
    return {area.get("name", ""): "".join(area.itertext()).strip() for area in page.tree.iterfind(".//textarea")}


def test_a_whole_item_is_written_approved_and_stored_as_typed(signed_in: Browser, bank: Bank) -> None:
    page = signed_in.post(f"/items/new?bank={bank.id}", filled(stem_en="What do you do?"))
    item = item_named("baru")
    assert page.location == f"/items/{item.id}/edit"
    assert kept(item) == ItemDraft(
        case="kasus-1", corps=("pns", "pppk"), phases=("masa_kampanye",), regime="keduanya", topic="kampanye",
        difficulty="mudah", case_on=version_to_edit(item.id).case_on, tags=("a", "b"), rules=(RULE,),
        content={
            "mode": "single", "situation": {"id": "Anda diajak."},
            "stem": {"id": "Apa yang Anda lakukan?", "en": "What do you do?"},
            "options": [
                {"text": {"id": "Pilihan ke-0"}, "key": True, "rationale": {"id": "Sebab 0."}},
                {"text": {"id": "Pilihan ke-1"}, "rationale": {"id": "Sebab 1."}},
            ],
            "explanation": {"id": "Tidak boleh."}, "refusal": {"id": "Maaf."},
        },
    )  # fmt: skip
    published = edit(signed_in, item, action="publish", stem_en="What do you do?")
    assert published.location == f"/items/{item.id}"
    assert version_to_edit(item.id).state == "approved"


def test_a_bank_is_chosen_first_where_none_is_named(signed_in: Browser, bank: Bank) -> None:
    page = signed_in.get("/items/new")
    assert page.links()[bank.title["id"]] == f"/items/new?bank={bank.id}"


@pytest.mark.parametrize("address", ["/items/new?bank=999999", "/items/new?bank=x"])
def test_there_is_no_item_without_a_bank_of_ones_own(signed_in: Browser, bank: Bank, address: str) -> None:
    assert signed_in.get(address).status in {400, 404}
    assert signed_in.post(address, filled()).status in {400, 404}


def test_leaving_half_written_and_coming_back_loses_nothing(signed_in: Browser, bank: Bank) -> None:
    half = {
        "mode": "single",
        "situation": "Setengah  jalan\r\nbaris dua",
        "option-0": "Satu",
        "option-1": "",
        "rationale-1": "Sebab saja",
    }
    address = signed_in.post(f"/items/new?bank={bank.id}", half).location
    page = signed_in.get(address)
    areas = textareas(page)
    assert (areas["situation"], areas["option-0"], areas["rationale-1"]) == (
        "Setengah  jalan\nbaris dua", "Satu", "Sebab saja",
    )  # fmt: skip
    assert "Belum diisi." in page.words
    assert "Kunci belum berdasar aturan mana pun." in page.words


@pytest.mark.parametrize(
    ("action", "texts", "keys", "anchor"),
    [
        ("add-option", ["A", "B", "C", ""], [1], "option-3"),
        ("remove-option-0", ["B", "C"], [0], "option-0"),
        ("remove-option-1", ["A", "C"], [], "option-1"),
        ("up-option-1", ["B", "A", "C"], [0], "option-0"),
        ("down-option-1", ["A", "C", "B"], [2], "option-2"),
        ("up-option-0", ["A", "B", "C"], [1], "option-0"),
        ("down-option-2", ["A", "B", "C"], [1], "option-2"),
        ("remove-option-7", ["A", "B", "C"], [1], "options"),
    ],
)
def test_options_are_added_removed_and_moved_with_their_key(
    signed_in: Browser, bank: Bank, author: User, action: str, texts: list[str], keys: list[int], anchor: str
) -> None:
    item = make_draft(bank, author)
    typed = {"option-0": "A", "option-1": "B", "option-2": "C"}
    page = edit(signed_in, item, options=3, key="1", action=action, **typed)
    assert page.location == f"/items/{item.id}/edit#{anchor}"
    options = kept(item).content["options"]
    assert [option["text"]["id"] for option in options] == texts
    assert [place for place, option in enumerate(options) if option.get("key")] == keys


def test_there_are_two_to_eight_options(signed_in: Browser, bank: Bank, author: User) -> None:
    item = make_draft(bank, author)
    edit(signed_in, item, options=8, action="add-option")
    assert len(kept(item).content["options"]) == 8
    edit(signed_in, item, options=2, action="remove-option-0")
    assert len(kept(item).content["options"]) == 2


def test_true_or_false_has_its_options_ready_and_keeps_what_was_typed(
    signed_in: Browser, bank: Bank, author: User
) -> None:
    item = make_draft(bank, author)
    edit(signed_in, item, mode="true_false", **{"option-0": "", "option-1": ""})
    assert [option["text"]["id"] for option in kept(item).content["options"]] == ["Benar", "Salah"]
    edit(signed_in, item, mode="true_false", options=3, **{"option-0": "", "option-1": "", "option-2": "Ragu"})
    assert [option["text"]["id"] for option in kept(item).content["options"]] == ["Benar", "Salah", "Ragu"]
    assert "Pilihannya harus «Benar» lalu «Salah»." in signed_in.get(f"/items/{item.id}/edit").words


def test_rules_are_found_chosen_moved_and_taken_away_without_scripts(
    signed_in: Browser, bank: Bank, author: User
) -> None:
    item = make_draft(bank, author)
    searched = edit(signed_in, item, action="find-rules", rule_query="hak pilih tni")
    assert searched.location == f"/items/{item.id}/edit?rules=hak+pilih+tni#rule_query"
    found = signed_in.get(searched.location)
    assert "Jadikan dasar kunci" in found.words
    edit(signed_in, item, action="rule-asn-hak-pilih")
    assert kept(item).rules == (RULE, "asn-hak-pilih")
    edit(signed_in, item, rules=[RULE, "asn-hak-pilih"], action="raise-asn-hak-pilih")
    assert kept(item).rules == ("asn-hak-pilih", RULE)
    edit(signed_in, item, rules=["asn-hak-pilih", RULE], action=f"background-{RULE}")
    assert (kept(item).rules, kept(item).background_rules) == (("asn-hak-pilih",), (RULE,))
    edit(signed_in, item, rules="asn-hak-pilih", background_rules=RULE, action=f"drop-{RULE}")
    assert kept(item).background_rules == ()


def test_approval_that_is_tried_too_early_says_what_is_missing_and_keeps_the_draft(
    signed_in: Browser, bank: Bank, author: User
) -> None:
    item = make_draft(bank, author)
    page = signed_in.follow(edit(signed_in, item, action="publish", **{"rationale-1": "", "corps": []}))
    links = page.links()
    assert links["Pilihan B, pembahasan: Pilihan ini belum punya pembahasan."] == "#rationale-1"
    assert links["Berlaku bagi: Pilih untuk siapa butir ini berlaku."] == "#corps"
    assert "rationale" not in kept(item).content["options"][1]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("code", "Huruf Besar", "Tulis 1 sampai 80 huruf kecil, angka, dan tanda hubung, seperti asn-ktp-01."),
        ("code", "lama", "Kode ini sudah dipakai. Pilih kode lain."),
        ("case", "x" * 81, "Tulis 1 sampai 80 huruf kecil, angka, dan tanda hubung, seperti asn-ktp-01."),
        ("case_on", "31/12/2024", "Tulis tanggal sebagai tahun-bulan-hari, seperti 2024-09-19."),
        ("case_on", "2024-02-30", "Tulis tanggal sebagai tahun-bulan-hari, seperti 2024-09-19."),
        ("stem", "a\x07b", "Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini."),
        ("option-1", "a\x00b", "Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini."),
        ("tags", "x" * 20_001, "Paling banyak 20000 karakter."),
    ],
)
def test_what_cannot_be_stored_is_told_at_its_field_and_everything_typed_stays(
    signed_in: Browser, bank: Bank, author: User, field: str, value: str, message: str
) -> None:
    item = make_draft(bank, author)
    before = kept(item)
    page = edit(signed_in, item, **{"situation": "Yang baru diketik", field: value})
    assert page.status == 400
    (said,) = [text for text, target in page.links().items() if target == f"#{field}"]
    assert said.endswith(f": {message}")
    assert textareas(page)["situation"] == "Yang baru diketik"
    assert kept(item) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("corps", "hantu"), ("phases", "x"), ("regime", "x"), ("topic", "x"), ("difficulty", "x"), ("mode", "x"),
     ("rules", "tidak-ada"), ("background_rules", "x"), ("base", "x"), ("base", ""), ("action", "rule-tidak-ada"),
     ("action", "hancurkan"), ("rules", [f"r{n}" for n in range(40)])],
)  # fmt: skip
def test_what_no_page_offers_is_refused(signed_in: Browser, bank: Bank, author: User, field: str, value: Any) -> None:
    item = make_draft(bank, author)
    before = kept(item)
    assert edit(signed_in, item, **{field: value}).status == 400
    assert kept(item) == before


def test_two_authors_at_once_get_a_choice_and_nothing_is_overwritten(
    signed_in: Browser, bank: Bank, author: User
) -> None:
    item = make_draft(bank, author)
    opened = base_of(item)
    edit(signed_in, item, stem="Punya yang pertama?")
    page = edit(signed_in, item, base=opened, stem="Punya yang kedua?")
    assert page.status == 409
    assert "Disimpan oleh Bagus Prakoso" in page.words
    assert "pertama?" in " ".join(page.texts(".//del"))
    assert "kedua?" in " ".join(page.texts(".//ins"))
    assert kept(item).content["stem"] == {"id": "Punya yang pertama?"}
    signed_in.submit(page, page.form(), action="save")
    assert kept(item).content["stem"] == {"id": "Punya yang kedua?"}


def test_a_script_saves_while_one_types_and_learns_what_is_missing(signed_in: Browser, bank: Bank) -> None:
    created = signed_in.post(f"/items/new?bank={bank.id}", filled(stem=""), **JSON).json
    item = item_named("baru")
    assert (created["saved"], created["address"]) == (True, f"/items/{item.id}/edit")
    assert created["findings"] == {"stem": [{"blocks": True, "message": "Belum diisi."}]}
    assert "Pilihan ke-1" in created["question"]
    assert "Sebab 1." in created["reasons"]
    saved = signed_in.post(created["address"], filled(base=created["base"]), **JSON).json
    assert (saved["findings"], saved["base"]) == ({}, base_of(item))
    stale = signed_in.post(created["address"], filled(base=created["base"], stem="Lain?"), **JSON)
    assert (stale.status, stale.json["stale"]) == (409, True)
    refused = signed_in.post(created["address"], filled(base=saved["base"], code="X"), **JSON)
    assert (refused.status, list(refused.json["problems"])) == (400, ["code"])


def test_rules_are_found_for_a_script_without_those_that_are_chosen(signed_in: Browser, bank: Bank) -> None:
    words = "hak pilih"
    assert "asn-hak-pilih" in signed_in.get(f"/items/rules?q={words}").text
    assert "rule-asn-hak-pilih" not in signed_in.get(f"/items/rules?q={words}&chosen=asn-hak-pilih").text
    assert "Tidak ada aturan lain yang cocok." in signed_in.get("/items/rules?q=zzzz").text
    assert signed_in.get("/items/rules").text.strip() == ""

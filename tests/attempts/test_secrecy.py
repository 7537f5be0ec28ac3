"""The same paper with another key: until the result, nothing that is sent to the participant differs by a byte."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.client import Browser, Page
from tests.conftest import TestDatabase
from tests.factories.attempts import STARTED_AT
from tests.factories.content import RULE, item_entry, make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.banks.domain.item import ItemEntry

OTHER_RULE = "pp94-2021-ps5-n-7"
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]+')
VARYING_HEADERS = ("Set-Cookie", "Date", "Content-Length")
JSON = {"Accept": "application/json"}
QUESTIONS = 6

KEYS = {
    "single": ({0}, {2}),
    "multiple": ({0, 1}, {1, 2, 3}),
    "true_false": ({0}, {1}),
}


def items(variant: int) -> list[ItemEntry]:
    """Two items of each mode; the variants differ in keys, reasons, explanations, refusals and rules only."""
    return [_item(f"{mode.replace('_', '-')}-{number}", mode, variant) for mode in KEYS for number in (1, 2)]


def _item(code: str, mode: str, variant: int) -> ItemEntry:
    texts = ["Benar", "Salah"] if mode == "true_false" else [f"{code} pilihan {letter}" for letter in "ABCD"]
    keys = KEYS[mode][variant]
    options = [
        {
            "text": {"id": text, "en": f"{text} (en)"},
            "key": index in keys,
            "rationale": f"alasan {variant} {index in keys}",
        }
        for index, text in enumerate(texts)
    ]
    secret: dict[str, Any] = {"explanation": f"penjelasan {variant}", "refusal": f"tolakan {variant}"}
    if mode == "true_false":
        secret["situation"] = None
    return item_entry(code, mode=mode, content={"options": options, **secret}, rules=(RULE, OTHER_RULE)[variant:][:1])


class Recorder:
    """Everything that one participant was sent, in order, tokens and names of the test masked."""

    def __init__(self, browser: Browser, slug: str) -> None:
        self.browser = browser
        self.slug = slug
        self.sent: list[tuple[Any, ...]] = []

    def get(self, address: str, **options: Any) -> Page:
        return self._keep(address, self.browser.get(address, **options))

    def post(self, address: str, fields: dict[str, Any] | None = None, **options: Any) -> Page:
        return self._keep(address, self.browser.post(address, fields, **options))

    def _keep(self, address: str, page: Page) -> Page:
        headers = [(name, self._masked(value)) for name, value in page.response.headers if name not in VARYING_HEADERS]
        body = self._masked(TOKEN.sub(r"\1TOKEN", page.text))
        self.sent.append((self._masked(address), page.status, headers, body, len(body)))
        return page

    def _masked(self, text: str) -> str:
        return text.replace(self.slug, "SLUG").replace(self.slug.removeprefix("modul-"), "BANK")


def everything_sent(app: Flask, variant: int) -> list[tuple[Any, ...]]:
    """The whole way to the hand-in, with right, wrong, repeated, stale and unreadable answers on it."""
    unit = make_unit("Dinas Uji", code="dinas-uji")
    make_user("Peserta Uji", unit=unit, email="peserta@example.id")
    module = make_module(items(variant))
    recorder = Recorder(Browser(app).log_in("peserta@example.id", PASSWORD), module.slug)
    for address in ("/home", f"/modules/{module.slug}", f"/modules/{module.slug}/lessons/pertama"):
        recorder.get(address)
    start = recorder.post(f"/modules/{module.slug}/enrol").location
    recorder.get(start)
    attempt = recorder.post(start).location.rsplit("/", 1)[0]
    for position in range(1, QUESTIONS + 1):
        _visit(recorder, f"{attempt}/{position}")
    recorder.post("/language", {"language": "en", "next": f"{attempt}/1"})
    for address in (
        f"{attempt}/1",
        f"{attempt}/3",
        f"{attempt}/5",
        f"{attempt}/check",
        start,
        "/home",
        f"{attempt}/result",
    ):
        recorder.get(address)
    return recorder.sent


def _visit(recorder: Recorder, address: str) -> None:
    recorder.get(address)
    for place in ("0", "1"):
        recorder.post(address, {"answer": place, "revision": place, "action": "save"}, headers=JSON)
    recorder.post(address, {"answer": "0", "revision": "1", "action": "next"})
    recorder.post(address, {"answer": "0", "revision": "1", "action": "next"}, headers=JSON)
    recorder.post(address, {"answer": "0", "revision": "2", "action": "flag"})
    recorder.post(address, {"answer": ["0", "1"], "revision": "3", "action": "next"})
    recorder.post(address, {"answer": "9", "revision": "3", "action": "next"}, headers=JSON)
    recorder.get(address)


@pytest.fixture
def standing_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No time passes, and chance gives every paper the same seed."""
    monkeypatch.setattr(secrets, "randbits", lambda bits: 20_260_302)
    with time_machine.travel(STARTED_AT, tick=False):
        yield


@pytest.mark.usefixtures("standing_still")
def test_nothing_sent_before_the_result_tells_the_key(app: Flask, test_database: TestDatabase) -> None:
    first = everything_sent(app, 0)
    test_database.reset()
    second = everything_sent(app, 1)
    assert len(first) == len(second) > 9 * QUESTIONS
    for one, other in zip(first, second, strict=True):
        assert one == other
    statuses = {status for _address, status, *_rest in first}
    assert statuses == {200, 303, 400, 409}, "every kind of answer was among them"
    assert not [
        body for *_rest, body, _length in first if "alasan" in body or "penjelasan" in body or "tolakan" in body
    ]

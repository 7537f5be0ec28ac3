"""What a phone on a slow network has to load."""

from typing import Any

from tests.factories.attempts import make_enrolment
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor
from tests.pages.entry import signed_in
from tests.pages.quiz import QuestionPage, start_quiz
from training.modules.queries import published_module

KB = 1024


class Wire:
    """Counts what comes over the network: requests and bytes, headers and redirects included, favicon left out."""

    def __init__(self, visitor: Visitor) -> None:
        self.sizes: dict[str, int] = {}
        self.addresses: dict[str, str] = {}
        session = visitor.context.new_cdp_session(visitor.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", lambda event: self._came(event["requestId"], event["encodedDataLength"]))

    def take(self) -> dict[str, int]:
        """Bytes by address since the last call."""
        counted = {self.addresses[key]: size for key, size in self.sizes.items() if size}
        self.sizes.clear()
        return {address: size for address, size in counted.items() if "/icons/" not in address}

    def _asked(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]
        if "redirectResponse" in event:
            self._came(event["requestId"], event["redirectResponse"]["encodedDataLength"])

    def _came(self, key: str, size: float) -> None:
        self.sizes[key] = self.sizes.get(key, 0) + int(size)


def test_the_question_page_is_light(new_visitor: NewVisitor) -> None:
    first = new_visitor()
    with first.site.database():
        user = first.site.new_person("Maria Goreti Tukan")
        enrolment_id = make_enrolment(user, published_module("netralitas-asn"))
    attempt_id = start_quiz(signed_in(first, user), enrolment_id).attempt_id

    phone = new_visitor(storage_state=first.context.storage_state())
    wire = Wire(phone)
    phone.open(f"/attempts/{attempt_id}/1").page.wait_for_load_state("networkidle")
    everything = wire.take()
    assert len(everything) <= 5, everything
    assert sum(everything.values()) <= 40 * KB, everything

    question = QuestionPage(phone)
    for _ in range(3):
        question.choose(question.keys()[question.position]).expect_saved()
        wire.take()
        question.next().page.wait_for_load_state("networkidle")
        following = wire.take()
        assert sum(following.values()) <= 5 * KB, following

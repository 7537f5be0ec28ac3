"""The pages of a quiz."""

from collections.abc import Sequence

from playwright.sync_api import Locator, expect

from tests.factories.attempts import places_of_keys, responses_of
from tests.journeys.visitor import Visitor
from training.attempts.models import Attempt
from training.core.db import db

SAVED = "Tersimpan ✓"


class QuestionPage:
    """One question of an attempt under way."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @property
    def attempt_id(self) -> int:
        """Which attempt this is."""
        return int(self.visitor.path.split("/")[2])

    @property
    def position(self) -> int:
        """Which question this is."""
        return int(self.visitor.path.split("/")[3])

    @property
    def status(self) -> Locator:
        """Where the page says whether the answer is stored."""
        return self.page.locator("#save-status")

    def card(self, value: str) -> Locator:
        """The control of an option, by its place on the paper."""
        return self.page.locator(f"[name=answer][value='{value}']")

    def choose(self, values: Sequence[str]) -> "QuestionPage":
        """Pick options by their places."""
        for value in values:
            self.visitor.hand.choose(self.card(value))
        return self

    def chosen(self) -> list[str]:
        """The places of the options that are picked."""
        return [str(card.get_attribute("value")) for card in self.page.locator("[name=answer]:checked").all()]

    def expect_saved(self) -> "QuestionPage":
        """Wait until the page says that the answer is stored."""
        expect(self.status).to_have_text(SAVED)
        return self

    def press(self, name: str) -> "QuestionPage":
        """Use a button of the page."""
        self.visitor.press(name)
        return self

    def next(self) -> "QuestionPage":
        """Go on to the next question, and from the last to the check page."""
        going = self.position + 1
        is_last = self.page.get_by_role("button", name="Berikutnya").count() == 0
        self.press("Periksa jawaban" if is_last else "Berikutnya")
        self.page.wait_for_url("**/check" if is_last else f"**/{going}")
        return self

    def keys(self) -> dict[int, list[str]]:
        """The right places for each position, from the database."""
        with self.visitor.site.database():
            return places_of_keys(self.attempt_id)

    def stored(self, attempt_id: int, position: int) -> list[str]:
        """What the database holds for a question, as places on the paper."""
        with self.visitor.site.database():
            response = responses_of(attempt_id).get(position)
            order = db.session.get_one(Attempt, attempt_id).paper[position - 1][1]
        chosen = response.answer if response else None
        return sorted(str(order.index(index)) for index in chosen or [])

    def answer_all(self, *, wrong: Sequence[int] = ()) -> "CheckPage":
        """Answer this question and all after it: right, except at some positions."""
        for position, right in list(self.keys().items())[self.position - 1 :]:
            other = next(place for place in "0123" if place not in right)
            self.choose([other] if position in wrong else right).next()
        return CheckPage(self.visitor)


class CheckPage:
    """The look at everything before handing in."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def hand_in(self) -> "Visitor":
        """Hand in; leads to the result."""
        self.visitor.press("Kumpulkan")
        self.visitor.page.wait_for_url("**/result")
        return self.visitor


def start_quiz(visitor: Visitor, enrolment_id: int) -> QuestionPage:
    """From the start page to the first question."""
    visitor.open(f"/enrolments/{enrolment_id}").press("Mulai kuis")
    visitor.page.wait_for_url("**/attempts/*/1")
    return QuestionPage(visitor)

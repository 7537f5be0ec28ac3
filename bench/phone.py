"""What a cheap phone on a slow 3G line waits for: first content cold, and the next question.

    python -m bench.phone [--rounds N]

A real Chromium at 360 px with a processor six times slower, 400 kbit/s and 400 ms of delay for each request, on a fresh
demo. First content is the browser's own "first contentful paint"; the next question counts from pressing "Berikutnya"
until the next question is painted.
"""

import argparse
import statistics
from collections.abc import Callable

from playwright.sync_api import Browser

from tests.factories.attempts import make_enrolment
from tests.journeys.chromium import running_chromium
from tests.journeys.site import Site, running_site
from tests.journeys.visitor import PHONE, Visitor
from tests.pages.entry import signed_in
from tests.pages.quiz import QuestionPage, start_quiz
from training.modules.queries import published_module

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWER = 6
QUESTIONS = 6
FIRST_PAINT = """() => new Promise((done) => {
  const seen = performance.getEntriesByName("first-contentful-paint")[0];
  if (seen) { done(seen.startTime); return; }
  new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({type: "paint", buffered: true});
})"""
# From the press on the page before until the first paint of this one, on the clock that both share.
SINCE_PRESSED = """async (pressed) => performance.timeOrigin + await (""" + FIRST_PAINT + """)() - pressed"""


def slow(visitor: Visitor) -> Visitor:
    """The same visitor on a slow phone and line."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return visitor


def cold(chromium: Browser, site: Site, address: str, cookies: object = None) -> float:
    """Seconds until the first content of a page with nothing in the browser's store."""
    visitor = Visitor(chromium, site, viewport=PHONE, storage_state=cookies)
    slow(visitor).open(address)
    seconds = float(visitor.page.evaluate(FIRST_PAINT)) / 1000
    visitor.context.close()
    return seconds


def following(chromium: Browser, site: Site, address: str, cookies: object) -> list[float]:
    """Seconds from the press on "Berikutnya" to the next question, answered each time before."""
    visitor = slow(Visitor(chromium, site, viewport=PHONE, storage_state=cookies))
    visitor.open(address)
    question, waited = QuestionPage(visitor), []
    for _ in range(QUESTIONS):
        question.choose(["0"]).expect_saved()
        position = question.position
        pressed = visitor.page.evaluate("() => performance.timeOrigin + performance.now()")
        question.press("Berikutnya")
        visitor.page.wait_for_url(f"**/{position + 1}")
        waited.append(float(visitor.page.evaluate(SINCE_PRESSED, pressed)) / 1000)
    visitor.context.close()
    return waited


def tell(name: str, measure: Callable[[], list[float]], budget: float) -> None:
    """One line of the table."""
    seconds = measure()
    print(f"{name:28} median {statistics.median(seconds):.2f} s  most {max(seconds):.2f} s  budget {budget} s")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with running_chromium() as chromium, running_site() as site:
        visitor = Visitor(chromium, site)
        with site.database():
            user = site.new_person("Maria Goreti Tukan")
            enrolment_id = make_enrolment(user, published_module("netralitas-asn"))
        attempt_id = start_quiz(signed_in(visitor, user), enrolment_id).attempt_id
        cookies, question = visitor.context.storage_state(), f"/attempts/{attempt_id}/1"
        tell("sign-in page, cold", lambda: [cold(chromium, site, "/login") for _ in range(rounds)], 2.5)
        tell("question page, cold", lambda: [cold(chromium, site, question, cookies) for _ in range(rounds)], 2.5)
        tell("next question", lambda: following(chromium, site, question, cookies), 1.2)


if __name__ == "__main__":
    main()

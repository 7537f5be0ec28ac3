"""Every kind of page: accessible, quiet, and as wide as the screen, on a phone and a desktop, light and dark."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests.journeys.scenes import LESSON, LONG_NAME, MODULE, RULE, Scenes, make_scenes
from tests.journeys.site import Site
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.pages.entry import sign_in, signed_in
from training.demo.people import DEMO_PASSWORD

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
  const found = await axe.run({runOnly: tags, resultTypes: ["violations"], iframes: false});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html + " " + node.failureSummary).join(" | ")}`);
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((one) => one.scrollWidth > innerWidth || one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.outerHTML.slice(0, 120))"""
PAGES = [
    ("nobody", "/"),
    ("nobody", "/login"),
    ("nobody", "/activate"),
    ("nobody", "/rules"),
    ("nobody", "/rules?corps=polri&q=tidak+ada+yang+cocok"),
    ("nobody", f"/rules/{RULE}"),
    ("nobody", "/verify"),
    ("nobody", "verify"),
    ("nobody", "/tidak/ada"),
    ("taker", "/home"),
    ("taker", f"/modules/{MODULE}"),
    ("taker", f"/modules/{MODULE}/lessons/{LESSON}"),
    ("taker", "start"),
    ("taker", "take-single"),
    ("taker", "take-multiple"),
    ("taker", "take-true_false"),
    ("taker", "check"),
    ("taker", "/certificates"),
    ("taker", "/account"),
    ("taker", "/rules"),
    ("passer", "/home"),
    ("passer", f"/modules/{MODULE}"),
    ("passer", "result-passed"),
    ("passer", "/certificates"),
    ("learner", "start-waiting"),
    ("learner", "result-not-passed"),
    ("latecomer", "expired"),
    ("pelatih", "/banks"),
    ("pelatih", "/banks/new"),
    ("pelatih", "bank"),
    ("pelatih", "bank-filtered"),
    ("pelatih", "bank-edit"),
    ("pelatih", "coverage"),
    ("pelatih", "item"),
    ("pelatih", "item-draft"),
    ("pelatih", "item-form"),
    ("pelatih", "item-form-checked"),
    ("pelatih", "item-new"),
    ("pelatih", "/items/new"),
    ("pelatih", "/manage/modules"),
    ("pelatih", "/manage/modules?q=tidak+ada+yang+cocok"),
    ("pelatih", "/manage/modules/new"),
    ("pelatih", "module-draft"),
    ("pelatih", "module-published"),
    ("pelatih", "module-general"),
    ("pelatih", "module-lessons"),
    ("pelatih", "module-lesson"),
    ("pelatih", "module-quiz"),
    ("pelatih", "module-certificate"),
    ("pelatih", "module-retire"),
    ("pelatih", "module-trial"),
    ("pelatih", "trial-take"),
    ("pelatih", "trial-check"),
    ("pelatih", "trial-result"),
    ("pelatih", "bank-import"),
    ("pelatih", "bank-export"),
    ("pelatih", "import-check"),
    ("pelatih", "import-changed"),
    ("pelatih", "import-progress"),
]
EXPECTED_STATUS = {"/tidak/ada": 404, "expired": 410}


@pytest.fixture(scope="module")
def scenes(site: Site) -> Scenes:
    """Four people with long names in the unit with the longest name."""
    return make_scenes(site, (LONG_NAME, LONG_NAME, LONG_NAME, LONG_NAME), unit="UPTD-1")


@pytest.fixture(scope="module")
def visitors(chromium: Browser, site: Site, scenes: Scenes) -> Iterator[dict[str, Visitor]]:
    """A browser for each of them, signed in once, and one for nobody."""
    made = {who: Visitor(chromium, site) for who in ("nobody", "taker", "passer", "learner", "latecomer", "pelatih")}
    for who, visitor in made.items():
        visitor.expect_in_console("the server responded with a status of 4")
        if who == "pelatih":
            sign_in(visitor, "pelatih@netral.example", DEMO_PASSWORD)
        elif who != "nobody":
            signed_in(visitor, getattr(scenes, who))
    yield made
    for visitor in made.values():
        visitor.close()


@pytest.mark.slow
@pytest.mark.parametrize(("who", "page"), PAGES)
def test_a_page_has_no_barriers(who: str, page: str, visitors: dict[str, Visitor], scenes: Scenes) -> None:
    visitor = visitors[who]
    visitor.page.set_viewport_size(PHONE)
    visitor.open(page if page.startswith("/") else scenes.addresses[page])
    assert visitor.status == EXPECTED_STATUS.get(page, 200)
    assert barriers(visitor) == {}


@pytest.mark.slow
def test_a_form_with_errors_has_no_barriers(visitor: Visitor) -> None:
    visitor.expect_in_console("status of 400")
    visitor.open("/login").press("Masuk")
    visitor.page.get_by_role("heading", name="Ada isian yang perlu diperbaiki").wait_for()
    assert barriers(visitor) == {}


@pytest.mark.slow
def test_colours_are_readable_at_once_when_the_system_turns_dark(chromium: Browser, site: Site) -> None:
    visitor = Visitor(chromium, site, reduced_motion="no-preference")
    visitor.open("/login")
    assert barriers(visitor) == {}
    visitor.close()


def barriers(visitor: Visitor) -> dict[str, Any]:
    """What axe complains about and what sticks out, by size and colours; everything opened that can be opened."""
    page = visitor.page
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate(AXE_SCRIPT)
    found = {}
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            found[f"{size['width']} {colours}"] = page.evaluate(RUN_AXE, TAGS)
        found[f"{size['width']} too wide"] = page.evaluate(TOO_WIDE)
    return {where: complaints for where, complaints in found.items() if complaints}

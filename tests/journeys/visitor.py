"""A visitor: one browser profile with its own cookies, and a hand that works the pages."""

import re
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, ViewportSize, expect

from tests.journeys.site import HOST, Site

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
MOST_TABS = 80
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


class Hand(Protocol):
    """How somebody works a page."""

    def press(self, target: Locator) -> None:
        """Use a button or a link."""

    def choose(self, target: Locator) -> None:
        """Pick a radio button or tick a checkbox."""

    def write(self, target: Locator, text: str) -> None:
        """Type into a field."""


class Mouse:
    """Points and clicks."""

    def press(self, target: Locator) -> None:
        """Click it."""
        target.click()

    def choose(self, target: Locator) -> None:
        """Click it unless it is chosen."""
        if not target.is_checked():
            target.click()

    def write(self, target: Locator, text: str) -> None:
        """Put the text into it."""
        target.fill(text)


class Keyboard:
    """Tab, arrows, Space and Enter only; fails where Tab does not lead."""

    def press(self, target: Locator) -> None:
        """Walk to it and press Enter."""
        self._walk_to(target)
        target.page.keyboard.press("Enter")

    def choose(self, target: Locator) -> None:
        """Walk to it; inside a group of radio buttons go on by arrow, as the platform wants."""
        if target.get_attribute("type") == "radio":
            group = target.page.locator("[type=radio]")
            self._walk_to(group)
            for _ in range(group.count()):
                if _has_focus(target):
                    break
                target.page.keyboard.press("ArrowDown")
        else:
            self._walk_to(target)
        if not target.is_checked():
            target.page.keyboard.press("Space")
        assert target.is_checked()

    def write(self, target: Locator, text: str) -> None:
        """Walk to it and type."""
        self._walk_to(target)
        target.page.keyboard.type(text)

    def _walk_to(self, target: Locator) -> None:
        for _ in range(MOST_TABS):
            if _has_focus(target):
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")


def _has_focus(target: Locator) -> bool:
    return bool(target.evaluate_all("(found) => found.includes(document.activeElement)"))


class Visitor:
    """One browser profile on a site; notes what the console says and whom the pages ask for something."""

    def __init__(self, chromium: Browser, site: Site, *, hand: Hand | None = None, **profile: Any) -> None:
        self.site = site
        self.hand = hand or Mouse()
        options = {"viewport": PHONE, "locale": "id-ID", "reduced_motion": "reduce", **profile}
        self.context: BrowserContext = chromium.new_context(base_url=site.url, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.console: list[str] = []
        self.asked: list[str] = []
        self.expected_in_console: list[str] = []
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self.console.append(f"error: {error.error}"))
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page: Page = self.context.new_page()
        self.status = 0

    def open(self, address: str) -> "Visitor":
        """Go to a page by its address."""
        response = self.page.goto(address)
        self.status = response.status if response else 0
        return self

    def press(self, name: str) -> None:
        """Use the one button or link of this name; a name matches from its beginning."""
        starts_so = re.compile(r"^\W*" + re.escape(name))
        self.hand.press(
            self.page.get_by_role("button", name=starts_so).or_(self.page.get_by_role("link", name=starts_so)).first
        )

    def write(self, label: str, text: str) -> None:
        """Type into the field of this label."""
        self.hand.write(self.page.get_by_label(label, exact=True), text)

    @property
    def heading(self) -> str:
        """The text of the page's h1."""
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def words(self) -> str:
        """What the main part of the page says."""
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def path(self) -> str:
        """The path of the address."""
        return urlsplit(self.page.url).path

    def expect_in_console(self, part: str) -> None:
        """A line that this test provokes, such as a refused request."""
        self.expected_in_console.append(part)

    def close(self) -> None:
        """End the profile. Fails when the console spoke up or a page asked another host."""
        self.context.close()
        said = [line for line in self.console if not any(part in line for part in self.expected_in_console)]
        assert not said, said
        elsewhere = [address for address in self.asked if urlsplit(address).hostname not in (HOST, None)]
        assert not elsewhere, elsewhere

    def _note_console(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")

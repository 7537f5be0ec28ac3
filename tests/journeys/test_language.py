"""Every page can be switched to English and back."""

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def test_the_switch_makes_the_interface_english_and_back(visitor: Visitor) -> None:
    visitor.open("/login")
    assert (visitor.page.locator("html").get_attribute("lang"), visitor.heading) == ("id", "Masuk")
    visitor.press("English")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    assert (visitor.path, visitor.heading) == ("/login", "Sign in")
    visitor.open("/verify")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.press("Bahasa Indonesia")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "id")
    assert visitor.heading == "Periksa sertifikat"

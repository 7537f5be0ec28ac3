"""Signing in."""

from tests.factories.people import PASSWORD
from tests.journeys.visitor import Visitor
from training.accounts.models import User


def sign_in(visitor: Visitor, name: str, password: str = PASSWORD) -> Visitor:
    """Type name and password; leads to the home page."""
    visitor.open("/login")
    visitor.write("Surel, NIP/NRP, atau nama masuk", name)
    visitor.write("Kata sandi", password)
    visitor.press("Masuk")
    visitor.page.wait_for_url("**/home")
    return visitor


def signed_in(visitor: Visitor, user: User) -> Visitor:
    """Sign somebody in whom a test has made."""
    return sign_in(visitor, str(user.email))

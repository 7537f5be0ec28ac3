"""Who may do what: one table of permissions and roles. `accounts` registers the check that uses it.

A role holds in the subtree of the unit it was granted for. Everyone who is signed in is a participant. Each route names
its permission or is `@public`; a route that names neither is refused.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


class Role(StrEnum):
    """What a grant gives, besides being a participant."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    ORGANISER = "organiser"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a route asks for."""

    PUBLIC = "public"
    TAKE_QUIZ = "take_quiz"
    OWN_ACCOUNT = "own_account"
    OWN_CERTIFICATES = "own_certificates"
    MANAGE = "manage"
    VIEW_BANKS = "view_banks"
    EDIT_BANKS = "edit_banks"
    APPROVE_ITEMS = "approve_items"
    MANAGE_MODULES = "manage_modules"
    VIEW_REPORTS = "view_reports"
    MANAGE_ASSIGNMENTS = "manage_assignments"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_UNITS = "manage_units"
    VIEW_AUDIT = "view_audit"


EVERYONE = frozenset({Permission.TAKE_QUIZ, Permission.OWN_ACCOUNT, Permission.OWN_CERTIFICATES})
ROLES_WITH: dict[Permission, frozenset[Role]] = {
    Permission.MANAGE: frozenset(Role),
    Permission.VIEW_BANKS: frozenset({Role.AUTHOR, Role.REVIEWER}),
    Permission.EDIT_BANKS: frozenset({Role.AUTHOR}),
    Permission.APPROVE_ITEMS: frozenset({Role.AUTHOR, Role.REVIEWER}),
    Permission.MANAGE_MODULES: frozenset({Role.AUTHOR}),
    Permission.VIEW_REPORTS: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    Permission.MANAGE_ASSIGNMENTS: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    Permission.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Permission.MANAGE_UNITS: frozenset({Role.ADMIN}),
    Permission.VIEW_AUDIT: frozenset({Role.ADMIN, Role.AUDITOR}),
}


def permission_required(permission: Permission) -> Callable[[View], View]:
    """Say which permission a view asks for; the check runs before the view."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # a mark on the function, read by required_permission
        return view

    return mark


def public(view: View) -> View:
    """Say that anyone may open a view."""
    return permission_required(Permission.PUBLIC)(view)


def required_permission(view: Callable[..., object]) -> Permission | None:
    """The permission a view named, or None where it forgot to."""
    return getattr(view, "permission", None)


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that give a permission; empty for what everyone has."""
    return ROLES_WITH.get(permission, frozenset())

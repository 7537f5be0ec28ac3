"""The sections of the managing side: which there are, and which of them a person may open.

`app.py` lists them in the order of the menu; the first one that a person may open is where `/manage` leads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training.core.access import Permission, permission_required

SECTIONS = "netral_sections"
bp = Blueprint("navigation", __name__)


@dataclass(frozen=True)
class Section:
    """One entry of the menu: a label in Indonesian (lazy), the endpoint it leads to, and who may see it."""

    name: str
    label: Any
    endpoint: str
    permission: Permission


def init_navigation(app: Flask, sections: Sequence[Section]) -> None:
    """Give templates `open_sections()` and `may_manage()`."""
    app.extensions[SECTIONS] = tuple(sections)
    app.jinja_env.globals.update(open_sections=open_sections, may_manage=may_manage)


def may_manage() -> bool:
    """Whether the person behind this request holds any role; costs no statement."""
    return bool(getattr(current_user, "has_grants", False))


def open_sections() -> list[Section]:
    """The sections that the person behind this request may open."""
    sections: tuple[Section, ...] = current_app.extensions[SECTIONS]
    return [section for section in sections if current_user.may(section.permission)]


@bp.get("/manage")
@permission_required(Permission.MANAGE)
def manage() -> ResponseReturnValue:
    """The first section one may open; a page that says so where there is none."""
    sections = open_sections()
    if sections:
        return redirect(url_for(sections[0].endpoint), 303)
    return render_template("manage/nothing.html")

"""The log: who did what, when, in one's branch."""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.domain.search import SEARCH_MAX_CHARACTERS
from training.accounts.models import User
from training.accounts.queries import kept_search
from training.accounts.services.searches import keep_search
from training.audit.models import AuditEvent
from training.auditlog.domain import TOPIC_LABELS, Topic
from training.auditlog.queries import LogFilter, Name, events, names_in
from training.auditlog.words import sentence_of
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.i18n import plain_date
from training.directory.queries.people import person_within
from training.directory.queries.units import unit_within
from training.org.models import Unit

bp = Blueprint("auditlog", __name__, url_prefix="/audit")
ON_A_PAGE = 50
MAX_DIGITS = 18
ADDRESS_PARTS = ("search", "person", "unit", "topic", "from", "until")


@bp.get("")
@permission_required(Permission.VIEW_AUDIT)
def index() -> ResponseReturnValue:
    """Events by day, the latest first; names that were searched for are kept on the server."""
    key = request.args.get("search", "")[:64]
    words = kept_search(key, current_user.id)
    person, unit = _asked_person(), _asked_unit()
    wanted = _wanted(words or "", person, unit)
    before, after = _number("before"), _number("after")
    found = events(wanted, before=before, after=after, limit=ON_A_PAGE + 1)
    shown = found[1:] if after is not None and len(found) > ON_A_PAGE else found[:ON_A_PAGE]
    return render_template(
        "audit/log.html",
        days=_by_day(shown),
        who=wanted.who,
        topic=wanted.topic,
        topic_options=[(topic.value, _(label)) for topic, label in TOPIC_LABELS.items()],
        since=request.args.get("from", "") if wanted.since else "",
        until=request.args.get("until", "") if wanted.until else "",
        unit=unit,
        person=person,
        filter_words=_in_words(wanted, person, unit),
        is_search_forgotten=bool(key) and words is None,
        **_neighbours(shown, before=before, after=after, has_more=len(found) > ON_A_PAGE),
    )


@bp.post("/search")
@permission_required(Permission.VIEW_AUDIT)
def search() -> ResponseReturnValue:
    """Keep what was typed, and show the log by its key."""
    typed = request.form.get("q", "")[:SEARCH_MAX_CHARACTERS]
    kept = {"search": keep_search(current_user.id, typed, now=clock.now())}
    chosen = {name: request.form.get(name, "")[:MAX_DIGITS] for name in ADDRESS_PARTS if name != "search"}
    arguments: dict[str, Any] = {name: value for name, value in {**chosen, **kept}.items() if value}
    return redirect(url_for("auditlog.index", **arguments), 303)


def _wanted(words: str, person: User | None, unit: Unit | None) -> LogFilter:
    topic = request.args.get("topic", "")
    first, last = _day("from"), _day("until")
    return LogFilter(
        paths=_paths(),
        who=words,
        person_id=person.id if person else None,
        branch=unit.path if unit else "",
        topic=topic if topic in set(Topic) else "",
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(days=1)) if last else None,
    )


def _paths() -> tuple[str, ...]:
    paths: tuple[str, ...] = current_user.paths_with(Permission.VIEW_AUDIT)
    return paths


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if date(1970, 1, 2) < day < date(2200, 1, 1) else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(current_user.zone))


def _asked_person() -> User | None:
    number = _number("person")
    return None if number is None else person_within(number, _paths())[0]


def _asked_unit() -> Unit | None:
    number = _number("unit")
    return None if number is None else unit_within(number, _paths())


def _by_day(shown: list[AuditEvent]) -> list[tuple[date, list[tuple[str, str, str]]]]:
    """Days with their events: time of day, sentence, unit."""
    names = names_in(shown)
    zone = ZoneInfo(current_user.zone)
    return [
        (day, [_entry(event, names, zone) for event in group])
        for day, group in groupby(shown, key=lambda event: event.at.astimezone(zone).date())
    ]


def _entry(event: AuditEvent, names: dict[Name, Any], zone: ZoneInfo) -> tuple[str, str, str]:
    sentence = sentence_of(event, names)
    unit_name = str(names.get(("unit", event.unit_id or 0), ""))
    return f"{event.at.astimezone(zone):%H.%M}", sentence, "" if unit_name in sentence else unit_name


def _neighbours(
    shown: list[AuditEvent], *, before: int | None, after: int | None, has_more: bool
) -> dict[str, str | None]:
    """The addresses of older and newer events, None where there are none."""
    has_older = has_more if after is None else True
    has_newer = before is not None if after is None else has_more
    return {
        "older_url": _address(before=shown[-1].id) if shown and has_older else None,
        "newer_url": _address(after=shown[0].id) if shown and has_newer else None,
    }


def _address(**place: int) -> str:
    kept = {name: request.args[name] for name in ADDRESS_PARTS if request.args.get(name)}
    arguments: dict[str, Any] = {**kept, **place}
    return url_for("auditlog.index", **arguments)


def _in_words(wanted: LogFilter, person: User | None, unit: Unit | None) -> str:
    first, last = _day("from"), _day("until")
    parts = [
        _("memuat “%(words)s”", words=wanted.who) if wanted.who else "",
        _("tentang %(name)s", name=person.full_name) if person else "",
        _("di %(unit)s", unit=unit.name) if unit else "",
        _(TOPIC_LABELS[Topic(wanted.topic)]) if wanted.topic else "",
        _("sejak %(first)s", first=plain_date(first)) if first else "",
        _("sampai %(last)s", last=plain_date(last)) if last else "",
    ]
    return ", ".join(str(part) for part in parts if part)

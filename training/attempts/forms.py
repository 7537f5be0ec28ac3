"""What a question page and the check page send. The answer itself is read by the item's kind."""

from werkzeug.datastructures import MultiDict

from training.attempts.services.answer import Sent
from training.core.errors import InputInvalid

MAX_VALUES = 50
MAX_REVISION_DIGITS = 9
MAX_POSITION_DIGITS = 4


def read_sent(form: MultiDict[str, str], action: str) -> Sent:
    """The answer as it was sent. Raises InputInvalid for what no page of ours sends."""
    values = form.getlist("answer")
    revision = _only(form, "revision")
    if len(values) > MAX_VALUES:
        raise InputInvalid
    if not (revision.isascii() and revision.isdigit() and len(revision) <= MAX_REVISION_DIGITS):
        raise InputInvalid
    flag = {"flag": True, "unflag": False}.get(action)
    return Sent(values, flag, int(revision))


def read_action(form: MultiDict[str, str]) -> tuple[str, int | None]:
    """The button that was pressed, and for `goto-<n>` the position. Raises InputInvalid for an unknown one."""
    action = _only(form, "action", default="save")
    if action in ("previous", "next", "check", "flag", "unflag", "save", "leave"):
        return action, None
    name, _dash, number = action.partition("-")
    if name == "goto" and number.isascii() and number.isdigit() and len(number) <= MAX_POSITION_DIGITS:
        return "goto", int(number)
    raise InputInvalid


def _only(form: MultiDict[str, str], name: str, *, default: str | None = None) -> str:
    sent = form.getlist(name)
    if len(sent) > 1 or (not sent and default is None):
        raise InputInvalid
    return sent[0] if sent else default or ""

"""The time a page is drawn for."""

from flask_login import current_user

from training.core import clock
from training.learning.queries.enrolments import Moment


def moment_of_person() -> Moment:
    """Now, and today where the signed-in person works."""
    now = clock.now()
    return Moment(now, clock.today_in(current_user.zone, now))

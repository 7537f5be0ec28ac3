"""One message, tried until the server takes it or refuses it for good."""

from training.core import clock
from training.core.logging import get_logger
from training.jobs.registry import job
from training.notifications.services import SEND_JOB, send_email

log = get_logger()


@job(SEND_JOB)
def send(email_id: int) -> None:
    """Send a message."""
    is_sent = send_email(email_id, now=clock.now())
    log.info("email_sent" if is_sent else "email_not_sent", email_id=email_id)

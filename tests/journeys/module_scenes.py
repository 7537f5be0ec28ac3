"""The pages of those who write modules, as the author of the demo finds them."""

from sqlalchemy import select

from tests.factories.attempts import answer_attempt
from training.accounts.models import User
from training.attempts.services.practice import start_practice
from training.attempts.services.start import Taker
from training.attempts.services.submit import submit_attempt
from training.core import clock
from training.core.db import db
from training.modules.models import Module
from training.modules.queries import lessons_of

DRAFT = "netral-di-layanan-kesehatan"
TAKEN, TRIED = "netralitas-polri", "netralitas-asn"


def module_addresses() -> dict[str, str]:
    """Pages by name, in the session of the caller: the demo's draft, a trial under way, one that was handed in."""
    author = db.session.scalars(select(User).where(User.email == "pelatih@netral.example")).one()
    draft, taken, tried = (
        db.session.scalars(select(Module).where(Module.slug == slug)).one() for slug in (DRAFT, TAKEN, TRIED)
    )
    now = clock.now()
    under_way = start_practice(taken.quiz_id, Taker(author.id, "polri"), seed=4, now=now)
    done = start_practice(tried.quiz_id, Taker(author.id, "pns"), seed=4, now=now)
    answer_attempt(author, done, correct=8, now=now)
    submit_attempt(done, participant_id=author.id, now=now)
    base = f"/manage/modules/{draft.id}"
    return {
        "module-draft": base,
        "module-general": f"{base}/general",
        "module-lessons": f"{base}/lessons",
        "module-lesson": f"{base}/lessons/{lessons_of(draft.id)[0].id}",
        "module-lesson-new": f"{base}/lessons/new",
        "module-quiz": f"{base}/quiz",
        "module-certificate": f"{base}/certificate",
        "module-example": f"{base}/certificate/example.pdf",
        "module-copy": f"{base}/duplicate",
        "module-trial": f"/manage/modules/{taken.id}/trial",
        "module-published": f"/manage/modules/{tried.id}",
        "module-retire": f"/manage/modules/{tried.id}/retire",
        "trial-take": f"/attempts/{under_way}/1",
        "trial-check": f"/attempts/{under_way}/check",
        "trial-result": f"/attempts/{done}/result",
    }

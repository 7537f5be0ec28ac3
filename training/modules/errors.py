"""What can be refused when a module is changed."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from training.core.errors import Conflict
from training.modules.domain import Blocker
from training.quizzes.domain.feasibility import Feasibility


class PartChanged(Conflict):
    """Somebody else saved the same part after the page was opened; nothing was overwritten."""

    message = _l("Bagian ini diubah orang lain sesudah Anda membukanya. Tidak ada yang ditimpa.")


class BlueprintUnmetNow(Conflict):
    """A published module would have corps that get no paper. `feasibility` says which, and why."""

    message = _l("Bank soal tidak memenuhi kisi-kisi ini, sedangkan pelatihannya sedang terbit.")

    def __init__(self, feasibility: Sequence[Feasibility]) -> None:
        super().__init__()
        self.feasibility = feasibility


class NotReady(Conflict):
    """A module that cannot be published yet. `blockers` say why."""

    message = _l("Pelatihan ini belum dapat diterbitkan.")

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__()
        self.blockers = blockers


class LinksDead(Conflict):
    """A lesson links to rules that are not in the catalogue. `links` are triples (language, line, rule id)."""

    status = 400
    message = _l("Ada tautan ke aturan yang tidak ada di katalog.")

    def __init__(self, links: Sequence[tuple[str, int, str]]) -> None:
        super().__init__()
        self.links = links

"""What a row would change of an item, in words."""

from collections.abc import Iterator

from training.banks.domain.diff import Change, Op
from training.banks.domain.drafts import ItemDraft
from training.banks.domain.history import changes_between
from training.banks.domain.item import State
from training.banks.queries.standing import Standing
from training.core.messages import N_, Sentence
from training.imports.domain import Difference

STATE = N_("Keadaan")
ORDER = N_("Urutan")
IN_ENGLISH = N_("%(part)s (bahasa Inggris)")
STATE_WORDS = {
    State.DRAFT: N_("Draf"),
    State.IN_REVIEW: N_("Sedang ditelaah"),
    State.APPROVED: N_("Disetujui"),
    State.SUPERSEDED: N_("Diganti"),
    State.RETIRED: N_("Tidak dipakai lagi"),
}


def is_same(one: ItemDraft, other: ItemDraft) -> bool:
    """Whether two drafts say the same; the order of tags, corps, phases and rules does not count."""
    return _canonical(one) == _canonical(other)


def differences_between(
    before: ItemDraft, after: ItemDraft, standing: Standing, state: State
) -> tuple[Difference, ...]:
    """Everything that differs, the state last."""
    return (*_differences(before, after), *_of_state(standing, state))


def _differences(before: ItemDraft, after: ItemDraft) -> Iterator[Difference]:
    changes = changes_between(before, after)
    yield from map(_difference, changes)
    if not changes and not is_same(before, after):
        yield Difference(Sentence(ORDER), _options(before), _options(after))


def _of_state(standing: Standing, state: State) -> Iterator[Difference]:
    was = State(standing.base.state)
    if was is not state and not (was is State.APPROVED and state is State.DRAFT):
        yield Difference(Sentence(STATE), STATE_WORDS[was], STATE_WORDS[state])


def _difference(change: Change) -> Difference:
    values = {name: str(value) for name, value in change.values.items()}
    label = Sentence(change.label, values)
    if change.language == "en":
        label = Sentence(IN_ENGLISH, {"part": str(label)})
    between = "; " if change.is_list else ""
    before = between.join(piece.text for piece in change.pieces if piece.op is not Op.ADDED)
    after = between.join(piece.text for piece in change.pieces if piece.op is not Op.REMOVED)
    return Difference(label, before, after)


def _options(draft: ItemDraft) -> str:
    return "; ".join(str((option.get("text") or {}).get("id", "")) for option in draft.content.get("options", ()))


def _canonical(draft: ItemDraft) -> dict[str, object]:
    lists = {name: sorted(getattr(draft, name)) for name in ("corps", "phases", "tags", "rules", "background_rules")}
    return {**vars(draft), **lists, "case": draft.case or None, "content": dict(draft.content)}

"""What may become of a version, and what may be done with an item."""

import pytest

from training.banks.domain.item import State
from training.banks.domain.states import Action, actions_for, may_become, states_before


@pytest.mark.parametrize(
    ("state", "wanted", "is_allowed"),
    [
        ("draft", "approved", True), ("draft", "in_review", True), ("in_review", "draft", True),
        ("in_review", "approved", True), ("approved", "superseded", True), ("approved", "retired", True),
        ("approved", "draft", False), ("retired", "approved", False), ("superseded", "approved", False),
        ("draft", "retired", False), ("retired", "draft", False), ("draft", "superseded", False),
    ],
)  # fmt: skip
def test_a_version_goes_forward_only(state: str, wanted: str, is_allowed: bool) -> None:
    assert may_become(State(state), State(wanted)) is is_allowed


def test_only_a_draft_or_what_is_in_review_is_approved() -> None:
    assert states_before(State.APPROVED) == {State.DRAFT, State.IN_REVIEW}


@pytest.mark.parametrize(
    ("states", "allowed"),
    [
        (["draft"], {"edit", "approve", "discard"}),
        (["in_review"], {"edit", "approve", "discard"}),
        (["approved"], {"edit", "retire"}),
        (["superseded", "approved"], {"edit", "retire", "restore"}),
        (["approved", "draft"], {"edit", "approve", "retire", "discard"}),
        (["retired"], {"restore"}),
        (["retired", "draft"], {"edit", "approve", "discard"}),
    ],
)
def test_what_may_be_done_follows_from_the_states_of_all_versions(states: list[str], allowed: set[str]) -> None:
    assert actions_for([State(state) for state in states]) == {Action(action) for action in allowed}

"""The states of item versions: what may become what, and what may be done with an item.

Only a draft changes its content. Approving it supersedes the version approved before; what was approved is never
brought back itself: its content becomes a new draft.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from training.banks.domain.item import State

NEXT_STATES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.APPROVED}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.APPROVED}),
    State.APPROVED: frozenset({State.SUPERSEDED, State.RETIRED}),
    State.SUPERSEDED: frozenset(),
    State.RETIRED: frozenset(),
}
UNFINISHED = frozenset({State.DRAFT, State.IN_REVIEW})


class Action(StrEnum):
    """What somebody may want to do with an item as a whole."""

    EDIT = "edit"
    APPROVE = "approve"
    RETIRE = "retire"
    RESTORE = "restore"
    DISCARD = "discard"


def may_become(state: State, wanted: State) -> bool:
    """Whether a version may go from one state to another."""
    return wanted in NEXT_STATES[state]


def states_before(wanted: State) -> frozenset[State]:
    """The states from which a version may become `wanted`."""
    return frozenset(state for state, following in NEXT_STATES.items() if wanted in following)


def actions_for(states: Collection[State]) -> frozenset[Action]:
    """What the states of an item's versions allow. An item that is in use, or that waits for approval, is not restored."""
    has_unfinished = bool(UNFINISHED & set(states))
    is_approved = State.APPROVED in states
    allowed = {
        Action.EDIT: is_approved or has_unfinished,
        Action.APPROVE: has_unfinished,
        Action.RETIRE: is_approved,
        Action.RESTORE: not has_unfinished and bool(set(states) - {State.APPROVED}),
        Action.DISCARD: has_unfinished,
    }
    return frozenset(action for action, is_allowed in allowed.items() if is_allowed)

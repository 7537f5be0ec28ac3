"""The registry of item kinds: to add one, write its module and list it here."""

from collections.abc import Mapping
from types import MappingProxyType

from training.banks.domain.kinds import choice
from training.banks.domain.kinds.base import Answer, AnswerInvalid, Kind

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in (choice.KIND,)})


def kind_of(name: str) -> Kind:
    """The kind with a name. Raises KeyError for one that is not registered."""
    return KINDS[name]


__all__ = ["KINDS", "Answer", "AnswerInvalid", "Kind", "kind_of"]

"""The registry of editors: one for each kind of item. To add a kind, write its module here too and list it."""

from collections.abc import Mapping
from types import MappingProxyType

from training.banks.forms.editors import choice
from training.banks.forms.editors.base import Editor, Findings

EDITORS: Mapping[str, Editor] = MappingProxyType({editor.kind: editor for editor in (choice.EDITOR,)})
DEFAULT_KIND = "choice"


def editor_of(kind: str) -> Editor:
    """The editor of a kind. Raises KeyError for one that is not registered."""
    return EDITORS[kind]


__all__ = ["DEFAULT_KIND", "EDITORS", "Editor", "Findings", "editor_of"]

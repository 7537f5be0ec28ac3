"""What the editor of a kind of item must offer; the item form asks it for everything about the content."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.banks.forms.typed import Typed

Content = Mapping[str, Any]
Findings = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Editor:
    """The editor of one kind.

    `read` takes the content out of a form; `act` does what one of its own buttons asks for (such as "add-option") and
    returns the content after it with the id of the field to go on with, or None for a button that is none of its own;
    `view` is what the template shows; `field_id` says which field a finding's place in the content belongs to, and
    `field_label` what that field is called on the page.
    """

    kind: str
    template: str
    read: Callable[[Typed], dict[str, Any]]
    act: Callable[[Content, str], tuple[dict[str, Any], str] | None]
    view: Callable[[Content], dict[str, Any]]
    field_id: Callable[[Sequence[str | int]], str]
    field_label: Callable[[str], str]

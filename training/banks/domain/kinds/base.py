"""What a kind of item must offer; nothing else in the code asks which kind an item is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from training.banks.domain.diff import Change
from training.banks.domain.marks import Marks
from training.banks.domain.texts import Text

Answer = list[int]


class AnswerInvalid(Exception):
    """What was sent is no answer to this item; `message` is for the participant, in Indonesian."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Kind:
    """One kind of item.

    `content_type` describes its content; `marks` compares an answer (None: unanswered) with it; `presentation` fixes,
    from a seed, the order in which parts are shown; `read_answer` turns form values (places on the paper) into an
    answer in the content's own terms, or raises AnswerInvalid. The views are what its templates need; that of taking
    tells nothing of the key.

    The last four work on stored data, which in a draft may lack anything: `blank` is what an empty form begins with,
    `filled` puts an ellipsis where something is missing so that it reads as `content_type`, `headline` is the text (by
    language) that stands for the item in a list, and `differences` tells what changed from one content to another.
    """

    name: str
    content_type: type[BaseModel]
    marks: Callable[[Any, Answer | None], Marks]
    presentation: Callable[[Any, int], list[int]]
    read_answer: Callable[[Sequence[str], Sequence[int], Any], Answer]
    take_view: Callable[[Any, Sequence[int], Answer | None], dict[str, Any]]
    review_view: Callable[[Any, Sequence[int], Answer | None], dict[str, Any]]
    answer_texts: Callable[[Any, Answer | None], list[Text]]
    take_template: str
    review_template: str
    blank: Callable[[], dict[str, Any]]
    filled: Callable[[Mapping[str, Any]], dict[str, Any]]
    headline: Callable[[Mapping[str, Any]], Mapping[str, str] | None]
    differences: Callable[[Mapping[str, Any], Mapping[str, Any]], Iterable[Change]]

"""The score of a paper: every item weighs the same, fractions are exact."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from training.banks.domain.marks import Marks

SCORING_RULE_VERSION = 1


@dataclass(frozen=True)
class ItemResult:
    """What one item of a paper earned, and the topic it belongs to."""

    topic: str
    marks: Marks


@dataclass(frozen=True)
class TopicScore:
    """The mean share of the items of one topic."""

    topic: str
    share: Fraction
    items: int


@dataclass(frozen=True)
class Score:
    """`marks` out of `out_of`, whole numbers whose ratio is the mean share of all items; topics from the weakest."""

    marks: int
    out_of: int
    items: int
    fully_correct: int
    by_topic: tuple[TopicScore, ...]

    @property
    def share(self) -> Fraction:
        """0..1, exact."""
        return Fraction(self.marks, self.out_of)

    def passes(self, cut_score: Fraction) -> bool:
        """Whether the cut score is reached; exactly reaching it is enough."""
        return self.share >= cut_score


def score_paper(results: Sequence[ItemResult]) -> Score:
    """The score of a whole paper, in any order of its items. Raises ValueError for an empty one."""
    if not results:
        raise ValueError("a paper has at least one item")
    total = sum((result.marks.share for result in results), Fraction(0))
    whole = len(results) * total.denominator
    groups: defaultdict[str, list[Fraction]] = defaultdict(list)
    for result in results:
        groups[result.topic].append(result.marks.share)
    topics = (
        TopicScore(topic, sum(shares, Fraction(0)) / len(shares), len(shares)) for topic, shares in groups.items()
    )
    return Score(
        marks=total.numerator,
        out_of=whole,
        items=len(results),
        fully_correct=sum(result.marks.is_full for result in results),
        by_topic=tuple(sorted(topics, key=lambda topic: (topic.share, topic.topic))),
    )

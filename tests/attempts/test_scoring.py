"""The score of a paper, without a database."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.attempts.domain.scoring import ItemResult, TopicScore, score_paper
from training.banks.domain.marks import Marks

RIGHT, WRONG, HALF = Marks(1, 1), Marks(0, 1), Marks(1, 2)

marks = st.integers(1, 8).flatmap(lambda out_of: st.builds(Marks, st.integers(0, out_of), st.just(out_of)))
results = st.lists(st.builds(ItemResult, st.sampled_from(["asn", "desa", "polri"]), marks), min_size=1, max_size=40)


def paper(*marks: Marks, topic: str = "kampanye") -> list[ItemResult]:
    return [ItemResult(topic, each) for each in marks]


def test_every_item_weighs_the_same_whatever_its_own_denominator() -> None:
    score = score_paper(paper(RIGHT, Marks(1, 3), Marks(0, 5)))
    assert (score.share, score.items, score.fully_correct) == (Fraction(4, 9), 3, 1)
    assert (score.marks, score.out_of) == (4, 9)


def test_topics_come_from_the_weakest_and_equal_ones_by_name() -> None:
    score = score_paper([ItemResult("c", RIGHT), ItemResult("b", WRONG), ItemResult("b", HALF), ItemResult("a", RIGHT)])
    assert score.by_topic == (
        TopicScore("b", Fraction(1, 4), 2),
        TopicScore("a", Fraction(1), 1),
        TopicScore("c", Fraction(1), 1),
    )


def test_exactly_the_cut_score_passes_and_a_hair_less_does_not() -> None:
    seven_of_ten = score_paper(paper(*[RIGHT] * 7, *[WRONG] * 3))
    assert seven_of_ten.passes(Fraction("0.70"))
    assert not seven_of_ten.passes(Fraction("0.7001"))


def test_thirds_that_add_up_to_the_cut_score_pass_without_rounding() -> None:
    score = score_paper(paper(Marks(1, 3), Marks(2, 3), Marks(1, 3), Marks(2, 3)))
    assert score.share == Fraction(1, 2)
    assert score.passes(Fraction("0.5"))


def test_a_paper_without_items_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        score_paper([])


@given(results, st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(given_results: list[ItemResult], chance: object) -> None:
    shuffled = list(given_results)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score_paper(shuffled) == score_paper(given_results)


@given(results)
def test_marks_are_whole_numbers_within_bounds_and_give_the_mean_share(given_results: list[ItemResult]) -> None:
    score = score_paper(given_results)
    assert 0 <= score.marks <= score.out_of
    assert score.share == sum(result.marks.share for result in given_results) / len(given_results)
    assert sum(topic.items for topic in score.by_topic) == score.items == len(given_results)
    assert sum(topic.share * topic.items for topic in score.by_topic) == score.share * score.items


@given(results, st.data())
def test_a_better_answer_never_lowers_the_score(given_results: list[ItemResult], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(given_results) - 1))
    old = given_results[index]
    better = ItemResult(old.topic, Marks(data.draw(st.integers(old.marks.earned, old.marks.out_of)), old.marks.out_of))
    improved = [*given_results[:index], better, *given_results[index + 1 :]]
    assert score_paper(improved).share >= score_paper(given_results).share


@given(results)
def test_a_full_score_means_that_every_item_is_fully_right(given_results: list[ItemResult]) -> None:
    score = score_paper(given_results)
    assert (score.share == 1) == (score.fully_correct == score.items)

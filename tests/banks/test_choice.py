"""Choice items: marks, answers as they come in, options as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.banks.domain.kinds.base import AnswerInvalid
from training.banks.domain.kinds.choice import ChoiceContent, Mode, marks, presentation, read_answer, take_view
from training.banks.domain.marks import Marks


def choice(keys: set[int], options: int = 4, mode: Mode = Mode.SINGLE) -> ChoiceContent:
    """A content whose options at `keys` are right."""
    texts = ["Benar", "Salah"] if mode is Mode.TRUE_FALSE else [f"pilihan {index}" for index in range(options)]
    return ChoiceContent.model_validate(
        {
            "mode": mode,
            "stem": "Apa yang Anda lakukan?",
            "options": [
                {"text": text, "key": index in keys, "rationale": "karena"} for index, text in enumerate(texts)
            ],
        }
    )


SINGLE = choice({2})
MULTIPLE = choice({0, 1, 3}, options=5, mode=Mode.MULTIPLE)
TRUE_FALSE = choice({1}, mode=Mode.TRUE_FALSE)


@st.composite
def multiple_contents(draw: st.DrawFn) -> ChoiceContent:
    options = draw(st.integers(3, 8))
    keys = draw(st.sets(st.integers(0, options - 1), min_size=2, max_size=options - 1))
    return choice(keys, options, Mode.MULTIPLE)


@pytest.mark.parametrize("content", [SINGLE, TRUE_FALSE])
def test_one_right_option_earns_all_and_anything_else_nothing(content: ChoiceContent) -> None:
    (key,) = content.key_indexes
    assert marks(content, [key]) == Marks(1, 1)
    assert marks(content, [key - 1]) == marks(content, []) == marks(content, None) == Marks(0, 1)


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        ([0, 1, 3], 3),
        ([0, 1], 2),
        ([0], 1),
        ([0, 1, 2, 3], 2),
        ([0, 1, 2, 3, 4], 1),
        ([0, 2, 4], 0),
        ([2, 4], 0),
        ([], 0),
    ],
)
def test_several_right_options_earn_hits_minus_false_alarms_never_below_zero(answer: list[int], earned: int) -> None:
    assert marks(MULTIPLE, answer) == Marks(earned, 3)


@given(multiple_contents(), st.data())
def test_only_exactly_the_keys_earn_full_marks(content: ChoiceContent, data: st.DataObject) -> None:
    answer = data.draw(st.sets(st.integers(0, len(content.options) - 1)))
    assert marks(content, sorted(answer)).is_full == (answer == set(content.key_indexes))


@given(multiple_contents(), st.data())
def test_one_more_wrong_option_never_helps(content: ChoiceContent, data: st.DataObject) -> None:
    answer = data.draw(st.sets(st.integers(0, len(content.options) - 1)))
    wrong = data.draw(st.sampled_from(sorted(set(range(len(content.options))) - set(content.key_indexes))))
    assert marks(content, sorted(answer | {wrong})).earned <= marks(content, sorted(answer - {wrong})).earned


@given(multiple_contents(), st.integers(0, 2**62))
def test_places_on_the_paper_are_read_back_as_the_options_shown_there(content: ChoiceContent, seed: int) -> None:
    order = presentation(content, seed)
    assert sorted(order) == list(range(len(content.options)))
    places = [str(place) for place, index in enumerate(order) if index in content.key_indexes]
    answer = read_answer(places, order, content)
    assert marks(content, answer).is_full
    shown = take_view(content, order, answer)["options"]
    assert [option["value"] for option in shown if option["is_chosen"]] == places


@pytest.mark.parametrize(
    "nonsense",
    [
        "4", "-1", "+1", " 1", "1 ", "01x", "", "a", "1.0", "1e0", "0x1", "\0", "0\0", "١", "²", "９", "1" * 400, "None",
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(nonsense: str) -> None:
    with pytest.raises(AnswerInvalid):
        read_answer([nonsense], [0, 1, 2, 3], SINGLE)


@pytest.mark.parametrize(
    ("content", "values"),
    [(SINGLE, ["0", "1"]), (SINGLE, ["0", "0"]), (TRUE_FALSE, ["0", "1"]), (TRUE_FALSE, ["2"]), (MULTIPLE, ["1", "1"])],
)
def test_too_many_choices_and_doubled_ones_are_refused(content: ChoiceContent, values: list[str]) -> None:
    with pytest.raises(AnswerInvalid):
        read_answer(values, list(range(len(content.options))), content)


def test_nothing_chosen_is_an_answer_that_can_be_read() -> None:
    assert read_answer([], [0, 1, 2, 3], SINGLE) == []


@given(st.lists(st.text(max_size=4), max_size=9), multiple_contents())
def test_whatever_is_sent_is_read_as_options_of_the_item_or_refused(values: list[str], content: ChoiceContent) -> None:
    try:
        answer = read_answer(values, presentation(content, 1), content)
    except AnswerInvalid:
        return
    assert answer == sorted(set(answer))
    assert set(answer) <= set(range(len(content.options)))


def test_true_and_false_keep_their_order_and_other_options_do_not() -> None:
    assert {tuple(presentation(TRUE_FALSE, seed)) for seed in range(50)} == {(0, 1)}
    assert len({tuple(presentation(SINGLE, seed)) for seed in range(500)}) == 24


@given(st.integers(0, 2**62), st.sampled_from([Mode.SINGLE, Mode.MULTIPLE, Mode.TRUE_FALSE]))
def test_neither_order_nor_view_depends_on_which_option_is_right(seed: int, mode: Mode) -> None:
    one, other = ({0, 1}, {1, 2}) if mode is Mode.MULTIPLE else ({0}, {1})
    first, second = choice(one, mode=mode), choice(other, mode=mode)
    order = presentation(first, seed)
    assert order == presentation(second, seed)
    assert take_view(first, order, [1]) == take_view(second, order, [1])

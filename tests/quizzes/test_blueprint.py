import pytest
from pydantic import ValidationError

from training.quizzes.domain.blueprint import Blueprint, Draw


def test_a_paper_has_as_many_items_as_its_draws_together() -> None:
    assert Blueprint(draws=(Draw(count=3), Draw(count=7, topics=("keluarga",)))).items == 10


@pytest.mark.parametrize("counts", [(), (0,), (101,), (60, 41)])
def test_a_paper_is_neither_empty_nor_endless(counts: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        Blueprint.model_validate({"draws": [{"count": count} for count in counts]})


def test_a_misspelt_filter_is_refused_rather_than_ignored() -> None:
    with pytest.raises(ValidationError):
        Draw.model_validate({"count": 1, "topic": ["keluarga"]})


def test_a_blueprint_is_stored_and_read_back_unchanged() -> None:
    blueprint = Blueprint(draws=(Draw(count=2, tags=("malang",), difficulties=("mudah",)),))
    assert Blueprint.model_validate(blueprint.model_dump(mode="json")) == blueprint

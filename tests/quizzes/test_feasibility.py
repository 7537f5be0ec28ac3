"""What a blueprint gives each corps, told before anybody sits down."""

from hypothesis import given
from hypothesis import strategies as st

from training.quizzes.domain.assembly import BlueprintUnmet, PoolItem, Shortage, assemble
from training.quizzes.domain.blueprint import Blueprint, Draw
from training.quizzes.domain.feasibility import feasibility

NOTHING_SEEN: dict[int, int] = {}


def item(number: int, topic: str = "kampanye", difficulty: str = "sedang", case: str | None = None) -> PoolItem:
    return PoolItem(number, number, 1, case, topic, difficulty, frozenset())


def test_each_corps_is_told_in_order_and_one_without_items_gets_no_paper() -> None:
    blueprint = Blueprint(draws=(Draw(count=2, topics=("kampanye",)),))
    pools = {"pns": [item(1), item(2), item(3), item(4), item(5, topic="keluarga")]}
    pns, tni = feasibility(blueprint, pools, ["pns", "tni"])
    assert (pns.corps, pns.items, pns.fitting, pns.papers, pns.is_met) == ("pns", 5, 4, 2, True)
    assert (tni.corps, tni.items, tni.fitting, tni.papers, tni.is_met) == ("tni", 0, 0, 0, False)
    assert tni.shortages == (Shortage(draw=0, wanted=2, fitting=0, missing=2),)


def test_a_shortage_names_its_draw_and_how_many_are_missing() -> None:
    blueprint = Blueprint(draws=(Draw(count=1), Draw(count=3, topics=("keluarga",))))
    found = feasibility(blueprint, {"pns": [item(1), item(2, "keluarga"), item(3, "keluarga")]}, ["pns"])[0]
    assert found.shortages == (Shortage(draw=1, wanted=3, fitting=2, missing=1),)
    assert found.papers == 0


def test_beyond_twenty_papers_nobody_counts() -> None:
    pool = [item(number) for number in range(45)]
    assert feasibility(Blueprint(draws=(Draw(count=2),)), {"pns": pool}, ["pns"])[0].papers == 20
    assert feasibility(Blueprint(draws=(Draw(count=3),)), {"pns": pool}, ["pns"])[0].papers == 15


TOPICS = st.sampled_from(["kampanye", "keluarga", "hak_pilih"])
LEVELS = st.sampled_from(["mudah", "sukar"])
DRAWS = st.builds(
    lambda count, topics, levels: Draw(count=count, topics=tuple(topics), difficulties=tuple(levels)),
    st.integers(1, 3),
    st.lists(TOPICS, max_size=2, unique=True),
    st.lists(LEVELS, max_size=1, unique=True),
)
POOLS = st.lists(st.tuples(TOPICS, LEVELS, st.sampled_from([None, "a", "b"])), max_size=14).map(
    lambda rows: [item(number, *row) for number, row in enumerate(rows)]
)


@given(draws=st.lists(DRAWS, min_size=1, max_size=3), pool=POOLS, seed=st.integers(0, 99))
def test_what_is_told_is_what_happens(draws: list[Draw], pool: list[PoolItem], seed: int) -> None:
    blueprint = Blueprint(draws=tuple(draws))
    told = feasibility(blueprint, {"pns": pool}, ["pns"])[0]
    try:
        paper = assemble(blueprint, pool, seed=seed, seen=NOTHING_SEEN)
    except BlueprintUnmet:
        paper = ()
    assert told.is_met == bool(paper)
    assert (told.papers > 0) == told.is_met
    assert len(paper) in (0, blueprint.items)

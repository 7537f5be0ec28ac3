from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.quizzes.domain.assembly import (
    BlueprintUnmet,
    PoolItem,
    Shortage,
    assemble,
    disjoint_papers,
    fits,
    shortages,
)
from training.quizzes.domain.blueprint import Blueprint, Draw


def item(
    number: int, *, case: str | None = None, topic: str = "kampanye", difficulty: str = "sedang", tags: str = ""
) -> PoolItem:
    return PoolItem(number + 1000, number, 1, case, topic, difficulty, frozenset(tags.split()))


def blueprint(*draws: tuple[int, str]) -> Blueprint:
    return Blueprint(draws=tuple(Draw(count=count, topics=tuple(topics.split())) for count, topics in draws))


def drawn(paper: Sequence[int]) -> list[int]:
    return sorted(version - 1000 for version in paper)


TOPICS = ("kampanye", "media_sosial", "keluarga")
small_pools = st.lists(
    st.tuples(
        st.sampled_from(TOPICS),
        st.sampled_from([None, None, "a", "b", "c"]),
        st.sampled_from(["mudah", "sukar"]),
        st.integers(0, 3),
    ),
    max_size=7,
).map(
    lambda rows: [
        (item(number, case=case, topic=topic, difficulty=difficulty), times)
        for number, (topic, case, difficulty, times) in enumerate(rows)
    ]
)
small_blueprints = st.lists(
    st.builds(
        Draw,
        count=st.integers(1, 2),
        topics=st.sets(st.sampled_from(TOPICS), max_size=2).map(lambda topics: tuple(sorted(topics))),
        difficulties=st.sampled_from([(), ("mudah",), ("sukar",)]),
    ),
    min_size=1,
    max_size=3,
).map(lambda draws: Blueprint(draws=tuple(draws)))


def all_papers(wanted: Blueprint, pool: Sequence[PoolItem]) -> list[tuple[PoolItem, ...]]:
    """Every way to fill a small blueprint, tried one by one."""
    places = [draw for draw in wanted.draws for _ in range(draw.count)]
    found = []
    for chosen in permutations(pool, len(places)):
        cases = [one.case for one in chosen if one.case is not None]
        if len(set(cases)) == len(cases) and all(fits(one, draw) for one, draw in zip(chosen, places, strict=True)):
            found.append(chosen)
    return found


@given(small_blueprints, small_pools, st.integers(0, 5))
@settings(max_examples=300, deadline=None)
def test_whatever_can_be_filled_is_filled_with_the_fewest_repeats(
    wanted: Blueprint, rows: list[tuple[PoolItem, int]], seed: int
) -> None:
    pool = [one for one, _times in rows]
    seen = {one.item_id: times for one, times in rows}
    possible = all_papers(wanted, pool)
    if not possible:
        with pytest.raises(BlueprintUnmet):
            assemble(wanted, pool, seed=seed, seen=seen)
        assert shortages(wanted, pool)
        return
    paper = assemble(wanted, pool, seed=seed, seen=seen)
    fewest = min(sum(seen[one.item_id] for one in chosen) for chosen in possible)
    assert sum(seen[number] for number in drawn(paper)) == fewest
    assert drawn(paper) in [sorted(one.item_id for one in chosen) for chosen in possible]
    assert shortages(wanted, pool) == ()


@given(small_blueprints, small_pools, st.randoms(use_true_random=False), st.integers(0, 2**63 - 1))
@settings(deadline=None)
def test_the_same_input_gives_the_same_paper_in_whatever_order_the_pool_comes(
    wanted: Blueprint, rows: list[tuple[PoolItem, int]], shuffler: object, seed: int
) -> None:
    pool = [one for one, _times in rows]
    seen = {one.item_id: times for one, times in rows}
    other = list(pool)
    shuffler.shuffle(other)  # type: ignore[attr-defined]
    assert outcome(wanted, pool, seed, seen) == outcome(wanted, other, seed, seen)


def outcome(wanted: Blueprint, pool: list[PoolItem], seed: int, seen: Mapping[int, int]) -> object:
    try:
        return assemble(wanted, pool, seed=seed, seen=seen)
    except BlueprintUnmet as unmet:
        return unmet.shortages


def test_a_second_attempt_meets_only_new_items_while_there_are_any() -> None:
    pool = [item(number) for number in range(20)]
    first = drawn(assemble(blueprint((10, "")), pool, seed=1, seen={}))
    second = drawn(assemble(blueprint((10, "")), pool, seed=2, seen=Counter(first)))
    assert sorted(first + second) == list(range(20))


def test_a_new_case_comes_before_a_new_variant_of_a_known_one() -> None:
    pool = [item(1, case="ktp"), item(2, case="ktp"), item(3)]
    assert {drawn(assemble(blueprint((1, "")), pool, seed=seed, seen={1: 1}))[0] for seed in range(50)} == {3}


def test_a_new_variant_of_a_known_case_comes_before_a_repeat() -> None:
    pool = [item(1, case="ktp"), item(2, case="ktp"), item(3, case="ktp"), item(4)]
    paper = assemble(blueprint((1, "")), pool, seed=3, seen={1: 1, 2: 1, 4: 1})
    assert drawn(paper) == [3]


def test_two_variants_of_one_case_never_meet_on_a_paper() -> None:
    pool = [item(number, case=f"case-{number // 4}") for number in range(40)]
    for seed in range(30):
        cases = [number // 4 for number in drawn(assemble(blueprint((10, "")), pool, seed=seed, seen={}))]
        assert len(set(cases)) == 10


def test_the_same_case_code_in_two_banks_is_two_cases() -> None:
    pool = [
        PoolItem(1, 1, 1, "ktp", "kampanye", "mudah", frozenset()),
        PoolItem(2, 2, 2, "ktp", "kampanye", "mudah", frozenset()),
    ]
    assert sorted(assemble(blueprint((2, "")), pool, seed=0, seen={})) == [1, 2]


def test_a_greedy_choice_is_taken_back_when_another_draw_needs_the_item() -> None:
    pool = [item(1, topic="keluarga"), item(2, topic="kampanye")]
    paper = assemble(blueprint((1, ""), (1, "keluarga")), pool, seed=0, seen={2: 9})
    assert drawn(paper) == [1, 2]


def test_chance_between_equally_new_items_is_fair() -> None:
    pool = [item(number) for number in range(20)]
    times = Counter(
        number for seed in range(4000) for number in drawn(assemble(blueprint((5, "")), pool, seed=seed, seen={}))
    )
    expected = 4000 * 5 / 20
    assert (
        sum((times[number] - expected) ** 2 / expected for number in range(20)) < 43.8
    )  # chi-square, 19 df, p = 0.001


def test_a_case_with_many_variants_is_not_drawn_more_often() -> None:
    pool = [item(1), *(item(number, case="many") for number in range(2, 12))]
    picks = Counter(drawn(assemble(blueprint((1, "")), pool, seed=seed, seen={}))[0] for seed in range(2000))
    assert 900 < picks[1] < 1100
    assert all(picks[number] > 50 for number in range(2, 12))


def test_every_item_may_come_first() -> None:
    pool = [item(number) for number in range(5)]
    firsts = Counter(assemble(blueprint((5, "")), pool, seed=seed, seen={})[0] for seed in range(1000))
    assert len(firsts) == 5
    assert min(firsts.values()) > 140


def test_a_tag_filter_lets_through_what_bears_one_of_its_tags() -> None:
    draw = Draw(count=1, tags=("pilkada-2024", "malang"))
    assert fits(item(1, tags="malang"), draw)
    assert not fits(item(1, tags="lain"), draw)
    assert not fits(item(1), draw)


def test_shortages_tell_per_draw_what_is_wanted_what_fits_and_what_is_missing() -> None:
    pool = [
        item(1, topic="keluarga"),
        item(2, topic="keluarga", case="a"),
        item(3, topic="keluarga", case="a"),
        item(4),
    ]
    wanted = blueprint((1, "kampanye"), (4, "keluarga"), (1, "politik_uang"))
    assert shortages(wanted, pool) == (
        Shortage(draw=1, wanted=4, fitting=2, missing=2),
        Shortage(draw=2, wanted=1, fitting=0, missing=1),
    )


def test_draws_with_the_same_filters_share_what_is_there() -> None:
    pool = [item(number) for number in range(3)]
    assert shortages(blueprint((2, "kampanye"), (2, "kampanye")), pool) == (Shortage(1, 2, 3, 1),)


@given(small_blueprints, small_pools)
@settings(max_examples=150, deadline=None)
def test_disjoint_papers_can_be_drawn_one_after_the_other_at_most_that_often(
    wanted: Blueprint, rows: list[tuple[PoolItem, int]]
) -> None:
    pool = [one for one, _times in rows]
    assert disjoint_papers(wanted, pool) == most_disjoint(wanted, pool)


def most_disjoint(wanted: Blueprint, pool: Sequence[PoolItem]) -> int:
    """The most disjoint papers, tried one by one."""
    papers = {frozenset(one.item_id for one in chosen) for chosen in all_papers(wanted, pool)}

    def most(left: frozenset[int]) -> int:
        return max((1 + most(left - paper) for paper in papers if paper <= left), default=0)

    return most(frozenset(one.item_id for one in pool))


def test_disjoint_papers_count_a_case_once_per_paper() -> None:
    pool = [item(number, case="one") for number in range(10)] + [item(number) for number in range(10, 13)]
    assert disjoint_papers(blueprint((2, "")), pool) == 3
    assert disjoint_papers(blueprint((1, "")), pool) == 13


def test_a_large_pool_with_many_overlapping_draws_is_filled() -> None:
    topics = [f"topic-{number}" for number in range(22)]
    pool = [
        item(
            number,
            case=f"case-{number // 3}" if number % 2 else None,
            topic=topics[number % 22],
            difficulty=("mudah", "sedang", "sukar")[number % 3],
        )
        for number in range(20_000)
    ]
    wanted = Blueprint(
        draws=tuple(
            Draw(count=3, topics=tuple(topics[start % 22] for start in range(number, number + 5)))
            for number in range(20)
        )
    )
    paper = assemble(wanted, pool, seed=7, seen=defaultdict(int))
    assert len(set(paper)) == 60

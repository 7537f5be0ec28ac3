"""What changed from one version of an item to the next."""

from collections.abc import Iterator

from training.banks.domain.diff import Change, list_change, value_change
from training.banks.domain.drafts import ItemDraft
from training.banks.domain.kinds import kind_of
from training.core.messages import N_
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, REGIME_LABELS, TOPIC_LABELS


def changes_between(old: ItemDraft, new: ItemDraft) -> list[Change]:
    """Everything that differs, the content first; empty for two versions that say the same."""
    return [*kind_of(new.kind).differences(old.content, new.content), *_changes_of_facts(old, new)]


def _changes_of_facts(old: ItemDraft, new: ItemDraft) -> Iterator[Change]:
    yield from list_change(N_("Dasar kunci"), old.rules, new.rules)
    yield from list_change(N_("Aturan latar"), old.background_rules, new.background_rules)
    for label, before, after, words in (
        (N_("Berlaku bagi"), old.corps, new.corps, CORPS_LABELS),
        (N_("Tahapan"), old.phases, new.phases, PHASE_LABELS),
    ):
        yield from list_change(label, [words[one] for one in before], [words[one] for one in after], is_vocabulary=True)
    for label, was, now, words in (
        (N_("Rezim"), old.regime, new.regime, REGIME_LABELS),
        (N_("Topik"), old.topic, new.topic, TOPIC_LABELS),
        (N_("Tingkat"), old.difficulty, new.difficulty, DIFFICULTY_LABELS),
    ):
        yield from value_change(label, words.get(was, was), words.get(now, now), is_vocabulary=True)
    days = [day.isoformat() if day else "" for day in (old.case_on, new.case_on)]
    yield from value_change(N_("Tanggal kasus"), days[0], days[1])
    yield from value_change(N_("Kode kasus"), old.case or "", new.case or "")
    yield from list_change(N_("Tag"), old.tags, new.tags)

"""A stored version as the draft that an editor works on."""

from training.banks.domain.drafts import ItemDraft
from training.banks.models import ItemVersion


def draft_of(version: ItemVersion) -> ItemDraft:
    """What a version holds, complete or not; `corps` and `rules` must be loaded."""
    return ItemDraft(
        kind=version.kind,
        case=version.family,
        corps=tuple(row.corps for row in version.corps),
        phases=tuple(version.phases),
        regime=version.regime,
        topic=version.topic,
        difficulty=version.difficulty,
        case_on=version.case_on,
        tags=tuple(version.tags),
        rules=tuple(row.rule_id for row in version.rules if not row.is_background),
        background_rules=tuple(row.rule_id for row in version.rules if row.is_background),
        content=version.content,
    )

"""What attempts tell about items."""

from training.attempts.queries import newest_papers_from
from training.banks.domain.uses import ItemFacts, ItemUses


def count_attempts(_sender: object, *, facts: ItemFacts, uses: ItemUses) -> None:
    """Add how many of the newest attempts on an item's bank hold it; older ones are not counted, however many there are."""
    papers = newest_papers_from(facts.bank_id)
    versions = set(facts.version_ids)
    uses.attempts_looked_at = len(papers)
    uses.attempts_holding = sum(any(version_id in versions for version_id, _order in paper) for paper in papers)

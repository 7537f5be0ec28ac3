"""Kisi-kisi: how many items of which topic, difficulty and tag a paper has."""

from pydantic import BaseModel, ConfigDict, Field

MAX_ITEMS = 100


class Draw(BaseModel):
    """So many items that fit all given filters; an empty filter lets everything through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = Field(ge=1, le=MAX_ITEMS)
    topics: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Blueprint(BaseModel):
    """The draws that make a paper; they may overlap."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    draws: tuple[Draw, ...] = Field(min_length=1, max_length=MAX_ITEMS)

    @property
    def items(self) -> int:
        """How many items a paper has."""
        return sum(draw.count for draw in self.draws)

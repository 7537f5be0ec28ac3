"""Kisi-kisi: how many items of which topic, difficulty and tag a paper has."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

MAX_ITEMS = 100


class Draw(BaseModel):
    """So many items that fit all given filters; an empty filter lets everything through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = Field(ge=1, le=MAX_ITEMS)
    topics: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Blueprint(BaseModel):
    """The draws that make a paper of at most MAX_ITEMS items; they may overlap."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    draws: tuple[Draw, ...] = Field(min_length=1, max_length=MAX_ITEMS)

    @model_validator(mode="after")
    def _is_not_too_long(self) -> Self:
        if self.items > MAX_ITEMS:
            raise PydanticCustomError(
                "too_many_items",
                "satu kuis paling banyak {most} butir, kisi-kisi ini meminta {wanted}",
                {"most": MAX_ITEMS, "wanted": self.items},
            )
        return self

    @property
    def items(self) -> int:
        """How many items a paper has."""
        return sum(draw.count for draw in self.draws)

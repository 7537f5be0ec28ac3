"""Texts for the screen, per language."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_CHARACTERS = 8_000


class Text(BaseModel):
    """Indonesian, and English where somebody translated it. A plain string is read as Indonesian."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str = Field(min_length=1, max_length=MAX_CHARACTERS)
    en: str | None = Field(default=None, min_length=1, max_length=MAX_CHARACTERS)

    @model_validator(mode="before")
    @classmethod
    def _from_plain(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, str) else value

    def in_language(self, language: str) -> tuple[str, str]:
        """The text in a language, and the language it is really in (Indonesian where there is no other)."""
        if language == "en" and self.en:
            return self.en, "en"
        return self.id, "id"

    def to_data(self) -> dict[str, str]:
        """As it is stored: without `en` where there is none."""
        return {"id": self.id} if self.en is None else {"id": self.id, "en": self.en}

    @classmethod
    def of(cls, indonesian: str) -> Self:
        """A text in Indonesian only."""
        return cls(id=indonesian)

"""Texts for the screen, per language."""

import re
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

MAX_CHARACTERS = 8_000
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Text(BaseModel):
    """Indonesian, and English where somebody translated it. A plain string is read as Indonesian.

    Lines end in a line feed whatever was typed; other control characters are refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=True)

    id: str = Field(min_length=1, max_length=MAX_CHARACTERS)
    en: str | None = Field(default=None, min_length=1, max_length=MAX_CHARACTERS)

    @model_validator(mode="before")
    @classmethod
    def _from_plain(cls, value: Any) -> Any:
        is_plain = isinstance(value, (str, int)) and not isinstance(value, bool)
        return {"id": value} if is_plain else value

    @field_validator("id", "en", mode="before")
    @classmethod
    def _without_control_characters(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        if CONTROL_CHARACTERS.search(value):
            raise PydanticCustomError("control_character", "ada karakter kendali yang tidak dapat disimpan")
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A plain string, or an object by language."""
        parts = handler.resolve_ref_schema(handler(schema))
        plain = {"type": "string", "minLength": 1, "maxLength": MAX_CHARACTERS}
        return {"anyOf": [plain, dict(parts)], "title": "Text"}

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

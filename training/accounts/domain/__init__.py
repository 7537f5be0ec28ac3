"""The rules of people: how they are named and numbered, how they sign in, what a role reaches. No clock, no database."""

from training.accounts.domain.credentials import (
    CODE_ALPHABET,
    PASSWORD_MAX_CHARACTERS,
    GrantFacts,
    Identifier,
    device_name,
    new_code,
    normal_code,
    password_problem,
    read_identifier,
)
from training.accounts.domain.service_number import ServiceKind

__all__ = [
    "CODE_ALPHABET",
    "PASSWORD_MAX_CHARACTERS",
    "GrantFacts",
    "Identifier",
    "ServiceKind",
    "device_name",
    "new_code",
    "normal_code",
    "password_problem",
    "read_identifier",
]

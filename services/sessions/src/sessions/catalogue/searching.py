"""Parameters that the lists of the catalogue share."""

from typing import Annotated, Final

from fastapi import Query
from pydantic import AfterValidator

from sessions.fields import searched

SEARCH_CHARACTERS_MAX: Final = 200

Search = Annotated[
    str | None,
    AfterValidator(searched),
    Query(
        max_length=SEARCH_CHARACTERS_MAX,
        description="Words, or beginnings of words. All must be found. Case and accents do not matter.",
    ),
]
Exact = Annotated[
    str | None,
    AfterValidator(searched),
    Query(max_length=SEARCH_CHARACTERS_MAX, description="Only the one with exactly this value."),
]

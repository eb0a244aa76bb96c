"""Types of fields that the bodies of every service share."""

from typing import Annotated, Any, Final
from uuid import UUID

from contracts import instants
from contracts.envelope import Currency as WrittenCurrency
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chassis.http.currencies import EXPONENTS
from chassis.ids import to_id


class Body(BaseModel):
    """A body that refuses unknown fields, because a misspelt field must not be lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def sent(body: Body) -> dict[str, Any]:
    """Return the fields of a body that were sent. In a change, a field that is left out stays as it is."""
    return {name: getattr(body, name) for name in body.model_fields_set}


Instant = instants.Instant
"""An instant in UTC. It is sent as a text with an offset."""

Id = Annotated[UUID, BeforeValidator(to_id)]
"""A UUID that is sent in its canonical form, which is the only one."""


def _listed(code: object) -> object:
    if not isinstance(code, str) or code not in EXPONENTS:
        raise ValueError("must be a currency of ISO 4217 in which somebody can be paid, such as EUR")
    return code


Currency = Annotated[WrittenCurrency, BeforeValidator(_listed)]
"""A currency that an amount can be in. Events take every code of this form, so that an old reader knows a new one."""

Whole = Annotated[int, Field(strict=True)]
"""A number that is sent as an integer, not as a text, a fraction or a boolean."""

Flag = Annotated[bool, Field(strict=True)]
"""A boolean that is sent as true or false, not as a text or a number."""

VERSION: Final = Field(description="Its version, with which its ETag begins.", examples=[2])
"""The version of a resource."""

EXAMPLE_ID: Final = "0193b2a4-0000-7000-8000-000000000001"
EXAMPLE_INSTANT: Final = "2026-11-02T07:10:00+01:00"
"""An instant as a client sends it."""
EXAMPLE_UTC: Final = "2026-11-02T06:10:00Z"
"""An instant as an API answers it."""

PersonId = Annotated[Id, Field(description="A person's id.", examples=[EXAMPLE_ID])]

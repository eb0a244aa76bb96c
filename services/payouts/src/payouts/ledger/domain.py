"""Accounts and transfers. Pure functions, no I/O."""

from typing import Final, Literal, NamedTuple
from uuid import UUID, uuid5

from payouts.ledger.errors import CoachNotFound

AccountKind = Literal["coaching_cost", "coach_payable"]

_ACCOUNTS: Final = UUID("6f1d3a52-9a0e-4b53-8f63-0d1c6f6b9a11")
"""Namespace of account ids. It must never change, because that would split every account in two."""


def account_id(org_id: UUID, kind: AccountKind, owner_id: UUID, currency: str) -> UUID:
    """Return the id of an account. It is computed from the arguments, so that nobody has to look it up."""
    return uuid5(_ACCOUNTS, f"{org_id}/{kind}/{owner_id}/{currency}")


class Account(NamedTuple):
    """An account, named by what it is for. Its id is computed from that (`account_id`)."""

    org_id: UUID
    kind: AccountKind
    owner_id: UUID
    currency: str


class Transfer(NamedTuple):
    """A positive amount that moves between two accounts of the same organisation and currency."""

    transfer_id: UUID
    debit: Account
    credit: Account
    amount_minor: int
    idempotency_key: str


class Reversal(NamedTuple):
    """A transfer that undoes another one: the same amount, the other way round."""

    transfer_id: UUID
    reverses: UUID
    idempotency_key: str


class Money(NamedTuple):
    """An amount in minor units of a currency. It can be negative."""

    currency: str
    amount_minor: int


def check_own(coach_id: UUID, caller_id: UUID | None) -> None:
    """Raise CoachNotFound unless the caller is the coach. `caller_id` is None if the caller may see every coach."""
    if caller_id is not None and caller_id != coach_id:
        raise CoachNotFound(coach_id)

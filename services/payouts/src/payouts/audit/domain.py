"""What a session must have earned by its events, beside what payouts holds. Pure functions, no I/O."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.transparency.standing import Standing

from payouts.deliveries.domain import PaidCoach, priced_at
from payouts.ledger.domain import account_id
from payouts.pricing.domain import session_amount_minor, split_minor
from payouts.rates.domain import Unit


class HeldEarning(NamedTuple):
    """An earning that was not reversed, and its transfer. Without a transfer, the last three are None."""

    coach: PaidCoach
    unit: Unit
    rate_amount_minor: int
    logged_minutes: int
    priced_at: datetime
    currency: str
    amount_minor: int
    credited_account_id: UUID | None
    transfer_currency: str | None
    transfer_amount_minor: int | None


class HeldWaiting(NamedTuple):
    """A completion that waits for a rate."""

    coaches: tuple[PaidCoach, ...]
    logged_minutes: int
    priced_at: datetime


class HeldPay(NamedTuple):
    """What payouts holds of a session: what waits for a rate, or what was credited."""

    org_id: UUID
    waiting: HeldWaiting | None
    earnings: tuple[HeldEarning, ...] = ()


def differences(standing: Standing, held: HeldPay | None) -> Iterator[str]:
    """Yield each place where the pay of a session is not what its events say."""
    if held is None:
        yield "payouts neither credited it nor waits for a rate"
        return
    completion = standing.completion
    if held.org_id != completion.org_id:
        yield f"payouts has it in organisation {held.org_id}"
    coaches = [PaidCoach(one.person_id, one.share_basis_points) for one in standing.coaches]
    at = priced_at(completion.planned_starts_at, completion.started_at)
    if held.waiting is not None:
        if standing.voided_at is not None:
            yield "it was voided, but waits for a rate"
        else:
            yield from _of_delivery(standing, coaches, at, held.waiting)
    elif standing.voided_at is not None:
        for one in held.earnings:
            yield f"it was voided, but coach {one.coach.coach_id} keeps {_money(one.amount_minor, one.currency)}"
    else:
        yield from _of_earnings(standing, coaches, at, held)


def _of_delivery(
    standing: Standing, coaches: Sequence[PaidCoach], at: datetime, held: HeldWaiting | HeldEarning
) -> Iterator[str]:
    if held.logged_minutes != standing.logged_minutes:
        yield f"logged_minutes: its events say {standing.logged_minutes}, payouts {held.logged_minutes}"
    if held.priced_at != at:
        yield f"it is to be priced at {at.isoformat()}, payouts prices it at {held.priced_at.isoformat()}"
    if isinstance(held, HeldWaiting) and sorted(held.coaches) != sorted(coaches):
        yield f"coaches: its events say {_shares(coaches)}, payouts {_shares(held.coaches)}"


def _of_earnings(standing: Standing, coaches: Sequence[PaidCoach], at: datetime, held: HeldPay) -> Iterator[str]:
    credited = [one.coach for one in held.earnings]
    if sorted(credited) != sorted(coaches):
        yield f"coaches: its events say {_shares(coaches)}, payouts credited {_shares(credited)}"
        return
    first = held.earnings[0]
    yield from dict.fromkeys(text for one in held.earnings for text in _of_delivery(standing, coaches, at, one))
    amount_minor = session_amount_minor(
        unit=first.unit, rate_amount_minor=first.rate_amount_minor, logged_minutes=standing.logged_minutes
    )
    parts = split_minor(amount_minor, [coach.share_basis_points for coach in coaches])
    due = {coach.coach_id: part for coach, part in zip(coaches, parts, strict=True)}
    for one in held.earnings:
        coach_id, amount = one.coach.coach_id, _money(one.amount_minor, one.currency)
        if (one.unit, one.rate_amount_minor, one.currency) != (first.unit, first.rate_amount_minor, first.currency):
            yield f"the earning of coach {coach_id} has another rate than that of coach {first.coach.coach_id}"
        if one.amount_minor != due[coach_id]:
            yield f"coach {coach_id} is due {_money(due[coach_id], first.currency)} by its minutes, but has {amount}"
        moved = (one.transfer_amount_minor or 0, one.transfer_currency or one.currency)
        if moved != (one.amount_minor, one.currency):
            yield f"coach {coach_id} earned {amount}, but {_money(*moved)} was transferred"
        account = account_id(held.org_id, "coach_payable", coach_id, one.currency)
        if one.credited_account_id not in (None, account):
            yield f"what coach {coach_id} earned was transferred to another account, {one.credited_account_id}"


def _money(amount_minor: int, currency: str) -> str:
    return f"{amount_minor} minor units of {currency}"


def _shares(coaches: Sequence[PaidCoach]) -> str:
    return ", ".join(f"{one.coach_id} {one.share_basis_points}" for one in sorted(coaches)) or "nobody"

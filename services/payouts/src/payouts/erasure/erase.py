"""Forgets answers that name a person. Earnings and transfers stay, because they prove what was paid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chassis.database.personal_traces import forget_answers
from chassis.database.statement import Statement
from chassis.erasure import PersonToErase, answer_to
from chassis.messaging import outbox
from contracts.payouts import PayoutsDataErased
from sqlalchemy.ext.asyncio import AsyncConnection

_COUNT_KEPT: Final = Statement("""
    SELECT (SELECT count(*) FROM earnings WHERE org_id = :org_id AND coach_id = :person_id) AS earnings,
           (SELECT count(*) FROM rates WHERE org_id = :org_id AND coach_id = :person_id) AS rates
""")


async def erase_people(db: AsyncConnection, people: Sequence[PersonToErase], *, now: datetime) -> None:
    """Forget the answers that name people, and answer each. Never commits."""
    await outbox.add(db, *[await _erase(db, person, now=now) for person in people])


async def _erase(db: AsyncConnection, person: PersonToErase, *, now: datetime) -> PayoutsDataErased:
    answers = await forget_answers(db, org_id=person.org_id, person_id=person.person_id)
    kept = await _COUNT_KEPT.one(db, {"org_id": person.org_id, "person_id": person.person_id})
    return answer_to(
        person,
        PayoutsDataErased,
        erased={"stored_answers": answers},
        kept={("earnings", "proves_pay"): kept.earnings, ("rates", "proves_pay"): kept.rates},
        now=now,
    )

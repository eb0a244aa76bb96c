"""Re-import what was published of organisations and guardians, and raise their sequences."""

from chassis.database.statement import Statement
from chassis.messaging.recovering import Lost, Outcome
from contracts.sessions import GuardianLinked, GuardianUnlinked, OrganisationChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.recovery.placeholders import ensure_people

# Nothing is returned if the database has come as far.
_RAISE = Statement("""
    INSERT INTO sequences AS known (org_id, key, sequence) VALUES (:org_id, :key, :sequence)
    ON CONFLICT (key) DO UPDATE SET sequence = excluded.sequence WHERE known.sequence < excluded.sequence
    RETURNING sequence
""")
_SET_ZONE = Statement("UPDATE organisations SET zone = :zone, updated_at = :at WHERE org_id = :org_id")
_KNOWN = Statement("""
    SELECT EXISTS (SELECT FROM organisations WHERE org_id = :org_id) AS has_name,
           coalesce((SELECT max(version) FROM policies WHERE org_id = :org_id), 0) AS policy_version
""")
_LINK = Statement("""
    INSERT INTO guardians (org_id, guardian_id, learner_id, added_at) VALUES (:org_id, :guardian_id, :learner_id, :at)
    ON CONFLICT DO NOTHING
""")
_UNLINK = Statement("""
    DELETE FROM guardians WHERE org_id = :org_id AND guardian_id = :guardian_id AND learner_id = :learner_id
""")


async def take_directory(
    db: AsyncConnection, event: OrganisationChanged | GuardianLinked | GuardianUnlinked, outcome: Outcome
) -> None:
    """Write what the event says, if the database has not come as far. Name what it does not say."""
    raised = {"org_id": event.org_id, "key": event.key, "sequence": event.sequence}
    if await _RAISE.one_or_none(db, raised) is None:
        return
    outcome.add(event)
    if isinstance(event, OrganisationChanged):
        await _take_organisation(db, event, outcome)
        return
    link = {"org_id": event.org_id, "guardian_id": event.guardian_id, "learner_id": event.learner_id}
    if isinstance(event, GuardianUnlinked):
        await _UNLINK.execute(db, link)
        return
    await ensure_people(db, outcome, org_id=event.org_id, ids=[event.guardian_id], role="guardian", at=event.at)
    await ensure_people(db, outcome, org_id=event.org_id, ids=[event.learner_id], role="learner", at=event.at)
    await _LINK.execute(db, {**link, "at": event.at})


async def _take_organisation(db: AsyncConnection, event: OrganisationChanged, outcome: Outcome) -> None:
    known = await _KNOWN.one(db, {"org_id": event.org_id})
    await _SET_ZONE.execute(db, {"org_id": event.org_id, "zone": event.zone, "at": event.occurred_at})
    if not known.has_name:
        what = f"the name, and its zone {event.zone}"
        outcome.lost.append(Lost("organisation", event.org_id, what, event.occurred_at))
    if event.policy_version > known.policy_version:
        what = f"version {event.policy_version}, unless a record has it{_separated(event)}"
        outcome.lost.append(Lost("the policy of organisation", event.org_id, what, event.occurred_at))


def _separated(event: OrganisationChanged) -> str:
    """Return what to set again of separate duties. No record has them."""
    duties = sorted({duty for one in event.separate_duties for duty in one.duties})
    return f"; separate_duties were {', '.join(duties)}: set them again" if duties else ""

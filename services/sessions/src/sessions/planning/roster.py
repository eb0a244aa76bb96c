"""Change the roster of a session, and the answers to invitations."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes.queries import current_members
from sessions.catalogue.references import check_references
from sessions.errors import check_version
from sessions.planners.check import check_known_to_coach
from sessions.planners.domain import check_left_to_admins
from sessions.planning.lock import lock_planned
from sessions.runs.follow import follow_run
from sessions.session.domain import Session, check_open
from sessions.session.edits.write_roster import write_roster
from sessions.session.events import Author
from sessions.session.seats import edit_roster, first_answers
from sessions.words import Acceptance


async def change_roster(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    coach_id: UUID | None,
    add: Mapping[UUID, Acceptance | None],
    remove: Sequence[UUID],
    class_ids: Collection[UUID],
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Add and remove learners, enrol whole classes, and emit RosterChanged. If nothing differs, do nothing.

    `coach_id` is the coach who planned it, and adds learners whom they know; None: an admin. To enrol a class adds its
    present members. Learners who join the class later are not added. Raises SessionNotFound,
    StaleVersion, AlreadyCompleted, AlreadyCancelled, UnknownReference, SeatsTaken.
    """
    session, now = await lock_planned(db, author=author, session_id=session_id, coach_id=coach_id)
    check_version("session", session.version, expected=expected_versions)
    check_open(session)
    if coach_id is not None:
        check_left_to_admins((), add)
        await check_known_to_coach(
            db, org_id=author.org_id, coach_id=coach_id, learners=add, class_ids=class_ids, pointer="/add"
        )
    await check_references(db, org_id=author.org_id, classes=class_ids)
    members = await current_members(db, org_id=author.org_id, class_ids=class_ids)
    wanted = first_answers(
        (one for one in members if one not in remove),
        add,
        invitations=session.policy.invitations,
        planned_by_coach=session.planned_by_coach,
    )
    edit = edit_roster(session.roster, add=wanted, remove=remove, seats_max=session.seats_max)
    if edit.added:
        await check_references(db, org_id=author.org_id, learners=[seat.person_id for seat in edit.added])
    after = await write_roster(db, session, edit, class_ids=class_ids, author=author, now=now, event_id=new_id())
    await follow_run(db, author=author, before=session, after=after, now=now, new_id=new_id)
    return after

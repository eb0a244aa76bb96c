"""Answer an invitation, or correct the answer of somebody else."""

from uuid import UUID

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.invitations.domain import check_answer
from sessions.invitations.errors import NotOnTheRoster
from sessions.runs.follow import follow_run
from sessions.sealed.domain import Secret
from sessions.sealed.write import write_texts
from sessions.session.domain import Session
from sessions.session.edits.write_roster import write_roster
from sessions.session.errors import AnswersForAnother
from sessions.session.events import Author
from sessions.session.lock import lock_own_session
from sessions.session.queries import guarded_by
from sessions.session.seats import Answer, edit_roster
from sessions.words import Acceptance


async def answer_invitation(
    db: AsyncConnection,
    *,
    author: Author,
    sees_all: bool,
    session_id: UUID,
    person_id: UUID,
    acceptance: Acceptance,
    reason: str | None,
    new_id: NewId,
    reason_id: UUID,
    secret: Secret,
) -> Session:
    """Write that a learner on the roster accepts or declines, and emit RosterChanged. The same answer does nothing.

    Learners answer for themselves, guardians for their learners, admins for anybody. Learners and guardians decline
    before the session begins, and accept until it ends. Who corrects the answer of somebody else says why. An answer
    to a course run holds for its lessons that have not begun, except where somebody answered for one alone.

    Raises SessionNotFound, NotAParticipant, AlreadyCompleted, AlreadyCancelled, TooLateToDecline, ReasonMissing.
    """
    session, now = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=author.person_id, sees_all=sees_all, need="listed"
    )
    if person_id != author.person_id and not sees_all:
        guarded = await guarded_by(db, org_id=author.org_id, guardian_id=author.person_id)
        if person_id not in guarded:
            raise AnswersForAnother
    seat = session.seat(person_id)
    if seat is None:
        raise NotOnTheRoster(person_id)
    is_staff = sees_all and person_id != author.person_id
    check_answer(session, seat, acceptance, is_staff=is_staff, reason=reason, now=now)
    edit = edit_roster(
        session.roster,
        add={person_id: Answer(acceptance, "admin" if is_staff else "answer")},
        remove=(),
        seats_max=session.seats_max,
    )
    if reason is not None and edit.is_change:
        await write_texts(
            db,
            org_id=author.org_id,
            session_id=session_id,
            text_id=reason_id,
            kind="correction",
            texts={"reason": reason},
            secret=secret,
            now=now,
        )
    after = await write_roster(
        db, session, edit, author=author, now=now, event_id=new_id(), reason_id=None if reason is None else reason_id
    )
    await follow_run(db, author=author, before=session, after=after, now=now, new_id=new_id)
    return after

"""A trial release: this one with a type more, a field more, and a second form of an event that has a first one."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lockstep_e2e.releases import Release, copy_of_this

NOTES: Final = "trial_notes"
"""The table into which readers of the trial release write a row per event of the new type."""

_CONTRACTS: Final = '''

class SessionCompletedV2(SessionCompleted):
    """The newer form of SessionCompleted, with a field that the older one cannot have."""

    type: ClassVar[str] = "lockstep.sessions.SessionCompleted.v2"

    delivered_minutes: Minutes
    """A required field."""


class TrialNoted(Event):
    """An event that no reader of this release knows."""

    type: ClassVar[str] = "lockstep.sessions.TrialNoted.v1"

    session_id: UUID
    """The session."""
    note: str
    """What was noted."""
'''

_FORMS: Final = '''"""The events of a completion in the trial release: the newer form, the older form, and one more."""

from chassis.ids import new_id
from contracts.envelope import Event
from contracts.sessions import SessionCompleted
from contracts.sessions.completions import SessionCompletedV2, TrialNoted


def trial_forms(event: SessionCompleted, *emitted: Event) -> tuple[Event, ...]:
    """Return what is emitted, with the newer form before it, and the new type behind it."""
    values = event.model_dump() | {"trial_mood": "cheerful"}
    noted = {"event_id": new_id(), "sequence": event.sequence + 1, "note": "trial"}
    return (
        SessionCompletedV2.model_validate(values | {"delivered_minutes": event.logged_minutes}),
        *(SessionCompleted.model_validate(values) if one is event else one for one in emitted),
        TrialNoted.model_validate(values | noted),
    )
'''

_HANDLER: Final = f'''

async def on_trial_noted(db: AsyncConnection, events: Sequence[TrialNoted]) -> None:
    """Write a row per event."""
    for event in events:
        await Statement("INSERT INTO {NOTES} (session_id, note) VALUES (:session_id, :note)").execute(
            db, {{"session_id": event.session_id, "note": event.note}}
        )
'''

_MIGRATION: Final = '''"""The notes of the trial release."""

from alembic import op
from chassis.database import ddl

revision = "trial"
down_revision = "{previous}"


def upgrade() -> None:
    """Create the table. It has no key, so that a second effect would show."""
    op.execute("CREATE TABLE {notes} (session_id uuid NOT NULL, note text NOT NULL)")
    for statement in ddl.grant("{service}", "{notes}", worker="SELECT, INSERT"):
        op.execute(statement)
'''


def trial_release(folder: Path, *readers: str) -> Release:
    """Return a trial release in `folder`. Its sessions emits all three forms, and `readers` handle them."""
    release = copy_of_this(folder)
    contracts = folder / "libs/contracts/src/contracts"
    _edit(contracts / "sessions/completions.py", "    record_hash: Sha256Hex\n", _with_mood)
    _append(contracts / "sessions/completions.py", _CONTRACTS)
    _edit(
        contracts / "topics.py", "events=(SessionCompleted, ", lambda found: f"{found}SessionCompletedV2, TrialNoted, "
    )
    _import(contracts / "topics.py", "from contracts.sessions.completions import SessionCompletedV2, TrialNoted")
    ending = folder / "services/sessions/src/sessions/ending"
    (ending / "trial.py").write_text(_FORMS)
    _edit(
        ending / "complete.py",
        "*with_state(event, *completed_state(session, event))",
        lambda found: f"*trial_forms(event, {found})",
    )
    _edit(ending / "complete.py", "changed_at = :now, version = version + 1", lambda found: found[:-1] + "2")
    _import(ending / "complete.py", "from sessions.ending.trial import trial_forms")
    for service in readers:
        _read_trial(folder / "services" / service, service)
    return release


def _with_mood(found: str) -> str:
    return f'    trial_mood: str | None = None\n    """An optional field more."""\n{found}'


def _read_trial(folder: Path, service: str) -> None:
    """Let a service handle the newer form like the older one, and the new type by a handler of its own."""
    source, versions = folder / "src" / service, folder / "migrations/versions"
    _edit(
        source / "worker.py",
        "    SessionCompleted: handlers.on_session_completed,\n",
        lambda found: (
            f"{found}    SessionCompletedV2: handlers.on_session_completed,\n    TrialNoted: handlers.on_trial_noted,\n"
        ),
    )
    _import(source / "worker.py", "from contracts.sessions.completions import SessionCompletedV2, TrialNoted")
    _append(source / "handlers.py", _HANDLER)
    _import(source / "handlers.py", "from contracts.sessions.completions import TrialNoted")
    _import(source / "handlers.py", "from chassis.database.statement import Statement")
    newest = max(versions.glob("[0-9]*.py"))
    (previous,) = re.findall(r'^revision = "(\w+)"', newest.read_text(), re.MULTILINE)
    (versions / "trial.py").write_text(_MIGRATION.format(previous=previous, notes=NOTES, service=service))


def _edit(path: Path, text: str, change: Callable[[str], str]) -> None:
    """Change the first occurrence of a text, which must be there."""
    content = path.read_text()
    assert text in content, f"{path} no longer has {text!r}: adapt the trial release"
    path.write_text(content.replace(text, change(text), 1))


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def _import(path: Path, line: str) -> None:
    """Add an import before the first one."""
    _edit(path, "\nfrom ", lambda found: f"\n{line}{found}")

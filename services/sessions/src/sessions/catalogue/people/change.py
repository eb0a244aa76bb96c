"""Change people, and check whether somebody may take another role."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.domain import COACH_ROLES, PersonRole
from sessions.catalogue.errors import PersonIsErased, RoleNeeded
from sessions.catalogue.people.domain import PersonChanges
from sessions.catalogue.queries import PEOPLE
from sessions.catalogue.write import change_entry, keys_refused, lock_entry

PARTS_NAMED_MAX: Final = 20
"""How many parts of a person an error names. A part is for example "coach of the session Algebra"."""

PARTS_READ_MAX: Final = 2_000
"""How many parts are read at once for people who are imported."""

# The parts of people whose new role does not allow them. Sessions and batches that are over do not count.
_PARTS = Statement("""
    SELECT found.person_id, p.name AS person, found.part, found.place, found.name FROM (
        SELECT c.person_id, 'coach' AS part, 'session' AS place, s.name
        FROM session_coaches c JOIN sessions s ON s.org_id = c.org_id AND s.id = c.session_id
        WHERE c.org_id = :org_id AND c.person_id = ANY (CAST(:no_coaches AS uuid[]))
          AND s.state IN ('scheduled', 'in_progress')
        UNION
        SELECT c.person_id, 'coach', 'session', s.name
        FROM session_course_people c JOIN sessions s ON s.org_id = c.org_id AND s.id = c.session_id
        WHERE c.org_id = :org_id AND c.person_id = ANY (CAST(:no_coaches AS uuid[])) AND c.part = 'coach'
          AND s.state IN ('scheduled', 'in_progress')
        UNION ALL
        SELECT c.person_id, 'coach', 'batch', b.name
        FROM batch_coaches c JOIN batches b ON b.org_id = c.org_id AND b.id = c.batch_id
        WHERE c.org_id = :org_id AND c.person_id = ANY (CAST(:no_coaches AS uuid[])) AND b.state = 'active'
        UNION ALL
        SELECT c.person_id, 'coach', 'class', k.name
        FROM class_coaches c JOIN classes k ON k.org_id = c.org_id AND k.id = c.class_id
        WHERE c.org_id = :org_id AND c.person_id = ANY (CAST(:no_coaches AS uuid[]))
        UNION ALL
        SELECT r.person_id, 'learner', 'session', s.name
        FROM roster r JOIN sessions s ON s.org_id = r.org_id AND s.id = r.session_id
        WHERE r.org_id = :org_id AND r.person_id = ANY (CAST(:no_learners AS uuid[])) AND r.removed_at IS NULL
          AND s.state IN ('scheduled', 'in_progress')
        UNION ALL
        SELECT r.person_id, 'learner', 'batch', b.name
        FROM batch_roster r JOIN batches b ON b.org_id = r.org_id AND b.id = r.batch_id
        WHERE r.org_id = :org_id AND r.person_id = ANY (CAST(:no_learners AS uuid[])) AND r.removed_at IS NULL
          AND b.state = 'active'
        UNION ALL
        SELECT m.person_id, 'learner', 'class', k.name
        FROM class_members m JOIN classes k ON k.org_id = m.org_id AND k.id = m.class_id
        WHERE m.org_id = :org_id AND m.person_id = ANY (CAST(:no_learners AS uuid[])) AND m.removed_at IS NULL
        UNION ALL
        SELECT g.learner_id, 'learner', 'guardian', w.name
        FROM guardians g JOIN people w ON w.org_id = g.org_id AND w.id = g.guardian_id
        WHERE g.org_id = :org_id AND g.learner_id = ANY (CAST(:no_learners AS uuid[]))
        UNION ALL
        SELECT g.guardian_id, 'guardian', 'learner', w.name
        FROM guardians g JOIN people w ON w.org_id = g.org_id AND w.id = g.learner_id
        WHERE g.org_id = :org_id AND g.guardian_id = ANY (CAST(:no_guardians AS uuid[]))
    ) AS found
    JOIN people p ON p.org_id = :org_id AND p.id = found.person_id
    ORDER BY p.name, found.person_id, found.part, found.place, found.name
    LIMIT :limit
""")
_CHANGE_MANY = Statement("""
    UPDATE people SET username = new.username, name = new.name, email = new.email, role = new.role,
        language = new.language, zone = new.zone, external_id = new.external_id, version = people.version + 1
    FROM unnest(CAST(:ids AS uuid[]), CAST(:usernames AS text[]), CAST(:names AS text[]), CAST(:emails AS text[]),
                CAST(:roles AS text[]), CAST(:languages AS text[]), CAST(:zones AS text[]),
                CAST(:external_ids AS text[]))
         AS new (id, username, name, email, role, language, zone, external_id)
    WHERE people.org_id = :org_id AND people.id = new.id AND people.erased_at IS NULL
""")


_CHANGED: Final = ("ids", "usernames", "names", "emails", "roles", "languages", "zones", "external_ids")


async def change_person(
    db: AsyncConnection,
    *,
    org_id: UUID,
    entry_id: UUID,
    changes: PersonChanges,
    expected_versions: frozenset[int] | None,
) -> None:
    """Change a person. If nothing differs, do nothing.

    Raises PersonNotFound, StaleVersion, NameTaken, PersonIsErased, and RoleNeeded if the new role does not allow what
    they take part in.
    """
    # A command that gives somebody a part locks their role first (references.hold_roles). So it either sees the
    # new role, or the check here sees the part.
    person = await lock_entry(
        db,
        PEOPLE,
        org_id=org_id,
        entry_id=entry_id,
        expected_versions=expected_versions,
        keep_out="role" in changes,
    )
    if person.erased_at is not None:
        raise PersonIsErased
    if "role" in changes and changes["role"] != person.role:
        await check_roles(db, org_id=org_id, roles={entry_id: changes["role"]})
    await change_entry(db, PEOPLE, person, changes)


async def change_people(
    db: AsyncConnection,
    *,
    org_id: UUID,
    people: Sequence[tuple[UUID, str, str, str | None, PersonRole, str | None, str | None, str | None]],
) -> None:
    """Write the next version of locked people: (id, username, name, e-mail address, role, language, zone, external_id).

    Their new roles were checked. Raises NameTaken, ExternalIdTaken.
    """
    if not people:
        return
    columns = dict(zip(_CHANGED, zip(*people, strict=True), strict=True))
    with keys_refused(PEOPLE):
        await _CHANGE_MANY.execute(db, {"org_id": org_id, **columns})


async def check_roles(db: AsyncConnection, *, org_id: UUID, roles: Mapping[UUID, PersonRole]) -> None:
    """Raise RoleNeeded if one of these locked people takes part in what their new role does not allow."""
    parts = await _parts(db, org_id=org_id, roles=roles, limit=PARTS_NAMED_MAX)
    if not parts:
        return
    raise RoleNeeded(parts[0].person, [(part.part, f"{part.place} {part.name!r}") for part in parts])


async def roles_needed(db: AsyncConnection, *, org_id: UUID, roles: Mapping[UUID, PersonRole]) -> dict[UUID, str]:
    """Return the people who take part in what their new role does not allow, each with one such part in words."""
    needed: dict[UUID, str] = {}
    open_roles = dict(roles)
    while open_roles:
        parts = await _parts(db, org_id=org_id, roles=open_roles, limit=PARTS_READ_MAX)
        for part in parts:
            needed.setdefault(part.person_id, f"a {part.part} of the {part.place} {part.name!r}")
        if len(parts) < PARTS_READ_MAX:
            break
        # Some people fill the page with their parts. The others are read again without them.
        open_roles = {person_id: role for person_id, role in open_roles.items() if person_id not in needed}
    return needed


async def parts_of(db: AsyncConnection, *, org_id: UUID, person_id: UUID) -> list[str]:
    """Return in what a person takes part that is not over, in words. Links to guardians and learners do not count."""
    parts = await _parts(db, org_id=org_id, roles={person_id: "support"}, limit=PARTS_READ_MAX)  # a role without parts
    return [f"{one.part} of the {one.place} {one.name!r}" for one in parts if one.place not in {"guardian", "learner"}]


async def _parts(db: AsyncConnection, *, org_id: UUID, roles: Mapping[UUID, PersonRole], limit: int) -> Sequence[Any]:
    return await _PARTS.all(
        db,
        {
            "org_id": org_id,
            "no_coaches": [person_id for person_id, role in roles.items() if role not in COACH_ROLES],
            "no_learners": [person_id for person_id, role in roles.items() if role != "learner"],
            "no_guardians": [person_id for person_id, role in roles.items() if role != "guardian"],
            "limit": limit,
        },
    )

"""The results for classes in a file. The members of rows of one class add up, and the first row describes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_OID, UUID, uuid5

from sessions.catalogue.domain import MEMBERS_MAX
from sessions.imports.checks.catalogue import ExistingClass, ExistingPerson
from sessions.imports.checks.matching import Existing, contradiction
from sessions.imports.checks.report import ImportMode, Outcome, compared, named_twice, some
from sessions.imports.sheets.cells import EXTERNAL_ID
from sessions.imports.sheets.directory import ClassRow
from sessions.imports.sheets.mistakes import Mistake


@dataclass(frozen=True, slots=True)
class CheckedClass:
    """The result for a class in a row, and the people who join it.

    `class_id` is that of `ClassSoFar`, and None if the row contradicts another one. `after` is a class that exists, as
    this row leaves it.
    """

    row: ClassRow
    outcome: Outcome
    class_id: UUID | None = None
    joining: tuple[UUID, ...] = ()
    after: ExistingClass | None = None


@dataclass(slots=True, kw_only=True)
class ClassSoFar:
    """A class as the correct rows before a row leave it.

    `id` is its id, or that of `place_of` if it does not exist. `key` is its name, `line` the first correct row.
    `is_described` says whether a row has described it, and `is_made` whether a row creates it. `members` are the people
    whom rows of this step add, and `others` counts those whom rows of earlier steps add. `description` is what rows of
    this step say.
    """

    id: UUID
    key: str
    line: int
    external_id: str | None
    existing: ExistingClass | None
    is_described: bool
    is_made: bool = False
    others: int = 0
    members: set[UUID] = field(default_factory=set)
    description: str | None = None


@dataclass(slots=True)
class ClassesSoFar:
    """The classes that correct rows before a row mean.

    `first_lines` are by folded name, and also of rows that are wrong.
    """

    by_form: dict[str, ClassSoFar] = field(default_factory=dict)
    by_external_id: dict[str, ClassSoFar] = field(default_factory=dict)
    by_id: dict[UUID, ClassSoFar] = field(default_factory=dict)
    first_lines: dict[str, int] = field(default_factory=dict)

    def add(self, known: ClassSoFar, form: str | None = None) -> None:
        """Note a class that a correct row means, by its ids and by the folded name that the row has."""
        self.by_id[known.id] = known
        if known.external_id is not None:
            self.by_external_id[known.external_id] = known
        if form is not None:
            self.by_form[form] = known


def place_of(form: str) -> UUID:
    """Return the id of a class with this folded name while it does not exist. A file books its places under this id."""
    return uuid5(NAMESPACE_OID, form)


def class_of(
    row: ClassRow,
    form: str,
    so_far: ClassesSoFar,
    *,
    by_name: Mapping[str, ExistingClass],
    by_external_id: Mapping[str, ExistingClass],
) -> ClassSoFar:
    """Return the class that a row means. An id of another system counts more than a name, which may have changed.

    `form` is the folded name. Raises Mistake if the id and the name mean two things, in the database or in the file.
    """
    existing_named, existing_own = by_name.get(row.name), by_external_id.get(row.external_id or "")
    alike, same = so_far.by_form.get(form), so_far.by_external_id.get(row.external_id or "")
    named: Existing | None = alike or existing_named
    if fault := contradiction(row, named, same or existing_own, noun="class"):
        raise Mistake(EXTERNAL_ID, fault)
    if alike is not None and row.external_id not in (None, alike.external_id):
        detail = f"line {alike.line} names the class {alike.key!r} without an external_id; write it there too"
        raise Mistake(EXTERNAL_ID, detail)
    if known := same or alike:
        return known
    existing = existing_own or existing_named
    if existing is not None and (known := so_far.by_id.get(existing.id)):
        detail = f"{row.name!r} means the same class as line {known.line} ({known.key!r}); leave one of the two out"
        raise Mistake("name", detail)
    describes = so_far.first_lines.get(form, row.line) >= row.line
    is_renamed = existing_named is None and describes
    return ClassSoFar(
        id=place_of(form) if existing is None else existing.id,
        key=row.name if existing is None or is_renamed else existing.key,
        line=row.line,
        external_id=(existing and existing.external_id) or row.external_id,
        existing=existing,
        is_described=not describes,
    )


def checked_class(
    row: ClassRow, so_far: ClassSoFar, *, import_mode: ImportMode, people: Mapping[str, ExistingPerson]
) -> CheckedClass:
    """Return the result for a class in a row. Members whom the file does not name stay, because imports only add.

    `so_far` is what `class_of` returned. It is changed if the row is correct.
    """
    existing = so_far.existing
    existing_id = None if existing is None else existing.id
    standing = so_far.members if existing is None else existing.members | so_far.members
    joining = [username for username in row.members if username in people and people[username].id not in standing]
    if fault := _fault(row, so_far, joining, len(standing) + so_far.others, people):
        column, detail = fault
        return CheckedClass(row, Outcome(row.line, "error", row.name, existing_id, column, detail), so_far.id)
    ids = tuple(people[username].id for username in joining)
    after = existing if existing is None or so_far.is_described else _described(existing, row, so_far)
    if existing is None and not so_far.is_made:
        outcome = Outcome(row.line, "create", row.name)
    else:
        outcome = compared(
            row.line,
            row.name,
            existing_id,
            _differing(existing, after, is_joined=bool(joining)),
            import_mode="upsert" if so_far.is_made else import_mode,
            kept=None if so_far.is_described else _kept(row, len(standing) + len(joining) - len(row.members)),
        )
    if outcome.result == "error":
        return CheckedClass(row, outcome, so_far.id)
    so_far.is_made = so_far.is_made or outcome.result == "create"
    so_far.is_described, so_far.existing = True, after
    so_far.members.update(ids)
    so_far.description = so_far.description or row.description or None
    return CheckedClass(row, outcome, so_far.id, ids, after)


def _fault(
    row: ClassRow,
    so_far: ClassSoFar,
    joining: Sequence[str],
    members: int,
    people: Mapping[str, ExistingPerson],
) -> tuple[str, str] | None:
    """Return what is wrong with a row of a class that has this number of members: the column and the detail."""
    if missing := [username for username in row.members if username not in people]:
        return "members", f"there is no person {some(missing)}; import people first"
    if fault := named_twice(row.members, [people[username].id for username in row.members], "person"):
        return "members", fault
    if others := [username for username in joining if people[username].role != "learner"]:
        return "members", f"{some(others)} is not a learner; only learners can be in a class"
    if len(joining) + members > MEMBERS_MAX:
        return "members", f"would give the class {members + len(joining)} members; at most {MEMBERS_MAX} are allowed"
    if so_far.description and row.description not in ("", so_far.description):
        return "description", "differs from what an earlier row of the class says; write the same, or leave it empty"
    return None


def _described(existing: ExistingClass, row: ClassRow, so_far: ClassSoFar) -> ExistingClass:
    """Return a class that exists with the values of its first row. Values that the file does not give stay."""
    return existing._replace(
        key=so_far.key,
        description=row.description if "description" in row.given else existing.description,
        external_id=so_far.external_id,
    )


def _differing(existing: ExistingClass | None, after: ExistingClass | None, *, is_joined: bool) -> list[str]:
    """Return the columns that a row changes."""
    members = ["members"] if is_joined else []
    if existing is None or after is None:
        return members
    return [
        *(["name"] if after.key != existing.key else []),
        *(["description"] if after.description != existing.description else []),
        *members,
        *(["external_id"] if after.external_id != existing.external_id else []),
    ]


def _kept(row: ClassRow, staying: int) -> str | None:
    """Return what the report says about the number of members who stay, or None if there is nothing to say."""
    return f"{staying} members whom the row does not name stay" if "members" in row.given and staying else None

"""Read the classes that rows of a file mean: as they exist, and as the rows of earlier steps leave them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.catalogue import ExistingClass
from sessions.imports.checks.classes import ClassesSoFar, ClassSoFar, place_of
from sessions.imports.checks.report import FirstRow
from sessions.imports.kinds.earlier_rows import EarlierRows, RowsOfName
from sessions.imports.kinds.existing_catalogue import classes_by_external_id, classes_by_name
from sessions.imports.kinds.importer import external_ids_of
from sessions.imports.sheets.directory import ClassRow
from sessions.spellings import folded


class KnownClasses(NamedTuple):
    """Classes that exist, by names and by ids of another system, and all classes as earlier steps leave them."""

    by_name: Mapping[str, ExistingClass]
    by_external_id: Mapping[str, ExistingClass]
    so_far: ClassesSoFar


class _Earlier(NamedTuple):
    """The rows of earlier steps: by folded names, and the first correct ones with ids of another system."""

    by_form: Mapping[str, RowsOfName]
    by_external_id: Mapping[str, FirstRow]


async def known_classes_of(
    db: AsyncConnection,
    rows: Sequence[ClassRow],
    forms: Sequence[str],
    *,
    org_id: UUID,
    lock: bool,
    of_file: EarlierRows | None,
    is_written: bool,
) -> KnownClasses:
    """Return the classes that rows mean. `forms` are their folded names. With `lock`, existing ones are locked.

    `of_file` are the rows of earlier steps, if there are any. `is_written` says that the database has them already.
    """
    begin = min((row.line for row in rows), default=0)
    external_ids = external_ids_of(rows)
    earlier = await _earlier(db, of_file, set(forms), external_ids, begin=begin)
    names = {row.name for row in rows} | {first.key for first in earlier.by_external_id.values()}
    by_name = await classes_by_name(db, org_id=org_id, names=names, lock=lock)
    by_external_id = await classes_by_external_id(
        db, org_id=org_id, external_ids=external_ids | earlier.by_external_id.keys(), lock=lock
    )
    known = KnownClasses(by_name, by_external_id, ClassesSoFar())
    if of_file is None:
        return known
    known.so_far.first_lines.update({form: found.line for form, found in earlier.by_form.items()})
    await _add_existing(db, of_file, known, begin=begin)
    await _add_named(db, known, earlier, is_written=is_written)
    if not is_written:
        added = await of_file.learners(db, list(known.so_far.by_id))
        for class_id, learners in added.items():
            known.so_far.by_id[class_id].others = learners
    return known


async def _earlier(
    db: AsyncConnection, of_file: EarlierRows | None, forms: set[str], external_ids: set[str], *, begin: int
) -> _Earlier:
    """Return where rows before line `begin` have these names and ids, and the ids that these rows give the names."""
    if of_file is None:
        return _Earlier({}, {})
    # While rows are written, the table has those of this step and of later ones too.
    named = {
        form: found if found.correct is not None and found.correct.line < begin else RowsOfName(found.line, None, None)
        for form, found in (await of_file.named(db, forms)).items()
    }
    external_ids = external_ids | {found.external_id for found in named.values() if found.external_id is not None}
    with_ids = (await of_file.meaning(db, ids=(), external_ids=external_ids)).by_external_id
    return _Earlier(named, {external_id: first for external_id, first in with_ids.items() if first.line < begin})


async def _add_existing(db: AsyncConnection, of_file: EarlierRows, known: KnownClasses, *, begin: int) -> None:
    """Add the classes that exist and that rows before line `begin` mean."""
    existing = {one.id: one for one in [*known.by_name.values(), *known.by_external_id.values()]}
    meant = (await of_file.meaning(db, ids=existing.keys(), external_ids=())).by_id
    meant = {class_id: first for class_id, first in meant.items() if first.line < begin}
    made = await of_file.made(db, meant.keys())
    forms = await folded(db, [first.key for first in meant.values()])
    own_forms = await folded(db, [existing[class_id].key for class_id in meant])
    for (class_id, first), form, own_form in zip(meant.items(), forms, own_forms, strict=True):
        one = existing[class_id]
        known.so_far.add(
            ClassSoFar(
                id=class_id,
                key=one.key if form == own_form else first.key,
                line=first.line,
                external_id=one.external_id,
                existing=one,
                is_described=True,
                is_made=class_id in made,
            )
        )


async def _add_named(db: AsyncConnection, known: KnownClasses, earlier: _Earlier, *, is_written: bool) -> None:
    """Add the classes that rows of earlier steps mean by a name or by an id of another system.

    A class that such a row has written, and that does not exist, is left out: somebody has deleted it.
    """
    so_far = known.so_far
    names = list(known.by_name)
    forms = await folded(db, names)
    existing = {form: known.by_name[name] for name, form in zip(names, forms, strict=True)}
    firsts = earlier.by_external_id
    first_forms = await folded(db, [first.key for first in firsts.values()])
    for (external_id, first), form in zip(firsts.items(), first_forms, strict=True):
        one = known.by_external_id.get(external_id) or existing.get(form)
        if one is not None or not is_written:
            so_far.add(_named(so_far, first, form, one, external_id), form)
    for form, found in earlier.by_form.items():
        one = existing.get(form)
        if found.external_id is not None and found.external_id in so_far.by_external_id:
            so_far.add(so_far.by_external_id[found.external_id], form)
        elif found.correct is not None and (one is not None or not is_written):
            so_far.add(_named(so_far, found.correct, form, one, found.external_id), form)


def _named(
    so_far: ClassesSoFar, first: FirstRow, form: str, existing: ExistingClass | None, external_id: str | None
) -> ClassSoFar:
    """Return the class that a row of an earlier step names."""
    class_id = place_of(form) if existing is None else existing.id
    known = so_far.by_id.get(class_id) or ClassSoFar(
        id=class_id,
        key=first.key if existing is None else existing.key,
        line=first.line,
        external_id=None,
        existing=existing,
        is_described=True,
        is_made=existing is None,
    )
    known.external_id = known.external_id or (existing and existing.external_id) or external_id
    return known

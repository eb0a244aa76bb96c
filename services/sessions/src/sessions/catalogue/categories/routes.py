"""Categories of sessions and courses."""

from uuid import UUID

from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.catalogue.categories.schemas import CategoryIn, CategoryOut, category_out
from sessions.catalogue.queries import CATEGORIES, list_entries
from sessions.catalogue.rename_and_delete import change_entry, create_entry, delete_entry, lock_entry
from sessions.catalogue.searching import Search

router = APIRouter(prefix="/v1/categories", tags=["categories"])


@router.post("", summary="Create a category", status_code=201, response_model=CategoryOut)
async def create_category(*, db: Db, caller: Caller, once: Once, body: CategoryIn) -> Response:
    """Create a category. Admins only."""
    caller.require("admin")
    category_id = new_id()
    await create_entry(db, CATEGORIES, org_id=caller.org_id, entry_id=category_id, values={"name": body.name})
    answer = CategoryOut(category_id=category_id, version=1, name=body.name)
    return await once.answer(201, answer, headers={"ETag": etag(1)})


@router.get("", summary="List categories")
async def list_categories(
    *, db: Db, caller: Caller, q: Search = None, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[CategoryOut]:
    """List categories by name. Admins, support, coaches and learners.

    A page may have fewer categories than the limit. There are more as long as there is a next_cursor.
    """
    caller.require("admin", "support", "coach", "learner")
    rows, next_cursor = await list_entries(db, CATEGORIES, org_id=caller.org_id, q=q, limit=limit, cursor=cursor)
    return Page(items=[category_out(row) for row in rows], next_cursor=next_cursor)


@router.patch("/{category_id}", summary="Rename a category")
async def rename_category(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, category_id: UUID, body: CategoryIn
) -> CategoryOut:
    """Rename a category. Its sessions and courses stay in it. Admins only."""
    caller.require("admin")
    category = await lock_entry(db, CATEGORIES, org_id=caller.org_id, entry_id=category_id, expected_version=if_match)
    version = await change_entry(db, CATEGORIES, category, {"name": body.name})
    response.headers["ETag"] = etag(version)
    return CategoryOut(category_id=category_id, version=version, name=body.name)


@router.delete("/{category_id}", summary="Delete a category", status_code=204)
async def delete_category(*, db: Db, caller: Caller, if_match: IfMatch, category_id: UUID) -> None:
    """Delete a category. It is refused (in-use) while a session, course or batch is in the category. Admins only."""
    caller.require("admin")
    await delete_entry(db, CATEGORIES, org_id=caller.org_id, entry_id=category_id, expected_version=if_match)

"""Categories of sessions and courses."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.schemas import CategoryIn, CategoryOut, category_out
from sessions.catalogue.queries import CATEGORIES
from sessions.catalogue.routes import Entries, add_change, add_create, add_delete, add_list, router_of
from sessions.catalogue.write import create_entry

_CATEGORIES: Final = Entries(
    kind=CATEGORIES,
    plural="categories",
    answer=CategoryOut,
    answer_of=category_out,
)

router = router_of(_CATEGORIES)


async def _create(db: AsyncConnection, org_id: UUID, category_id: UUID, body: CategoryIn) -> None:
    await create_entry(db, CATEGORIES, org_id=org_id, entry_id=category_id, values={"name": body.name})


add_create(router, _CATEGORIES, CategoryIn, _create, "Create a category. Admins only.")
add_list(router, _CATEGORIES, "List categories by name. Admins, support, coaches and learners.")
add_change(
    router,
    _CATEGORIES,
    CategoryIn,
    "Rename a category. Its sessions and courses stay in it. Admins only.",
    verb="Rename",
)
add_delete(
    router,
    _CATEGORIES,
    "Delete a category. It is refused (in-use) while a session, course or batch is in the category. Admins only.",
)

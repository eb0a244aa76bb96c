"""Schema migrations by Alembic, as the owner role: `migrate` is for operators, `apply` for a service's env.py."""

import asyncio
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

LOCK_TIMEOUT_SECONDS = 5


def migrate(migrations: Path, owner_database_url: str) -> None:
    """Bring a database to the newest schema. Safe to run twice, and while the previous version of the code runs."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["url"] = owner_database_url
    command.upgrade(config, "head")


def apply() -> None:
    """Run migrations in one transaction. This is the body of every service's migrations/env.py."""
    asyncio.run(_apply(context.config.attributes["url"]))


async def _apply(url: str) -> None:
    engine = create_async_engine(
        url,
        poolclass=pool.NullPool,
        # A migration that waits for a lock makes all later statements wait behind it, so it gives up early.
        connect_args={"server_settings": {"lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s"}},
    )
    async with engine.connect() as db:
        await db.run_sync(_upgrade)
        await db.commit()
    await engine.dispose()


def _upgrade(connection: Connection) -> None:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()

"""The common parts of the services' databases: connection, session per unit of work, outbox, processed messages."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lockstep_peers.textbook.events import Event

POOL_SIZE: Final = 10

open_db = async_sessionmaker(expire_on_commit=False)


def async_url(dsn: str) -> str:
    """Return a postgresql:// address in SQLAlchemy's form for asyncpg."""
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


def connect(dsn: str) -> None:
    """Bind the process's sessions to a database."""
    open_db.configure(bind=create_async_engine(async_url(dsn), pool_size=POOL_SIZE, max_overflow=0))


async def get_db() -> AsyncIterator[AsyncSession]:
    """Yield a session for one request or message. It is rolled back unless it was committed."""
    async with open_db() as db:
        yield db


class Base(DeclarativeBase):
    """The tables of a service. A process imports only one service, and so it has only the tables of that one."""

    type_annotation_map: ClassVar = {
        bytes: LargeBinary,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        str: Text,
    }


class OutboxMessage(Base):
    """A message that was committed together with its cause and is not published yet."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    topic: Mapped[str]
    key: Mapped[str]
    payload: Mapped[str]


class ProcessedMessage(Base):
    """A message that was handled, so that a second delivery has no effect."""

    __tablename__ = "processed_messages"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    processed_at: Mapped[datetime]


def add_message(db: AsyncSession, topic: str, event: Event) -> None:
    """Put an event into the outbox of the session's transaction."""
    db.add(OutboxMessage(topic=topic, key=event.key, payload=event.model_dump_json()))


async def is_processed(db: AsyncSession, event: Event) -> bool:
    """Return whether a message was handled before. If not, it counts as handled when the session commits."""
    if await db.get(ProcessedMessage, event.event_id) is not None:
        return True
    db.add(ProcessedMessage(event_id=event.event_id, processed_at=datetime.now(UTC)))
    return False

"""The API process."""

from chassis.http import create_api
from chassis.settings import ServiceSettings
from fastapi import FastAPI

from sessions.routes import (
    batches,
    calendar,
    categories,
    classes,
    completions,
    courses,
    export,
    imports,
    lists,
    me,
    organisation,
    people,
    rooms,
    sessions,
    tracking,
)


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the sessions API."""
    return create_api(
        settings,
        title="Lockstep sessions",
        description="Scheduling, delivering and ending sessions; people, courses and the organisation's policy.",
        large_bodies={imports.PREFIX: imports.FILE_BYTES_MAX},
        routers=[
            completions.router,
            lists.router,
            export.router,
            sessions.router,
            tracking.router,
            me.router,
            calendar.router,
            batches.router,
            people.router,
            courses.router,
            categories.router,
            classes.router,
            rooms.router,
            organisation.router,
            imports.router,
        ],
    )

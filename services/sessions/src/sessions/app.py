"""The API process."""

from chassis.http import create_api
from fastapi import FastAPI

from sessions.batches import routes as batches
from sessions.calls import routes as call_events
from sessions.catalogue.categories import routes as categories
from sessions.catalogue.classes import routes as classes
from sessions.catalogue.courses import routes as courses
from sessions.catalogue.people import routes as people
from sessions.catalogue.rooms import routes as rooms
from sessions.corrections import routes as amendments
from sessions.ending import routes as completions
from sessions.imports import routes as imports
from sessions.log import routes as log
from sessions.notes import routes as notes
from sessions.organisation import routes
from sessions.planning import routes as sessions
from sessions.settings import SessionsSettings
from sessions.views.calendar import routes as calendar
from sessions.views.export import routes as export
from sessions.views.lists import routes as lists
from sessions.views.own import routes as me
from sessions.views.tracking import routes as tracking
from sessions.views.unlogged import routes as unlogged


def create_app(settings: SessionsSettings) -> FastAPI:
    """Return the sessions API."""
    app = create_api(
        settings,
        title="Lockstep sessions",
        description="Schedule, deliver and end sessions. Manage people, courses and the organisation's policy.",
        large_bodies={imports.PREFIX: imports.FILE_BYTES_MAX},
        routers=[
            completions.router,
            lists.router,
            export.router,
            sessions.router,
            tracking.router,
            notes.router,
            amendments.router,
            me.router,
            unlogged.router,
            calendar.router,
            batches.router,
            people.router,
            courses.router,
            categories.router,
            classes.router,
            rooms.router,
            routes.router,
            call_events.router,
            imports.router,
            log.router,
        ],
    )
    app.state.log_name = settings.log_name
    app.state.log_public_key = settings.log_signer().public_key()  # the API signs nothing
    return app

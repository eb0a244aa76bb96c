"""The API process."""

from chassis.http.app import create_api
from fastapi import FastAPI

from sessions.batches import routes as batches
from sessions.calls import routes as calls
from sessions.catalogue.categories import routes as categories
from sessions.catalogue.classes import routes as classes
from sessions.catalogue.courses import routes as courses
from sessions.catalogue.people import routes as catalogue_people
from sessions.catalogue.rooms import routes as rooms
from sessions.corrections import routes as corrections
from sessions.delivery import routes as delivery
from sessions.ending import routes as ending
from sessions.erasure import routes as erasure
from sessions.help import routes as help_requests
from sessions.imports import routes as imports
from sessions.imports.uploads import Spools
from sessions.invitations import routes as invitations
from sessions.links import routes as links
from sessions.log import routes as log
from sessions.notes import routes as notes
from sessions.organisation import routes as organisation
from sessions.organisation.queries import separate_duties
from sessions.planners import routes as planners
from sessions.planning import routes as planning
from sessions.settings import SessionsSettings
from sessions.substitutes import routes as substitutes
from sessions.views.calendar import routes as calendar
from sessions.views.details import routes as details
from sessions.views.export import routes as export
from sessions.views.history import routes as history
from sessions.views.lists import routes as lists
from sessions.views.me import routes as me
from sessions.views.own import routes as own
from sessions.views.people import routes as people
from sessions.views.tracking import routes as tracking
from sessions.views.unlogged import routes as unlogged


def create_app(settings: SessionsSettings) -> FastAPI:
    """Return the sessions API."""
    app = create_api(
        settings,
        title="Lockstep sessions",
        description="Schedule, deliver and end sessions. Manage people, courses and the organisation's policy.",
        separate_duties=separate_duties,
        large_bodies={imports.PREFIX: imports.FILE_BYTES_MAX},
        routers=[
            ending.router,
            lists.router,
            lists.batch_router,
            export.router,
            planning.router,
            planners.router,
            invitations.router,
            details.router,
            delivery.router,
            history.router,
            tracking.router,
            notes.router,
            links.session_router,
            links.batch_router,
            links.course_router,
            substitutes.session_router,
            substitutes.router,
            substitutes.own_router,
            corrections.router,
            corrections.all_router,
            help_requests.router,
            help_requests.help_router,
            own.router,
            me.router,
            unlogged.router,
            calendar.router,
            batches.router,
            people.router,
            catalogue_people.router,
            erasure.router,
            courses.router,
            categories.router,
            classes.router,
            rooms.router,
            organisation.router,
            calls.router,
            imports.router,
            log.router,
        ],
    )
    app.state.spools = Spools(share_percent=settings.organisation_share_percent)
    app.state.log_name = settings.log_name
    app.state.public_url = settings.public_url
    app.state.log_public_key = settings.log_verifier()  # the API signs nothing
    return app

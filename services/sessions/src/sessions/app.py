"""The API process."""

from chassis.http.app import create_api
from chassis.http.issuer_keys import IssuerKeys
from chassis.http.signed_tokens import SignedTokens
from fastapi import FastAPI

from sessions.accounts import routes as accounts
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
from sessions.exchange import routes as exchange
from sessions.exchange.errors import TokenRefused
from sessions.exchange.schemas import Exchange
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
    """Return the sessions API. Raises MissingSettingError."""
    exchanging = exchange_of(settings)
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
            exchange.router,
            accounts.router,
            courses.router,
            categories.router,
            classes.router,
            rooms.router,
            organisation.router,
            calls.router,
            imports.router,
            log.router,
        ],
        other_issuers=() if exchanging is None else (exchanging.provider.keys,),
    )
    app.add_exception_handler(TokenRefused, exchange.answer_token_refused)
    app.state.exchange = exchanging
    app.state.spools = Spools(share_percent=settings.organisation_share_percent)
    app.state.log_name = settings.log_name
    app.state.public_url = settings.public_url
    app.state.log_public_key = settings.log_verifier()  # the API signs nothing
    return app


def exchange_of(settings: SessionsSettings) -> Exchange | None:
    """Return what the token exchange works with, or None if it is off. Raises MissingSettingError."""
    signer = settings.token_signer()
    issuer, audience, jwks_url = settings.exchange_issuer, settings.exchange_audience, settings.exchange_jwks_url
    if signer is None or issuer is None or audience is None or jwks_url is None:
        return None
    keys = IssuerKeys(jwks_url, max_age_seconds=settings.jwks_max_age_seconds)
    return Exchange(
        provider=SignedTokens(issuer=issuer, audience=audience, keys=keys),
        client=audience,
        signer=signer,
        issuer=settings.jwt_issuer,
        audience=settings.jwt_audience,
        lifetime_seconds=settings.token_lifetime_seconds,
        links_by_email=settings.exchange_links_by_email,
    )

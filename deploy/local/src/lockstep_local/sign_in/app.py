"""The app of the sign-in: its routes, and who may call them from a browser."""

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from lockstep_local.files import replace
from lockstep_local.issuer import PATH, Issuer
from lockstep_local.sign_in.grants import Grants
from lockstep_local.sign_in.people import Directory
from lockstep_local.sign_in.routes import SignIn
from lockstep_local.sign_in.settings import LOOPBACK_NAMES, SignInSettings
from lockstep_local.sign_in.tokens import Tokens


def create_app(settings: SignInSettings, *, clock: Callable[[], float] = time.time) -> Starlette:
    """Return the app. The key is made if it is missing, and published if the settings say where."""
    issuer = Issuer.load_or_create(settings.folder, settings.url)
    if settings.publish is not None:
        replace(settings.publish, issuer.jwks_path.read_text())
    directory = Directory(settings.database_url, settings.database_password)
    sign_in = SignIn(settings.origins, Tokens(issuer), Grants(clock), directory)
    routes = [
        Route("/.well-known/openid-configuration", sign_in.discovery),
        Route("/jwks", sign_in.jwks),
        Route("/authorize", sign_in.authorize, methods=["GET", "POST"]),
        Route("/token", sign_in.token, methods=["POST"]),
        Route("/logout", sign_in.logout, methods=["GET", "POST"]),
    ]
    return Starlette(
        routes=[Mount(PATH, routes=routes), Route("/healthz", _healthz)],
        middleware=[
            # a page of a stranger, whose name leads to this machine, must not read who is here
            Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK_NAMES), www_redirect=False),
            # the gateway has two names, and a page under one may use the other
            Middleware(CORSMiddleware, allow_origins=list(settings.origins), allow_methods=["GET", "POST"]),
        ],
    )


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok\n")

"""The endpoints of the sign-in, in the terms of OpenID Connect Core, RP-Initiated Logout, RFC 6749 and RFC 7636."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from lockstep_local.issuer import ALGORITHM
from lockstep_local.sign_in import page, requests
from lockstep_local.sign_in.grants import Family, Grants, InvalidGrantError
from lockstep_local.sign_in.people import Directory, DirectoryError, Person, Who
from lockstep_local.sign_in.tokens import Tokens

NO_STORE: Final = {"Cache-Control": "no-store"}
FORM: Final = "application/x-www-form-urlencoded"


class TokenRefusedError(Exception):
    """A request for tokens is refused: with an error code of RFC 6749, 5.2, and a description."""

    def __init__(self, error: str, description: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Take the code, the description and the status."""
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True, slots=True)
class SignIn:
    """The provider: its endpoints as functions of Starlette. `origins` are those of the gateway."""

    origins: tuple[str, ...]
    tokens: Tokens
    grants: Grants
    directory: Directory

    async def discovery(self, _request: Request) -> Response:
        """Describe the provider (OpenID Connect Discovery)."""
        name = self.tokens.issuer.name
        return JSONResponse(
            {
                "issuer": name,
                "authorization_endpoint": f"{name}/authorize",
                "token_endpoint": f"{name}/token",
                "end_session_endpoint": f"{name}/logout",
                "jwks_uri": f"{name}/jwks",
                "scopes_supported": requests.SCOPES,
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "subject_types_supported": ["public"],
                "claims_supported": ["iss", "aud", "sub", "iat", "exp", "auth_time", "nonce", "name", "sid"],
                "authorization_response_iss_parameter_supported": True,
                "request_parameter_supported": False,
                "request_uri_parameter_supported": False,
            }
        )

    async def jwks(self, _request: Request) -> Response:
        """Answer the public keys."""
        return JSONResponse(json.loads(self.tokens.issuer.jwks_path.read_text()))

    async def authorize(self, request: Request) -> Response:
        """Ask who somebody is, and send the one who answers back to the client with a code."""
        try:
            pairs = request.query_params.multi_items() if request.method == "GET" else await _form(request)
            parameters = requests.single(pairs)
            asked = requests.parse(parameters, origins=self.origins)
            if asked.is_silent:
                return self._back(asked, error="login_required")
            if request.method == "GET":
                return await self._choice(asked, parameters.get("q", ""))
            return await self._chosen(asked, parameters.get("who", ""))
        except requests.WrongRequestError as error:
            return self._page("This sign-in cannot go on", [*error.faults, "Go back to the console and try again."])
        except DirectoryError as error:
            return self._page("Nobody can sign in now", [str(error)], HTTPStatus.SERVICE_UNAVAILABLE)

    async def _choice(self, asked: requests.AuthorizationRequest, words: str) -> Response:
        words = " ".join(words.replace("\0", " ").split())[: page.SEARCH_CHARACTERS_MAX]
        found = await self.directory.search(words)
        return self._html(page.choice(found, words=words, parameters=asked.parameters, new_org_id=uuid4()))

    async def _chosen(self, asked: requests.AuthorizationRequest, text: str) -> Response:
        try:
            who = Who.parse(text)
        except ValueError:
            raise requests.WrongRequestError(["who must be one of the people on the page."]) from None
        if await self.directory.find(who) is None:
            raise requests.WrongRequestError(["This person is not in the directory any more. Choose another one."])
        return self._back(asked, code=self.grants.code_for(asked, who))

    def _back(self, asked: requests.AuthorizationRequest, **answer: str) -> Response:
        query = urlencode({**answer, "state": asked.state, "iss": self.tokens.issuer.name})
        return RedirectResponse(f"{asked.redirect_uri}?{query}", HTTPStatus.SEE_OTHER, NO_STORE)

    async def token(self, request: Request) -> Response:
        """Answer tokens for a code or a refresh token."""
        try:
            parameters = requests.single(await _form(request))
            client_id = parameters.get("client_id", "")
            if client_id != requests.CLIENT_ID:
                raise TokenRefusedError(
                    "invalid_client", f"client_id must be {requests.CLIENT_ID}.", HTTPStatus.UNAUTHORIZED
                )
            match parameters.get("grant_type"):
                case "authorization_code":
                    answer = await self._by_code(parameters)
                case "refresh_token":
                    answer = await self._by_refresh_token(parameters)
                case None | "":
                    raise TokenRefusedError("invalid_request", "grant_type is missing.")
                case _:
                    raise TokenRefusedError(
                        "unsupported_grant_type", "grant_type must be authorization_code or refresh_token."
                    )
        except requests.WrongRequestError as error:
            return _refusal(TokenRefusedError("invalid_request", str(error)))
        except InvalidGrantError as error:
            return _refusal(TokenRefusedError("invalid_grant", str(error)))
        except DirectoryError as error:
            return _refusal(TokenRefusedError("temporarily_unavailable", str(error), HTTPStatus.SERVICE_UNAVAILABLE))
        except TokenRefusedError as error:
            return _refusal(error)
        return JSONResponse(answer, headers=NO_STORE)

    async def _by_code(self, parameters: dict[str, str]) -> dict[str, str | int]:
        code, redirect_uri, verifier = _needed(parameters, "code", "redirect_uri", "code_verifier")
        family = self.grants.redeem(code, redirect_uri=redirect_uri, code_verifier=verifier)
        return self.tokens.answer(family, await self._person_of(family), nonce=family.nonce)

    async def _by_refresh_token(self, parameters: dict[str, str]) -> dict[str, str | int]:
        (refresh_token,) = _needed(parameters, "refresh_token")
        family = self.grants.family_of(refresh_token)
        if not set(parameters.get("scope", "").split()) <= set(family.scope.split()):
            raise TokenRefusedError("invalid_scope", f"scope must not be more than {family.scope}.")
        person = await self._person_of(family)
        return self.tokens.answer(self.grants.rotate(refresh_token), person, nonce=None)

    async def _person_of(self, family: Family) -> Person:
        """Return who the family is, with the role that they have now. Raises InvalidGrantError for one who is gone."""
        person = await self.directory.find(family.who)
        if person is None:
            raise InvalidGrantError("This person is not in the directory any more. Sign in as another one.")
        return person

    async def logout(self, request: Request) -> Response:
        """End a sign-in, and send the browser back to the gateway (OpenID Connect RP-Initiated Logout)."""
        try:
            pairs = request.query_params.multi_items() if request.method == "GET" else await _form(request)
            # id tokens are longer than the limit of the other parameters
            hints = [value for name, value in pairs if name == "id_token_hint"]
            parameters = requests.single([pair for pair in pairs if pair[0] != "id_token_hint"])
        except requests.WrongRequestError as error:
            return self._page("You cannot sign out like this", error.faults)
        back = parameters.get("post_logout_redirect_uri")
        if back is not None and not any(back.startswith(f"{origin}/") for origin in self.origins):
            return self._page(
                "You cannot sign out like this",
                [f"post_logout_redirect_uri is {back!r}. It must be an address of {' or '.join(self.origins)}."],
            )
        for hint in hints:
            self.grants.end(self.tokens.family_in(hint))
        if back is None:
            return self._page("You are signed out", ["You can close this page."], HTTPStatus.OK)
        separator = "&" if "?" in back else "?"
        state = f"{separator}{urlencode({'state': parameters['state']})}" if "state" in parameters else ""
        return RedirectResponse(back + state, HTTPStatus.SEE_OTHER, NO_STORE)

    def _page(
        self, title: str, sentences: list[str] | tuple[str, ...], status: int = HTTPStatus.BAD_REQUEST
    ) -> Response:
        return self._html(page.message(title, sentences), status)

    def _html(self, text: str, status: int = HTTPStatus.OK) -> Response:
        policy = {"Content-Security-Policy": page.content_security_policy(self.origins)}
        return HTMLResponse(text, status, {**NO_STORE, **policy})


def _needed(parameters: dict[str, str], *names: str) -> list[str]:
    if missing := [name for name in names if not parameters.get(name)]:
        raise TokenRefusedError("invalid_request", f"{', '.join(missing)}: missing.")
    return [parameters[name] for name in names]


async def _form(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form. Raises WrongRequestError for another body."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise requests.WrongRequestError([f"The body must be of the type {FORM}."])
    form: FormData = await request.form()
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _refusal(refused: TokenRefusedError) -> Response:
    body = {"error": refused.error, "error_description": refused.description}
    return JSONResponse(body, refused.status, NO_STORE)

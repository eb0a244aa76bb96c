"""The gateway refuses hostile tokens, with the services' own table of them."""

from lockstep_local import issuer
from lockstep_testing.hostile_tokens import Signer, hostile_headers, hostile_tokens
from lockstep_testing.wire import ask, request

from .conftest import Gateway


def test_the_gateway_refuses_every_hostile_token_that_its_filter_can_know(gateway: Gateway) -> None:
    signer = Signer(issuer.ISSUER, issuer.AUDIENCE, gateway.issuer.key, gateway.issuer.key_id)
    port = int(gateway.environment["LOCKSTEP_GATEWAY_PORT"])
    attempts = [
        (one.name, one.gateway_refuses, [("authorization", f"Bearer {one.token}")]) for one in hostile_tokens(signer)
    ]
    attempts += [(one.name, True, one.headers) for one in hostile_headers(signer)]
    wrong = []
    for name, is_refused, headers in attempts:
        answer = ask(port, request("GET", "/v1/sessions", headers))
        if is_refused and (answer.status != 401 or "urn:lockstep:problem:unauthenticated" not in answer.body):
            wrong.append(f"{name}: is not refused: {answer.status} {answer.body}")
        if not is_refused and answer.status != 200:
            wrong.append(f"{name}: is refused, so the table may say so: {answer.status} {answer.body}")
    assert not wrong, "\n".join(wrong)

"""How a request names its caller and itself, and what of this reaches a service."""

import json
import uuid

import pytest

from .conftest import Gateway
from .test_gateway import bearer


def test_a_service_gets_the_gateways_id_of_a_request_and_none_of_a_client(gateway: Gateway) -> None:
    forged = str(uuid.uuid4())
    sent = {"x-request-id": forged, "x-lockstep-request-id": forged}
    answer = gateway.client.get("/v1/sessions", headers=bearer(gateway.token()) | sent)
    assert answer.json()["headers"]["x-lockstep-request-id"] == answer.headers["x-request-id"]
    assert forged not in json.dumps(answer.json())


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "bEaReR"])
def test_the_scheme_of_a_token_is_read_in_any_case(gateway: Gateway, scheme: str) -> None:
    token = gateway.issuer.token(org_id=uuid.uuid4(), sub=uuid.uuid4(), roles=["admin"])
    answer = gateway.client.get("/v1/sessions", headers={"authorization": f"{scheme} {token}"})
    assert answer.status_code == 200
    assert answer.json()["headers"]["authorization"] == f"{scheme} {token}"

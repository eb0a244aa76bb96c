"""What a process does before it serves."""

import gc

import pytest
import uvicorn
from chassis.operations.cli import serve
from fastapi import FastAPI


def test_while_a_process_serves_the_collector_does_not_look_at_what_its_start_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frozen = []
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: frozen.append((gc.get_freeze_count(), len(gc.get_objects()))))
    try:
        serve(FastAPI(), "127.0.0.1", 0)
    finally:
        gc.unfreeze()
    ((kept, looked_at),) = frozen
    assert kept > 100 * looked_at

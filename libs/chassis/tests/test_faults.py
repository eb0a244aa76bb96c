"""What is wrong with a request is said in words, once for each place that was sent."""

from typing import Annotated, Any, Literal

import pytest
from chassis.http.faults import OTHERWISE, faults_of
from chassis.http.fields import Body, Currency, Flag, Id, Instant, Whole
from pydantic import Field, TypeAdapter, ValidationError


class Circle(Body):
    kind: Literal["circle"]
    radius: Annotated[Whole, Field(ge=1, lt=9)]


class Square(Body):
    kind: Literal["square"]
    side: Annotated[Whole, Field(gt=0)]


class Drawing(Body):
    name: Annotated[str, Field(min_length=1, max_length=3)] = "x"
    shapes: Annotated[list[Annotated[Circle | Square, Field(discriminator="kind")]], Field(max_length=1)] = []  # noqa: RUF012 - pydantic copies defaults
    colours: dict[Literal["red", "blue"], Annotated[str, Field(pattern="^[a-f]$")]] = {}  # noqa: RUF012
    at: Instant | Literal["now", "later"] | None = None
    pinned: Flag = False
    owner: Id | None = None
    price: Currency = "EUR"


FORM = "does not have the form that it must have; the documentation of this address shows it"
INTERNALS = ("input", "validat", "pydantic", "function", "[", "^", "union", "pattern", "dict", "should")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], {"": "must be an object, in curly brackets"}),
        ({"colour": "red"}, {"/colour": "is not a field of this object; check its spelling, or leave it out"}),
        ({"name": ""}, {"/name": "must have at least 1 character"}),
        ({"name": "Long"}, {"/name": "must have at most 3 characters"}),
        ({"name": "\ud800"}, {"/name": "has half of a surrogate pair, which is no character; leave it out"}),
        ({"name": 7, "pinned": 1}, {"/name": "must be a text", "/pinned": "must be true or false"}),
        ({"shapes": [{"kind": "circle"}]}, {"/shapes/0/radius": "is missing"}),
        ({"shapes": [{"kind": "circle", "radius": 0}]}, {"/shapes/0/radius": "must be at least 1"}),
        ({"shapes": [{"kind": "circle", "radius": 9}]}, {"/shapes/0/radius": "must be less than 9"}),
        ({"shapes": [{"kind": "square", "side": True}]}, {"/shapes/0/side": "must be a whole number"}),
        ({"shapes": [{"kind": "heart"}]}, {"/shapes/0": "must have one of 'circle', 'square' in 'kind'"}),
        ({"shapes": [{}]}, {"/shapes/0": "must have 'kind'"}),
        (
            {"colours": {"red": "z"}},
            {"/colours/red": FORM},
        ),
        ({"colours": {"a/b": "a"}}, {"/colours/a~1b": "must be 'red' or 'blue'"}),
        ({"owner": "{0}"}, {"/owner": "an id is a UUID in the form 0193b2a4-0000-7000-8000-000000000001"}),
        ({"price": 1}, {"/price": "must be a currency of ISO 4217 in which somebody can be paid, such as EUR"}),
        (
            {"at": 7},
            {
                "/at": "an instant is a text with date, time and offset, for example 2026-11-02T07:10:00Z; "
                "or must be 'now' or 'later'"
            },
        ),
    ],
)
def test_a_fault_has_a_pointer_to_what_was_sent_and_says_what_it_must_be(body: Any, expected: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Drawing).validate_python(body)
    found = faults_of([{**item, "loc": ("body", *item["loc"])} for item in caught.value.errors()], body)
    assert {one.pointer: one.detail for one in found} == expected
    assert not [word for word in INTERNALS for one in found if word in one.detail]


def test_a_parameter_is_named_without_the_types_that_were_tried() -> None:
    found = [
        {"type": "literal_error", "loc": ("query", "state", "literal['a']"), "ctx": {"expected": "'a'"}},
        {"type": "literal_error", "loc": ("query", "state", "literal['b']"), "ctx": {"expected": "'b'"}},
    ]
    assert faults_of(found, None) == [("state", "must be 'a'; or must be 'b'")]


def test_a_kind_of_fault_that_nobody_knows_is_said_without_the_words_of_the_library() -> None:
    found = [{"type": "new_in_pydantic", "loc": ("body", "a"), "msg": "Input should be frobnicated"}]
    assert faults_of(found, {"a": 1}) == [("/a", OTHERWISE)]


def test_a_body_that_is_missing_is_said_to_be_missing() -> None:
    assert faults_of([{"type": "missing", "loc": ("body",)}], None) == [("", "is missing")]

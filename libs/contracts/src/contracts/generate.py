"""Makes the generated documents: schemas, list of topics, AsyncAPI 3 document, pages of events and permissions."""

import json
from typing import Any, Final, get_args

from contracts.access import PRINCIPALS, rights
from contracts.asyncapi import asyncapi_document
from contracts.envelope import KNOWN_VALUES, Event
from contracts.permissions import PERMISSIONS, SCOPES, Rule
from contracts.roles import ADMIN_INCLUDES, Role
from contracts.topics import DOWNSTREAM, EVENTS, TOPICS, Audience, Topic

DIALECT = "https://json-schema.org/draft/2020-12/schema"


_MAY_READ: Final[dict[Audience, str]] = {
    "own": "all services",
    "service": "the consumers",
    "downstream": "all services, your consumers",
}
_PROMISES: Final = """\
## What a reader may rely on

- A type never changes its meaning. It may gain optional fields: ignore fields that you do not know. For any other
  change there is a new type, which ends in `.v2`.
- A **growing word** is a text with `x-known-values` in its schema. It may gain values, and it never loses one. In the
  tables below its list of words ends with `…`, and its meaning says how to read an unknown word. A list without `…`
  cannot grow.
- **Skip an event of a type that you do not know.** If it has the header `ce_critical: true`, do not skip it: stop for
  its partition key until your reader knows the type.
- A fact that is published in two forms, for example as `.v1` and `.v2`, has one `event_id` and one `sequence`. The
  newer form comes first. So a reader that remembers the ids of handled events takes the newest form that it knows.
- The `sequence` of a partition key has no gaps, over all topics of the producer. Only the view `sessions.state.v1`
  repeats the sequence of the event that it follows.
- A message may arrive twice, with the same `event_id`. Topics have no order between them.
- A compacted topic keeps the latest message of each partition key. A message without a value is a tombstone: forget
  everything about the key.
- Names and e-mail addresses are in no event. Free texts are in `sessions.texts.v1` only.

## Start from the present

A new reader need not read the whole history. `sessions.state.v1` has the present state of every session.

1. Note the ends of the partitions of all topics that you will follow, for example of `sessions.completions.v1`.
2. Read `sessions.state.v1` from its beginning to its end. Now you know every session.
3. Follow all these topics from the noted ends, `sessions.state.v1` too. Ignore what is not newer: an event whose
   `sequence` is not higher than the one that you have for its session.

An event and the state after it are two messages on two topics, and either may come first. A reader that follows both
misses nothing. [An example](../examples/consumer/present.py) does it.""".splitlines()

_RIGHTS: Final = """\
## Who may write and read

Kafka gives these rights and no others. `python -m chassis create-topics` sets them. A right to read or write lets its
holder describe the topic too. A service reads its own topics to find out whether its database lacks what it published
([ADR 17](adr/0017-a-service-that-is-behind-itself-closes.md)), and to recover it. Attendance, payouts and reports read
the checkpoints only in their command `audit` ([verifying.md](verifying.md#for-operators-the-audits)). Your own
consumers get rights by `python -m chassis admit-consumer` ([example](../examples/consumer/README.md)). The user `admin`
may do everything.""".splitlines()


_ROLES: Final = get_args(Role)
_REACH: Final = """\
A token names the roles of its person. All services enforce this table before they do anything else. A role without an
entry gets 403. **all**: the role reaches everything of its organisation. **own**: it reaches what the person has a part
in: sessions that they coach, learn in or are a guardian of a learner in, and what is about themselves. For anything
else the answer is 404, as if it did not exist. What a person sees of a session also depends on its windows and its
visibility.

- An admin is support and finance too, unless the policy lists this duty under `separate_duties`. **as support** and
  **as finance**: the admin reaches everything only as long as the duty is not separated. All other entries of an admin
  are theirs whatever is separated: planning, the catalogue, the policy and reading.
- The policy names who decides on corrections (`amendment_approvers`): admins, support or both. An admin decides as an
  admin where it names `admin`, and as support where it names `support` alone.
- A token of a service needs the scope that its entry names, in the claim `scope`: a text with spaces between scopes
  (RFC 8693, RFC 9068). Without it the answer is 403 `insufficient-scope`, which names the scope. Scopes limit the role
  `service` alone. The tokens of people need none.
- Learners and guardians see their own seat on a roster, and how many learners there are. If the policy says so
  (`fellow_names`), they see the names of others who accepted. They never see the answers, marks and presence of others,
  nor remarks.
- Pay is shown to finance, auditors and admins as finance, and to each coach their own part.
- Two routes need no token, because their address has a secret: `GET /v1/me/calendar.ics` and
  `POST /v1/call-events/{hook_key}`. `POST /v1/token` and `POST /v1/accounts/open` take the token of your token provider
  in their body. `GET /v1/token/keys` answers public keys to everybody.""".splitlines()


def schema_name(event: type[Event]) -> str:
    """Return `<Event>.v<version>`, which is the name of an event's schema file without its ending."""
    return f"{event.__name__}.{event.type.rsplit('.', 1)[-1]}"


def event_schema(event: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the event values that a reader has to accept."""
    identity = f"urn:{event.type.replace('.', ':')}"
    return {"$schema": DIALECT, "$id": identity, **event.model_json_schema(mode="validation")}


def topics_document() -> dict[str, dict[str, Any]]:
    """Return the topic registry as plain data, for readers in other languages than Python."""
    return {
        topic.name: {
            "producer": topic.producer,
            "key": topic.key,
            "partitions": topic.partitions,
            "audience": topic.audience,
            "retention_days": topic.retention_days,
            "compacted": topic.compacted,
            "delete_retention_ms": topic.delete_retention_ms,
            "events": [schema_name(event) for event in topic.events],
        }
        for topic in TOPICS
    }


def schemas() -> dict[str, dict[str, Any]]:
    """Return what is released, as file name to content: the schema of every event, and the list of topics."""
    files = {f"{schema_name(event)}.json": event_schema(event) for event in EVENTS.values()}
    return {**files, "topics.json": topics_document()}


def to_text(document: dict[str, Any]) -> str:
    """Return the text of a document as it is committed: indented, with fields in the order of the models."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def render() -> dict[str, str]:
    """Return every generated file, as path (from the repository's root) to text."""
    files = {f"libs/contracts/schemas/{name}": to_text(content) for name, content in schemas().items()}
    files["libs/contracts/schemas/asyncapi.json"] = to_text(asyncapi_document())
    files["docs/events.md"] = events_page()
    files["docs/permissions.md"] = permissions_page()
    return files


def permissions_page() -> str:
    """Return the page of all routes and the roles that may call them, in Markdown."""
    lines = [
        "# Who may call what",
        "",
        "`python -m contracts generate` writes this page. Do not edit it.",
        "",
        *_REACH,
        "",
        f"| route | {' | '.join(_ROLES)} |",
        f"|---|{'---|' * len(_ROLES)}",
    ]
    for route, rule in PERMISSIONS.items():
        lines.append(f"| `{route}` | {' | '.join(_reach_cell(rule, role) for role in _ROLES)} |")
    lines += ["", "| scope of a service | it reaches |", "|---|---|"]
    for scope in sorted(SCOPES):
        routes = ", ".join(f"`{route}`" for route, rule in PERMISSIONS.items() if rule.scope == scope)
        lines.append(f"| `{scope}` | {routes} |")
    return "\n".join(lines) + "\n"


def _reach_cell(rule: Rule, role: Role) -> str:
    """Return how far a role reaches by a rule, and what it needs for that."""
    reach = "all" if role in rule.all else "own" if role in rule.own else ""
    if role == "service" and reach:
        return f"{reach}, `{rule.scope}`"
    if role == "admin" and not reach:
        return " or ".join(f"as {duty}" for duty in sorted(ADMIN_INCLUDES & rule.all))
    return reach


def events_page() -> str:
    """Return the page of all topics and events, in Markdown."""
    lines = [
        "# Events",
        "",
        "`python -m contracts generate` writes this page. Do not edit it. The JSON Schemas and the AsyncAPI 3",
        "document are in [`libs/contracts/schemas`](../libs/contracts/schemas). Messages as they are on the wire are",
        "in [`libs/contracts/examples`](../libs/contracts/examples).",
        "",
        *_PROMISES,
        "",
        "| topic | events | producer | consumers | may read | partition key | partitions | kept |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_topic_row(topic) for topic in TOPICS]
    lines += ["", *_RIGHTS, "", "| principal | may write | may read | consumer group |", "|---|---|---|---|"]
    lines += [_rights_row(principal) for principal in PRINCIPALS]
    for topic in TOPICS:
        for event in topic.events:
            lines += ["", *_event_section(event, topic)]
    return "\n".join(lines) + "\n"


def _topic_row(topic: Topic) -> str:
    names = ", ".join(f"[{event.__name__}](#{event.__name__.lower()})" for event in topic.events)
    kept = "without limit" if topic.retention_days is None else f"{topic.retention_days} days"
    kept = "latest per partition key" if topic.compacted else kept
    consumers = ", ".join("your consumers" if name == DOWNSTREAM else name for name in topic.consumers) or "none yet"
    may_read = " and ".join(topic.reserved_for) or _MAY_READ[topic.audience]
    cells = [f"`{topic.name}`", names, topic.producer, consumers, may_read, topic.key, str(topic.partitions), kept]
    return f"| {' | '.join(cells)} |"


def _rights_row(principal: str) -> str:
    def names(operation: str, resource: str) -> str:
        found = [one.name for one in rights() if one[:3] == (principal, operation, resource)]
        return ", ".join(f"`{name}`" for name in sorted(found)) or "none"

    cells = [f"`{principal}`", names("write", "topic"), names("read", "topic"), names("read", "group")]
    return f"| {' | '.join(cells)} |"


def _event_section(event: type[Event], topic: Topic) -> list[str]:
    document = event_schema(event)
    lines = [f"## {event.__name__}", "", f"`{event.type}` on `{topic.name}`", "", document["description"]]
    lines += ["", "| field | type | meaning |", "|---|---|---|"]
    lines += _field_rows(document, document.get("$defs", {}), "")
    return lines


def _field_rows(schema: dict[str, Any], definitions: dict[str, Any], prefix: str) -> list[str]:
    rows = []
    for name, field in schema["properties"].items():
        optional = "" if name in schema.get("required", ()) else ", optional"
        note = str(field.get("description", "")).replace("\n", " ")
        rows.append(f"| `{prefix}{name}` | {_type_word(field)}{optional} | {note} |")
        nested = _nested(field)
        if nested is not None:
            mark = "[]" if field.get("type") == "array" else ""
            rows += _field_rows(definitions[nested], definitions, f"{prefix}{name}{mark}.")
    return rows


def _nested(field: dict[str, Any]) -> str | None:
    for part in (field, field.get("items", {}), *field.get("anyOf", ())):
        if "$ref" in part:
            return str(part["$ref"]).rsplit("/", 1)[-1]
    return None


def _type_word(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return "object"
    if "anyOf" in field:
        return " or ".join(_type_word(part) for part in field["anyOf"])
    if words := _words(field):
        return " \\| ".join(words)
    if field.get("type") == "array":
        return f"list of {_type_word(field['items'])}"
    word = str(field.get("format", field.get("type", "any")))
    low, high = (field.get(limit) for limit in ("minimum", "maximum"))
    if high is not None:
        return f"{word} {low:,} to {high:,}"
    return f"{word} from {low:,}" if low is not None else word


def _words(field: dict[str, Any]) -> list[str]:
    """Return the words that a field may have, with an ellipsis for those that may come."""
    if KNOWN_VALUES in field:
        return [*(f"`{value}`" for value in field[KNOWN_VALUES]), "…"]
    closed = field.get("enum", [field["const"]] if "const" in field else [])
    return [f"`{value}`" for value in closed]

"""Bodies for accounts and invitations."""

from typing import Annotated, Any, Self
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Id, Instant, PersonId, Whole
from pydantic import Field, model_validator

from sessions.accounts.domain import (
    INVITED_MAX,
    VALID_DAYS_DEFAULT,
    VALID_DAYS_MAX,
    AccountHistory,
    AccountRow,
    AccountState,
    InvitationState,
    Invited,
    NotInvited,
    Skipped,
    UnlinkReason,
)

_NAME = Field(description="Their name.", examples=["Ada Lovelace"])
_STATE_OF_ACCOUNT = Field(
    description="linked: the person signs in with an account. invited: an invitation waits. unlinked: an account was "
    "linked once. lapsed: there was an invitation, which has ended. not_invited: there was none.",
    examples=["linked"],
)
_STATE_OF_INVITATION = Field(
    description="open: it waits. expired: nobody opened it in time. used: it linked an account. replaced: the person "
    "was invited again. withdrawn: an admin took it back. linked: an account was linked by e-mail address. erased: the "
    "person was erased.",
    examples=["open"],
)


class InvitationsIn(Body):
    """Whom to invite. Send one of the first three fields."""

    person_ids: Annotated[
        list[Id] | None,
        Field(min_length=1, max_length=INVITED_MAX, description="These people.", examples=[[EXAMPLE_ID]]),
    ] = None
    class_id: Annotated[Id | None, Field(description="The learners of this class.", examples=[EXAMPLE_ID])] = None
    import_id: Annotated[
        Id | None,
        Field(description="The people of this import. It must have stored rows.", examples=[EXAMPLE_ID]),
    ] = None
    valid_days: Annotated[
        Whole,
        Field(ge=1, le=VALID_DAYS_MAX, description="How many days the invitations are valid.", examples=[14]),
    ] = VALID_DAYS_DEFAULT

    @model_validator(mode="after")
    def _names_people_once(self) -> Self:
        if sum(one is not None for one in (self.person_ids, self.class_id, self.import_id)) != 1:
            raise ValueError("send one of person_ids, class_id and import_id")
        return self


class InvitedOut(Body):
    """An invitation with its secret, which is not shown again."""

    invitation_id: Annotated[UUID, Field(description="The invitation.", examples=[EXAMPLE_ID])]
    person_id: PersonId
    secret: Annotated[
        str,
        Field(
            description="The secret of the link. Put it behind the # of a link to your front end, which no server "
            "sees. It is not stored and not shown again.",
            examples=["AZOypAAAcAA…"],
        ),
    ]
    expires_at: Annotated[Instant, Field(description="Until when it is valid.", examples=[EXAMPLE_UTC])]


class SkippedOut(Body):
    """Somebody who was not invited."""

    person_id: PersonId
    reason: Annotated[
        NotInvited,
        Field(description="linked: they have a linked account. erased: the person was erased.", examples=["linked"]),
    ]


class InvitationsOut(Body):
    """The invitations that were made."""

    invitations: Annotated[list[InvitedOut], Field(description="One for each person who was invited.")]
    skipped: Annotated[list[SkippedOut], Field(description="Who was not invited, and why.")]


class InvitationOut(Body):
    """An invitation, without its secret."""

    invitation_id: Annotated[UUID, Field(description="The invitation.", examples=[EXAMPLE_ID])]
    person_id: PersonId
    name: Annotated[str, _NAME]
    state: Annotated[InvitationState, _STATE_OF_INVITATION]
    invited_by: Annotated[UUID, Field(description="Who invited them.", examples=[EXAMPLE_ID])]
    invited_at: Annotated[Instant, Field(description="When.", examples=[EXAMPLE_UTC])]
    expires_at: Annotated[Instant, Field(description="Until when it is valid.", examples=[EXAMPLE_UTC])]
    ended_at: Annotated[Instant | None, Field(description="When it ended, unless it expired.", examples=[EXAMPLE_UTC])]
    ended_by: Annotated[
        UUID | None, Field(description="Who replaced or withdrew it; null otherwise.", examples=[EXAMPLE_ID])
    ]


class AccountOut(Body):
    """A person, and how they sign in."""

    person_id: PersonId
    name: Annotated[str, _NAME]
    username: Annotated[str, Field(description="Their username.", examples=["ada"])]
    role: Annotated[str, Field(description="Their role, which their tokens have.", examples=["learner"])]
    state: Annotated[AccountState, _STATE_OF_ACCOUNT]
    invited_at: Annotated[
        Instant | None, Field(description="When they were invited last; null: never.", examples=[EXAMPLE_UTC])
    ]
    expires_at: Annotated[
        Instant | None, Field(description="Until when that invitation is or was valid.", examples=[EXAMPLE_UTC])
    ]
    linked_at: Annotated[
        Instant | None, Field(description="When their present account was linked.", examples=[EXAMPLE_UTC])
    ]
    last_signed_in_at: Annotated[
        Instant | None,
        Field(description="When they got a token last, with any account; null: never.", examples=[EXAMPLE_UTC]),
    ]


class LinkedOut(Body):
    """An account that is linked, or was."""

    issuer: Annotated[str, Field(description="The token provider.", examples=["https://login.example.org"])]
    subject: Annotated[
        str | None,
        Field(description="The account at the provider; null: the person was erased.", examples=["248289761001"]),
    ]
    linked_by: Annotated[str, Field(description="How: invitation or email.", examples=["invitation"])]
    linked_at: Annotated[Instant, Field(description="When.", examples=[EXAMPLE_UTC])]
    last_signed_in_at: Annotated[Instant, Field(description="When it got a token last.", examples=[EXAMPLE_UTC])]
    unlinked_at: Annotated[
        Instant | None, Field(description="When it was unlinked; null: it is linked.", examples=[EXAMPLE_UTC])
    ]
    unlinked_by: Annotated[UUID | None, Field(description="The admin who did it.", examples=[EXAMPLE_ID])]
    unlink_reason: Annotated[str | None, Field(description="Why.", examples=["left"])]


class AccountHistoryOut(AccountOut):
    """A person, how they sign in, and all that was linked and sent before."""

    accounts: Annotated[list[LinkedOut], Field(description="Accounts, the newest first.")]
    invitations: Annotated[list[InvitationOut], Field(description="Invitations, the newest first.")]


class UnlinkIn(Body):
    """Why an account is unlinked."""

    reason: Annotated[
        UnlinkReason, Field(description="Why. It is kept, so it names nobody.", examples=["wrong_person"])
    ]


def invitations_out(invited: list[Invited], skipped: list[Skipped]) -> InvitationsOut:
    """Return the body of new invitations."""
    return InvitationsOut(
        invitations=[InvitedOut(**one._asdict()) for one in invited],
        skipped=[SkippedOut(**one._asdict()) for one in skipped],
    )


def invitation_out(row: Any) -> InvitationOut:
    """Return the body of an invitation."""
    return InvitationOut(**{name: row[name] for name in InvitationOut.model_fields})


def account_out(account: AccountRow) -> AccountOut:
    """Return the body of a person in the list of accounts."""
    return AccountOut(**account._asdict())


def history_out(history: AccountHistory) -> AccountHistoryOut:
    """Return the body of a person with all accounts and invitations."""
    return AccountHistoryOut(
        **history.person._asdict(),
        accounts=[LinkedOut(**{name: row[name] for name in LinkedOut.model_fields}) for row in history.accounts],
        invitations=[invitation_out(row) for row in history.invitations],
    )

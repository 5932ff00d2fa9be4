"""What a tablet says about itself, about who holds it, and about whoever else may."""

from pydantic import ConfigDict

from service.api.bodies import Body
from service.api.fields import Address, Command, NewId, Roles, Secret, Tap, Text


class SignInBody(Body):
    """Badge and PIN."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"badge": "B-1", "pin": "482913"}]})

    badge: Secret
    pin: Secret


class StepUpBody(Body):
    """The PIN of whoever is signed in, for one command."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pin": "482913",
                    "action": "POST /api/v1/sessions/0123456789abcdef/start",
                    "tap": "tap-0001-f3a9",
                }
            ]
        }
    )

    pin: Secret
    action: Command
    tap: Tap


class SecondBody(Body):
    """Badge and PIN of a second person, for one command."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "badge": "B-2",
                    "pin": "917264",
                    "action": "POST /api/v1/sessions/0123456789abcdef/second-check",
                    "tap": "tap-0002-9c1d",
                }
            ]
        }
    )

    badge: Secret
    pin: Secret
    action: Command
    tap: Tap


class EnrolmentBody(Body):
    """The code that `chairside enrol` has printed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "7KQF2-M9XTB"}]})

    code: Secret


class PersonBody(Body):
    """Somebody who shall be able to sign in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "nurse-k", "name": "Nurse K", "roles": ["nurse"], "badge": "B-3"}]
        }
    )

    id: NewId
    name: Text
    roles: Roles
    badge: Secret


class RolesBody(Body):
    """What somebody is from now on, instead of what she was."""

    roles: Roles


class TabletBody(Body):
    """A tablet that shall be the ward's."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": "tablet-3", "name": "Tablet 3", "address": "https://ward.example:8443"}
            ]
        }
    )

    id: NewId
    name: Text
    address: Address
    """Of the ward's page, as the tablet will know it."""

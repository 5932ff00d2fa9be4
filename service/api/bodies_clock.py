"""What a tablet may say about notices, plans and calendars."""

from typing import Annotated

from pydantic import ConfigDict, Field

from service.api.bodies import Body
from service.api.bodies_book import Place
from service.api.fields import Text

TAKEN_MAX = 100
"""In one tap; a whole plan is taken without naming anybody."""


class FeedBody(Body):
    """Make a calendar behind a secret address."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Pharmacy"}]})

    name: Text
    """Who reads it, so that it can be revoked alone."""
    place: Place | None = None
    """Visits of one class of place; without it those of the whole ward."""


class TakeBody(Body):
    """Take moves of a plan."""

    visits: Annotated[list[Text], Field(min_length=1, max_length=TAKEN_MAX)] | None = None
    """Ids of the visits; without them every one that the plan moves."""

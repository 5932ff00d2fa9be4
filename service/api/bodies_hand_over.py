"""What a tablet says when a chair is taken over."""

from typing import Annotated

from pydantic import ConfigDict, Field

from service.api.bodies import Body
from service.api.fields import Count, Sentence

ITEMS_MAX = 60
"""More than can be open on one chair."""


class HandOverBody(Body):
    """Exactly what the tablet showed: the record's last entry, and what was open."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"version": 17, "open_items": ["The reaction is not graded."]}]
        }
    )

    version: Count
    """The session's `version` as shown. Refused where the record has moved on."""
    open_items: Annotated[list[Sentence], Field(max_length=ITEMS_MAX)]
    """The session's `open_items` as shown, unchanged."""

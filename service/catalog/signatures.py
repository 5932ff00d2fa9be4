"""Whether somebody answers for a file, and who."""

from enum import Enum

from service.catalog.block import Block


class Status(Enum):
    """Whether somebody answers for a file."""

    DRAFT = "draft, not signed for clinical use"
    SIGNED = "signed"


Signature = tuple[Status, str | None]
"""The status, and who signed and when; None for a draft."""

UNSIGNED: Signature = (Status.DRAFT, None)


def read_signature(block: Block) -> Signature:
    """Return the status of a file and who signed it, and when."""
    status = block.word("status", {each.value: each for each in Status})
    if status is Status.DRAFT:
        return status, None
    return status, f"{block.text('signed_by')}, {block.text('signed_on')}"

"""Every rule with its place and its source, and the versions of what runs."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from service.api.schemas.settings import (
    ProtocolVersionView,
    SchemaView,
    SettingBlockView,
    SettingsView,
    SettingView,
)
from service.book.book import REVISIONS as BOOK_REVISIONS
from service.catalog.settings import SettingBlock
from service.catalog.wards import WardConfig
from service.people.file import PEOPLE
from service.store.schema import REVISIONS

_PROGRAM = "chairside"


def settings_view(config: WardConfig) -> SettingsView:
    """Return what is in force on a ward."""
    return SettingsView(
        ward=f"{config.id}.yaml",
        service=_version(),
        blocks=[_block(each) for each in config.settings],
        protocols=[
            ProtocolVersionView(
                id=each.id,
                drug=each.drug,
                version=each.version,
                label=each.label,
                status=each.status,
                signed_by=each.signed_by,
                sha256=each.sha256,
            )
            for each in config.protocol_files
        ],
        schemas=[
            SchemaView(file="journal", revision=REVISIONS[-1]),
            SchemaView(file="book", revision=BOOK_REVISIONS[-1]),
            SchemaView(file="people", revision=PEOPLE.revisions[-1]),
        ],
    )


def _block(block: SettingBlock) -> SettingBlockView:
    return SettingBlockView(
        name=block.name,
        file=block.file,
        line=block.line,
        own=block.own,
        source=block.source,
        local=block.local,
        settings=[
            SettingView(name=each.name, value=each.value, unit=each.unit, line=each.line)
            for each in block.settings
        ],
    )


@cache
def _version() -> str:
    try:
        return version(_PROGRAM)
    except PackageNotFoundError:
        return ""

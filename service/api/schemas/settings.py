"""What is in force on a ward: every rule with its place and its source, and every version."""

from service.api.schemas.parts import Model


class SettingView(Model):
    """One value as a file has it."""

    name: str
    """Without its unit."""
    value: str
    unit: str
    """Empty where there is none."""
    line: int


class SettingBlockView(Model):
    """One block of values. It stands whole in the ward's own file, or whole in the first values."""

    name: str
    file: str
    line: int
    own: bool
    """False: one of the first values (`default.yaml`), as in every ward that says nothing else."""
    source: str
    """Where the numbers come from; empty where nothing is said."""
    local: bool
    """No document says it: the ward answers for the numbers itself."""
    settings: list[SettingView]


class ProtocolVersionView(Model):
    """Which text of a protocol is in use."""

    id: str
    drug: str
    version: str
    label: str
    status: str
    signed_by: str | None
    sha256: str
    """Of the file, hexadecimal."""


class SchemaView(Model):
    """The form of one of the ward's files."""

    file: str
    revision: str


class SettingsView(Model):
    """What the service has read at its start: changes of the files count from the next one on."""

    ward: str
    """Name of the ward's file."""
    service: str
    """Version of the program; empty where it was not installed."""
    blocks: list[SettingBlockView]
    protocols: list[ProtocolVersionView]
    schemas: list[SchemaView]

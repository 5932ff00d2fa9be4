"""From the ward's label to what an order of ours carries for people and for the pump's checks."""

from drivers.ihe_pcd.er7 import components, segment
from drivers.ihe_pcd.messages import Labels
from drivers.port import Label

LOCAL = "LOCAL"
"""Coding system of our product codes (RXG-4.3): the site's own."""
OUTPATIENT = "O"
"""PV1-2, HL7 table 0004."""


def labels_of(label: Label, facility: str) -> Labels:
    """Return the segments of a label; `facility` is who gave the subject's number (PID-3.4)."""
    number = components(label.subject, "", "", facility, "PI")
    code, name = label.product
    return Labels(
        subject=segment("PID", "", "", number, "", "^^^^^^U"),
        location=segment("PV1", "", OUTPATIENT, components("", "", label.place)),
        product=(code, name, LOCAL),
        author=label.author or Labels().author,
    )

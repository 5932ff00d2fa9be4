"""A link as a QR code that a page draws itself."""

from collections.abc import Iterable
from itertools import groupby

import segno

from service.api.schemas.people import QrView

BORDER = 4
"""Light modules around it, as ISO/IEC 18004 asks for."""


def qr_view(text: str) -> QrView:
    """Return a text as a QR code: a path of rectangles, one for each run of dark modules."""
    code = segno.make_qr(text)
    rows = list(code.matrix_iter(border=BORDER))
    return QrView(size=len(rows), path="".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, modules: Iterable[int]) -> str:
    path, x = "", 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            path += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return path

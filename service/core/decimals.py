"""Thousandths as decimal text: 70.5 kg is 70500 g, 1.8 x 10⁹/L is 1800 per µL, 36.8 °C is 36800."""


def decimal_text(milli: int) -> str:
    """Return thousandths as decimal text without trailing zeros."""
    sign, milli = ("-", -milli) if milli < 0 else ("", milli)
    whole, fraction = divmod(milli, 1_000)
    return f"{sign}{whole}" + (f".{fraction:03d}".rstrip("0") if fraction else "")

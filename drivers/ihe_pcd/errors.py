"""Why a gateway or a pump refuses an order: the application errors of TF9 (ERR-5) as sentences.

Source: TF9 volume 2, table of PIV application errors, with CP-053 and CP-142. Each sentence says
what is wrong and, where one thing follows from it, what to do.
"""

SENTENCES: dict[int, str] = {
    9001: "The gateway does not know this pump or channel: check which pump stands here.",
    9002: "The pump is already infusing: it takes no new order until it is stopped.",
    9003: "A value is missing from the order: set up the infusion at the pump.",
    9004: "A value in the order is not valid for this pump: set up the infusion at the pump.",
    9005: "A value in the order is outside what this pump allows.",
    9006: "The pump is switched off: switch it on.",
    9007: "The pump is not connected to its gateway: check its network.",
    9008: "The pump does not take the units of the order.",
    9009: "The units of the order differ from those in the pump's drug library.",
    9010: "The drug is not in the pump's drug library.",
    9011: "The patient's weight in the order differs from the weight in the pump.",
    9012: "The pump is set up for another patient: check the patient at the pump.",
    9013: "The pump cannot take this as a secondary infusion now.",
    9014: "A value in the order is above the pump's maximum.",
    9015: "Nobody confirmed at the pump in time: the order is no longer shown there.",
    9016: "The pump refused the order and names no reason.",
    9017: "The pump cannot take an order now: finish what is open on its screen.",
    9018: "A value in the order differs from the pump's drug library.",
    9019: "The pump wants the patient's weight, and the order does not give it.",
    9020: "The pump wants the patient's height, and the order does not give it.",
    9021: "The pump is set to another care area.",
    9022: "The order was too old when it arrived: check the clocks and send it again.",
    9023: "The order was rejected by hand at the pump.",
    9024: "The order is beyond a hard limit of the pump's drug library.",
    9025: "The pump wants a lockout time, and the order does not give it.",
    9026: "The pump wants a dose limit, and the order does not give it.",
    9027: "The pump wants the patient's body surface, and the order does not give it.",
    9028: "There is no infusion set in the pump: install it.",
    9029: "No care area is chosen at the pump: choose it there.",
    9030: "The drug that is running cannot be interrupted.",
    9031: "The pump wants the patient's number, and the order or the pump does not have it.",
    9032: "The pump has a delayed start pending: clear it at the pump.",
    9033: "The pump is alarming: clear the alarm at the pump first.",
    9034: "There is not enough fluid left for the bolus.",
    9035: "The order does not belong to the infusion that is running.",
    9036: "The drug in the order is not the one that is running.",
    9037: "The concentration in the order is not the one that is running.",
    9038: "This pump takes no bolus by order.",
    9039: "This drug may not be given as a bolus.",
    9040: "The pump does not take the units of the bolus.",
    9041: "The pump cannot read an order with several steps.",
    9042: "The pump takes no loading dose.",
    9043: "The pump takes no orders with several steps.",
    9044: "The pump does not take this kind of order with several steps.",
}

_UNNAMED = "The gateway refused the order and names no reason."


def sentence(code: str, text: str = "") -> str:
    """Return why an order was refused, for a person; `text` is the maker's own wording, if any.

    The maker's wording is shown beside our sentence where the code is the vague one or unknown.
    """
    number = int(code) if len(code) == 4 and code.isascii() and code.isdigit() else 0
    known = SENTENCES.get(number)
    said = " ".join(text.split())[:200]
    if known and code != "9016":
        return known
    if said:
        return f"{known or 'The gateway refused the order.'} It says: {said}"
    return known or (f"{_UNNAMED} Code {code[:20]}." if code else _UNNAMED)

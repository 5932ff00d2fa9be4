"""Problems of people and tablets: who asks, and what that person may do."""

OURS = {
    "not-signed-in": (401, "Nobody is signed in at this tablet, or not any more."),
    "role-not-allowed": (403, "This is for people with another role."),
    "pin-needed": (403, "This needs a PIN at the moment it is done: `/sign-in/step-up`."),
    "grant-not-valid": (
        403,
        "The PIN was given for another command or tap, at another tablet, or too long ago.",
    ),
    "other-person": (
        409,
        "The page names somebody else than who is signed in. Look at the top of the page.",
    ),
    "tablet-not-enrolled": (
        403,
        "This tablet does not belong to the ward: `chairside enrol`. STOP works all the same.",
    ),
    "code-not-valid": (403, "The code is wrong, has been used, or is too old."),
    "wrong-badge-or-pin": (403, "Badge or PIN is wrong."),
    "locked-out": (
        403,
        "Too many wrong ones; `Retry-After` says how long. STOP works all the same.",
    ),
    "second-person-same": (409, "The second person must be somebody else."),
    "no-such-person": (404, "There is nobody of this id."),
    "no-such-tablet": (404, "No tablet of this id was ever enrolled."),
    "person-taken": (409, "The id or the badge is somebody's already; nobody is ever removed."),
    "last-admin": (
        409,
        "Nobody would be left who looks after people and tablets. Make somebody else one first.",
    ),
    "not-yourself": (409, "Nobody disables herself: another one has to."),
    "tls-missing": (
        403,
        "Badges, PINs and codes are taken over TLS alone, or at the service's own machine: "
        "`chairside serve --tls-cert`.",
    ),
    "people-trusted": (409, "This ward believes its pages: nobody signs in here."),
    "people-not-saved": (
        503,
        "It could not be written down in time, so it may not count. Try again; STOP works.",
    ),
}

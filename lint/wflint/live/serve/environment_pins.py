"""What an environment for a release of InvokeAI is made of: Python, the cut-off date, extra pins.

InvokeAI leaves most of its requirements open, so an old release installed today gets libraries that it
cannot work with. Installing only what the package index had a few days after the release was uploaded gives
what its authors had.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wflint.live.serve.errors import ServeError
from wflint.release import exact_release, index_spelling, release_of

# Upload dates, from the package index.
UPLOADED = {
    "5.0.0": "2024-09-24",
    "5.0.1": "2024-09-30",
    "5.0.2": "2024-10-01",
    "5.1.0": "2024-10-07",
    "5.1.1": "2024-10-09",
    "5.2.0": "2024-10-17",
    "5.3.0": "2024-10-26",
    "5.3.1": "2024-11-01",
    "5.4.0": "2024-11-04",
    "5.4.1": "2024-11-15",
    "5.4.2": "2024-11-19",
    "5.4.3": "2024-12-03",
    "5.5.0": "2024-12-20",
    "5.6.0": "2025-01-21",
    "5.6.1": "2025-02-11",
    "5.6.2": "2025-02-14",
    "5.7.0": "2025-02-27",
    "5.7.1": "2025-02-28",
    "5.7.2": "2025-03-05",
    "5.8.0": "2025-03-17",
    "5.8.1": "2025-03-17",
    "5.9.0": "2025-03-26",
    "5.9.1": "2025-03-31",
    "5.10.0": "2025-04-17",
    "5.10.1": "2025-04-19",
    "5.11.0": "2025-05-13",
    "5.12.0": "2025-05-22",
    "5.13.0": "2025-06-04",
    "5.14.0": "2025-06-06",
    "5.15.0": "2025-06-16",
    "6.0.0": "2025-07-09",
    "6.0.1": "2025-07-12",
    "6.0.2": "2025-07-12",
    "6.1.0": "2025-07-21",
    "6.2.0": "2025-07-25",
    "6.3.0": "2025-08-05",
    "6.4.0": "2025-08-19",
    "6.5.0": "2025-08-28",
    "6.5.1": "2025-08-28",
    "6.6.0": "2025-09-08",
    "6.7.0": "2025-09-15",
    "6.8.0": "2025-10-08",
    "6.8.1": "2025-10-12",
    "6.9.0": "2025-10-17",
    "6.10.0": "2026-01-06",
    "6.11.0": "2026-01-31",
    "6.11.1": "2026-02-06",
    "6.12.0": "2026-03-22",
    "6.13.0": "2026-05-27",
    "6.13.5": "2026-07-04",
    "6.13.6": "2026-07-05",
    "6.13.7": "2026-07-21",
    "6.13.8": "2026-08-13",
    "6.14.0": "2026-08-25",
    "6.14.1": "2026-09-06",
    "6.14.2": "2026-09-27",
}
# Pre-releases that were served, uploaded on those days too. They are found by their number, or by the line of
# which there is no release yet.
PRE_RELEASES = {
    "7.0.0a1": "2026-10-04",
    "7.0.0a2": "2026-10-11",
    "7.0.0a3": "2026-10-19",
}

# Where a library came within those days that a release does not work with.
_BEFORE = {
    "6.8.0": date(2025, 10, 11),  # fastapi 0.119.0: /openapi.json fails with KeyError '$ref'; 6.8.1 works
}
# 6.13 and later allow any torch below 3.0; the one that is known to work on every platform they support.
_TORCH = ("torch==2.7.1", "torchvision==0.22.1")
_DAYS_AFTER = 4  # the last fix that came in the days after a release is in, the next major release is not


@dataclass(frozen=True)
class Pins:
    """How to install a release: ``requirements`` for pip, ``before`` as the cut-off date (or None).

    ``python`` is the version of Python, ``torch`` are those of the requirements that may come from an index
    of their own.
    """

    release: str
    python: str
    requirements: tuple[str, ...]
    before: date | None
    torch: tuple[str, ...] = ()


class UnknownReleaseError(ServeError):
    """A release that wflint cannot serve. The message says which it can."""


def resolve_release(text: str) -> str:
    """The release that ``6.14.2``, ``6.14``, ``6`` or ``latest`` means, as the package index spells it.

    That is the newest one that it fits; a pre-release (``7.0.0-alpha.3``) only by its own number, or where
    its line has nothing else (``7.0``). A full number that wflint does not know is taken as it is, if it is a
    pre-release or newer than all that it knows. Raises UnknownReleaseError.
    """
    if text == "latest":
        return max(UPLOADED, key=release_of)
    release = exact_release(text)
    if release is None:
        raise UnknownReleaseError(
            f"{text!r} is not a release of InvokeAI; write 6.14.2, 6.14, 7.0.0a3 or latest"
        )
    name = index_spelling(text)
    if name in UPLOADED or name in PRE_RELEASES:
        return name
    for known in (UPLOADED, PRE_RELEASES):
        if fitting := [each for each in known if each.startswith(name + ".")]:
            return max(fitting, key=release_of)
    oldest, newest = (pick(UPLOADED, key=release_of) for pick in (min, max))
    least = release_of(oldest) if release.is_pre else release_of(newest)
    if name.count(".") >= 2 and release > least:
        return name
    raise UnknownReleaseError(
        f"wflint serves InvokeAI {oldest} to {newest} and {max(PRE_RELEASES, key=release_of)}, not {text}"
    )


def pins_for(release: str) -> Pins:
    """The pins of a full release number, as resolve_release gives it."""
    number = release_of(release)
    uploaded = UPLOADED.get(release) or PRE_RELEASES.get(release)
    before = date.fromisoformat(uploaded) + timedelta(days=_DAYS_AFTER) if uploaded else None
    before = _BEFORE.get(release, before)
    torch = _TORCH if number.at_least(6) and not number.at_least(7) else ()
    # Requires-Python is >=3.10,<3.13 of 5.15.0, >=3.11,<3.13 of 6.14.2, and >=3.12,<3.13 of 7.0.0a3.
    python = "3.12" if number.at_least(7) else "3.11"
    return Pins(
        release=release,
        python=python,
        requirements=(f"invokeai=={release}", *torch),
        before=before,
        torch=torch,
    )

"""What can go wrong, said so that a reader can act on it.

Every error names where it is (file, feature or row, field), the value, what is
allowed and what to do. Validators collect every fault and raise once.
"""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from heapq import nlargest

__all__ = [
    "AleppoMapError",
    "AleppoMapWarning",
    "Fault",
    "InvalidInput",
    "NotADate",
    "NotCovered",
    "NotFound",
    "correction",
    "fault_lines",
    "plain_name",
    "strict",
    "suggestion",
]


_SHOWN = 200
"""Lines of faults a message holds; all are in `InvalidInput.faults`."""

_ALIKE = 4
"""As many faults alike in one column have a line each; of more, the first three are named."""

_READ = 80
"""Characters of a name that are compared with others."""

_LABEL = 48
"""Characters of what readers see that fit into a suggestion."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

_COMPARED = 1000
"""Names a misspelt one is compared with, which takes half a second at most."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input.

    Parameters
    ----------
    file
        The file or table the fault is in.
    where
        The feature, row or key, as a reader would look for it ("row 12", "feature 3").
    field
        The column, property or key at fault; empty when it is the whole feature.
    value
        The offending value as found, shortened to 80 characters when shown.
    allowed
        What would have been accepted.
    remedy
        What to do about it.
    """

    file: str
    where: str
    field: str
    value: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        place = " · ".join(part for part in (self.file, self.where, self.field) if part)
        return f"{place}: {value!r}; allowed: {self.allowed}. {self.remedy}"


def fault_lines(faults: Sequence[Fault]) -> list[str]:
    """Return faults as lines; many alike in one column, as Excel leaves them, as one line.

    Examples
    --------
    >>> faults = [Fault("reports.csv", f"row {n}", "date", "26/11/2016", "a date", "Correct it.")
    ...           for n in range(2, 8)]
    >>> print(*fault_lines(faults))
    reports.csv · row 2, row 3, row 4 and 3 more · date: '26/11/2016' and so on; allowed: a date.
    Correct it.
    >>> len(fault_lines(faults[:3]))
    3
    """
    alike: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.file, fault.field, fault.allowed, fault.remedy), []).append(fault)
    lines: list[str] = []
    for group in alike.values():
        if len(group) <= _ALIKE:
            lines += map(str, group)
            continue
        first = ", ".join(fault.where for fault in group[:3])
        told = replace(group[0], where=f"{first} and {len(group) - 3} more")
        lines.append(str(told).replace("; allowed:", " and so on; allowed:", 1))
    return lines


class AleppoMapError(Exception):
    """Base of every error this package raises on purpose."""


class InvalidInput(AleppoMapError):
    """Input that breaks its schema; `faults` holds every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: list[Fault] = list(faults)
        count = len(self.faults)
        lines = [f"{count} fault{'s' if count != 1 else ''} found"]
        told = fault_lines(self.faults)
        lines += [f"  {line}" for line in told[:_SHOWN]]
        if len(told) > _SHOWN:
            lines.append(f"  and {len(told) - _SHOWN} more; `aleppomap validate` lists them all")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[InvalidInput], tuple[list[Fault]]]:
        """Return how another process makes the same error."""
        return type(self), (self.faults,)


class NotFound(AleppoMapError, KeyError):
    """A name that is not in the territory; the message lists the nearest names."""

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        labels: Mapping[str, str] | None = None,
        spellings: Mapping[str, str] | None = None,
    ) -> None:
        self.kind, self.name, self.known, self.labels = kind, name, sorted(set(known)), labels
        self.spellings = spellings
        self.message = f"no {kind} {name!r}{suggestion(name, self.known, labels, spellings)}"
        super().__init__(self.message)

    def __reduce__(self) -> tuple[type[NotFound], tuple[object, ...]]:
        """Return how another process makes the same error."""
        return type(self), (self.kind, self.name, self.known, self.labels, self.spellings)

    def __str__(self) -> str:
        return self.message


class NotADate(AleppoMapError, ValueError):
    """A text that is no date of the forms allowed; the message says which are."""


class NotCovered(AleppoMapError):
    """A question outside what the data cover (a date, a place, a measure).

    Parameters
    ----------
    what
        What is not covered; what a reader of a verdict is told.
    remedy
        What whoever asks can do; part of the message only.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what}; {remedy}" if remedy else what)
        self.what = what


class AleppoMapWarning(UserWarning):
    """Something was repaired or left out; the message says what and how much."""


@contextmanager
def strict() -> Iterator[None]:
    """Turn the package's warnings into errors inside a ``with`` block.

    Examples
    --------
    >>> import warnings
    >>> with strict():
    ...     try:
    ...         warnings.warn("one ring repaired", AleppoMapWarning)
    ...     except AleppoMapWarning as error:
    ...         print(error)
    one ring repaired
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", AleppoMapWarning)
        yield


def suggestion(
    name: str,
    known: Iterable[str],
    labels: Mapping[str, str] | None = None,
    spellings: Mapping[str, str] | None = None,
) -> str:
    """Return a "did you mean" clause for a name, or what is known.

    Parameters
    ----------
    name
        The name that was not found.
    known
        The names that exist.
    labels
        What readers see of some of them; it is compared too.
    spellings
        Other ways to write them, each with the known name it means; compared, never listed.

    Returns
    -------
    str
        A clause that starts with ``"; "``; empty when nothing is known.

    Examples
    --------
    >>> suggestion("hannano", ["hanano", "baadeen"])
    '; did you mean hanano?'
    >>> suggestion("x", ["hanano", "baadeen"])
    '; known: hanano, baadeen'
    >>> suggestion("Radio Ahs", ["ash", "elm"], {"ash": "Radio Ash", "elm": "The Elm"})
    '; did you mean ash (Radio Ash)?'
    >>> suggestion("sunburnt hil", ["The Hill"], spellings={"sunburnt hill": "The Hill"})
    '; did you mean The Hill?'
    >>> suggestion("2016-11-28", ["hanano", "baadeen"])
    '; that is a day, where a name belongs: hanano, baadeen'
    """
    names = list(known)
    shown_as = labels or {}
    meant = {known_name: known_name for known_name in names} | dict(spellings or {})
    alike = list(meant)
    if len(alike) > _COMPARED:
        alike = nlargest(_COMPARED, alike, partial(_begins_alike, name.casefold()))
    compared: dict[str, str] = {}
    for word in alike:
        for spelling in (word, shown_as.get(word, "")):
            compared.setdefault(plain_name(spelling[:_READ]), meant[word])
    near = _near(plain_name(name[:_READ]), compared)
    if near:
        return f"; did you mean {' or '.join(_labelled(n, shown_as.get(n, '')) for n in near)}?"
    if not names:
        return ""
    shown = ", ".join(names[:12])
    lead = "that is a day, where a name belongs" if _DAY.fullmatch(name) else "known"
    return f"; {lead}: {shown}" + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _begins_alike(name: str, other: str) -> int:
    """Return how many letters two names have in common at their beginning."""
    pairs = enumerate(zip(name, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(name), len(other)))


def _labelled(name: str, label: str) -> str:
    """Return an id with what readers see, where that is short and says more."""
    says_more = plain_name(label) != plain_name(name)
    return f"{name} ({label})" if label and says_more and len(label) <= _LABEL else name


def plain_name(name: str) -> str:
    """Return a name as two ways to write it agree: case, hyphens and spaces."""
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _near(name: str, compared: Mapping[str, str]) -> list[str]:
    """Return up to three names near one: of which it is a part, or spelled like it."""
    whole = [spelling for spelling in compared if len(name) > 3 and name in spelling]
    close = difflib.get_close_matches(name, compared, n=3, cutoff=0.6)
    whole.sort(key=lambda spelling: (not spelling.startswith(name), len(spelling)))
    near = [*whole[:2], *close]
    return list(dict.fromkeys(compared[spelling] for spelling in near))[:3]


def correction(
    remedy: str, name: str, known: Iterable[str], labels: Mapping[str, str] | None = None
) -> str:
    """Return a remedy as a sentence that suggests near names, by what readers see of them too.

    Examples
    --------
    >>> correction("Correct the id", "hannano", ["hanano"])
    'Correct the id; did you mean hanano?'
    >>> correction("Correct the id", "hannano", [])
    'Correct the id.'
    """
    text = f"{remedy}{suggestion(name, known, labels)}"
    return text if text.endswith("?") else f"{text}."

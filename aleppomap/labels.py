"""Ids and names of districts, from the columns of a stranger's layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from aleppomap import schema
from aleppomap.errors import Fault, InvalidInput, correction
from aleppomap.sheets import clean, folded, slug

__all__ = ["Labels", "labels_of"]

_IDS = ("district", "id", "code", "pcode", "adm4pcode", "adm3pcode", "shapeid", "osmid", "fid")
_NAMES = ("name", "nameen", "districtname", "nameenglish", "shapename", "neighbourhood", "title",
          "label", "adm4en", "adm3en")  # fmt: skip
_ARABIC = ("namear", "arabic", "arabicname", "adm4ar", "adm3ar")


class Labels(NamedTuple):
    """Ids, names and Arabic names of districts, in order, and how they were found."""

    ids: list[str]
    names: list[str]
    names_ar: list[str]
    notes: list[str]


def labels_of(
    frame: gpd.GeoDataFrame,
    spoken: Collection[str] = (),
    name_column: str | None = None,
    file: str = "",
    elsewhere: str = "",
) -> Labels:
    """Return ids and names of the features of a layer.

    Parameters
    ----------
    frame
        The layer, with whatever columns it has.
    spoken
        Names that reports give districts, folded: the column most of them stand in is the
        one of names, whatever it is called.
    name_column
        The column of names, where it is known.
    file
        Name of the file, for the fault of a column that is not there.
    elsewhere
        What that fault says of other layers of the file.

    Raises
    ------
    InvalidInput
        If `name_column` is none of the columns.

    Examples
    --------
    >>> import shapely
    >>> texts = {"QuarterNam": ["Bab A", "Tall B"]}
    >>> labels_of(gpd.GeoDataFrame(texts, geometry=[shapely.Point()] * 2)).ids
    ['bab-a', 'tall-b']
    """
    texts = {
        str(column): ["" if pd.isna(value) else clean(value) for value in frame[column].tolist()]
        for column in frame.columns if column != frame.geometry.name
    }  # fmt: skip
    if name_column and name_column not in texts:
        remedy = correction("Correct it", name_column, texts) + elsewhere
        allowed = f"a column of the file: {', '.join(texts)}"
        raise InvalidInput([Fault(file, "", "name column", name_column, allowed, remedy)])
    texts = {column: cells for column, cells in texts.items() if any(cells)}
    id_column = _called(texts, _IDS)
    ids = texts.get(id_column, [""] * len(frame))
    arabic = _called(texts, _ARABIC)
    named = name_column or _called(texts, _NAMES)
    if not named and id_column and not all(map(schema.id_error, ids)):
        named = id_column
    if not name_column and spoken:
        known = max((_spoken(texts[c], spoken) for c in (named, id_column, arabic) if c), default=0)
        best = max(texts, key=lambda column: _spoken(texts[column], spoken), default="")
        if best and _spoken(texts[best], spoken) > known:
            named = best
    named = named or _looks_named(texts)
    names = texts.get(named, [""] * len(frame))
    notes = [f"names from column {named}" if named else "no column of names"]
    if not id_column or any(map(schema.id_error, ids)) or len(set(ids)) < len(ids):
        ids = _unique([slug(n) or slug(i) for n, i in zip(names, ids, strict=True)])
        notes.insert(0, f"district ids made of {named or id_column or 'the order'}")
    else:
        notes.insert(0, f"district ids from column {id_column}")
    unused = [c for c in texts if c not in (named, id_column, arabic)]
    if unused:
        notes.append(f"columns of the districts that were not used: {', '.join(unused)}")
    labels = [n or i for n, i in zip(names, ids, strict=True)]
    return Labels(ids, labels, texts.get(arabic, [""] * len(frame)), notes)


def _called(columns: Iterable[str], words: Iterable[str]) -> str:
    """Return the column called by the first word that any is; empty when none is."""
    headers = {folded(column): column for column in reversed(list(columns))}
    return next((headers[word] for word in words if word in headers), "")


def _spoken(texts: list[str], spoken: Collection[str]) -> int:
    return len({folded(text) for text in texts} & set(spoken))


def _looks_named(texts: dict[str, list[str]]) -> str:
    """Return the column whose header or cells look like names; a Shapefile cuts headers short."""
    worded = {
        column: cells for column, cells in texts.items()
        if len(set(cells)) == len(cells) and all(any(map(str.isalpha, text)) for text in cells)
    }  # fmt: skip
    called = (c for c in worded if "nam" in folded(c) or "nom" in folded(c))
    return next(called, next(iter(worded), ""))


def _unique(ids: list[str]) -> list[str]:
    counts: Counter[str] = Counter()
    made = []
    for number, text in enumerate(ids, start=1):
        text = text or f"d{number:03d}"
        counts[text] += 1
        made.append(text if counts[text] == 1 else f"{text}-{counts[text]}")
    return made if len(set(made)) == len(made) else [f"d{n:04d}" for n in range(1, len(ids) + 1)]

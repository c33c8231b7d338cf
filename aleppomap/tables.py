"""The tables of a territory: every column, its kind, and what a value means.

The data dictionary of the documentation is generated from `TABLES`.
"""

from __future__ import annotations

from dataclasses import dataclass

from aleppomap import vocab

__all__ = ["TABLES", "Column", "Table"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Header in the CSV file.
    kind
        Key of the check to run: ``id ids text url day edtf share number choice``.
    meaning
        What a value says, with its unit.
    required
        Whether an empty cell is a fault.
    choices
        Allowed values, for ``choice``.
    refers_to
        Table whose ids the value must be among.
    """

    name: str
    kind: str
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a territory: its file, its key and its columns in order.

    A territory may lack its optional tables.
    """

    name: str
    key: str
    meaning: str
    columns: tuple[Column, ...]
    optional: bool = True

    @property
    def file(self) -> str:
        """File name inside the territory folder."""
        return f"{self.name}.csv"


_CONFIDENCE = Column(
    "confidence", "choice", "how sure the row is, by its evidence", True, vocab.CONFIDENCES
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "sources",
            "source",
            "published documents",
            (
                Column("source", "id", "id of the document", True),
                Column("publisher", "text", "who published it", True),
                Column("title", "text", "its title or a description of it"),
                Column("url", "url", "public address; empty for a document that is not on the web"),
                Column("published", "edtf", "when it was published", True),
                Column("note", "text", "anything a reader should know of it"),
            ),
            optional=False,
        ),
        Table(
            "accounts",
            "account",
            "speakers, one line of reporting each",
            (
                Column("account", "id", "id of the speaker", True),
                Column("name", "text", "name shown to readers", True),
                Column("name_ar", "text", "name in Arabic"),
                Column("side", "id", "grouping for display and the instrument check", True),
                Column(
                    "derives_from",
                    "ids",
                    "accounts whose word this one repeats",
                    refers_to="accounts",
                ),
                Column("note", "text", "who it is, how it works"),
            ),
            optional=False,
        ),
        Table(
            "reports",
            "report",
            "sourced statements that control of a place changed, or did not",
            (
                Column("report", "id", "id of the row", True),
                Column(
                    "district", "id", "district; empty if off the polygons", refers_to="districts"
                ),
                Column("place", "text", "place as the report names it", True),
                Column("from", "ids", "holder before; for contested: the parties present"),
                Column("to", "id", "holder after: a party, contested or unknown", True),
                Column("change", "choice", "whether control changed", True, ("yes", "no")),
                Column("to_share_low", "share", "least share of the whole district held by `to`"),
                Column(
                    "to_share_high",
                    "share",
                    "most share of the whole district held by `to`; for contested, the most "
                    "that the second party named may hold",
                ),
                Column("at_least", "share", "lower bound when the report names only a part"),
                Column("date", "edtf", "when, as stated; counts for the end of the day", True),
                Column("reported_on", "day", "day it was published", True),
                Column("account", "id", "who says so", True, refers_to="accounts"),
                Column("outlet", "text", "where it first appeared"),
                Column("relayed_by", "text", "who passed it on"),
                Column("source", "id", "document it was read in", True, refers_to="sources"),
                _CONFIDENCE,
                Column(
                    "retracts", "id", "earlier report this one takes back", refers_to="reports"
                ),
                Column("summary", "text", "what it says, in our words", True),
                Column("note", "text", "conflicts, traps, how the place was located"),
            ),
            optional=False,
        ),
        Table(
            "synthesis",
            "row",
            "our own reading of the reports, by the rule in decisions.csv",
            (
                Column("row", "id", "id of the row", True),
                Column("district", "id", "district", True, refers_to="districts"),
                Column("from", "id", "holder the ground passed from; empty on the baseline"),
                Column("to", "id", "holder the ground passed to", True),
                Column("to_share_low", "share", "least share of the whole district held by `to`"),
                Column(
                    "to_share",
                    "share",
                    "share of the whole district held by `to`; empty: all that `from` held",
                ),
                Column("to_share_high", "share", "most share of the whole district held by `to`"),
                Column("date", "day", "day the change counts from", True),
                Column("earliest", "day", "earliest day a report puts it", True),
                Column("latest", "day", "latest day a report puts it", True),
                Column("reports", "ids", "reports it rests on", refers_to="reports"),
                Column("decision", "ids", "judgement calls applied", refers_to="decisions"),
                _CONFIDENCE,
            ),
        ),
        Table(
            "decisions",
            "decision",
            "the rule of the synthesis and every judgement call",
            (
                Column("decision", "id", "id of the decision", True),
                Column("title", "text", "the decision in a few words", True),
                Column("text", "text", "what was decided and why", True),
                Column("effect", "text", "what it moves, and by how much"),
            ),
        ),
        Table(
            "regions",
            "region",
            "denominators: weighted sets of districts",
            (
                Column("region", "id", "id of the region", True),
                Column("name", "text", "name shown to readers; in it and the aliases `{party}` is "
                       "the name of `held_by`", True),
                Column("name_ar", "text", "name in Arabic"),
                Column("aliases", "text", "phrases that name it, separated by ;"),
                Column("held_by", "id", "computed region: what this party held"),
                Column("held_on", "day", "computed region: at the end of this day"),
                Column(
                    "districts",
                    "text",
                    "district ids separated by ;, `id:0.4` for a weight, `*` for all, "
                    "`-id` to leave one out",
                ),
                Column("note", "text", "why it is a defensible denominator"),
            ),
        ),
        Table(
            "places",
            "place",
            "names that are parts of districts, or several",
            (
                Column("place", "id", "id of the place", True),
                Column("name", "text", "name shown to readers", True),
                Column("name_ar", "text", "name in Arabic"),
                Column("aliases", "text", "spellings, separated by ;"),
                Column("districts", "ids", "districts it lies in", refers_to="districts"),
                Column("certainty", "choice", "how sure the location is", True, vocab.CONFIDENCES),
                Column("note", "text", "how it was located"),
            ),
        ),
        Table(
            "claims",
            "claim",
            "published statements to check, one number a row",
            (
                Column("claim", "id", "id of the claim", True),
                Column("published_on", "day", "day it was published", True),
                Column("as_of", "day", "day it speaks of", True),
                Column("since", "day", "start of its window, that day's end; empty: the baseline"),
                Column("account", "id", "who claims it", True, refers_to="accounts"),
                Column("outlet", "text", "where it appeared"),
                Column("relayed_by", "text", "who passed it on"),
                Column("source", "id", "document it was read in", True, refers_to="sources"),
                Column("kind", "choice", "what is claimed", True, vocab.KINDS),
                Column(
                    "measure",
                    "choice",
                    "lost (to anyone, the words name the loser), taken (the words leave the "
                    "taker open), gained (the words name the taker), held",
                    choices=vocab.MEASURES,
                ),
                Column("party", "id", "who lost or holds it"),
                Column("by", "id", "who took it"),
                Column("low", "number", "number as stated, lower end, in `unit`"),
                Column("high", "number", "number as stated, upper end, in `unit`"),
                Column("grain", "number", "granularity of the number; empty: from its digits"),
                Column("hedge", "choice", "the hedge on the number", choices=vocab.HEDGES),
                Column("unit", "choice", "unit of the number", choices=vocab.UNITS),
                Column(
                    "region",
                    "id",
                    "denominator the words name; empty when they name none",
                    refers_to="regions",
                ),
                Column("places", "ids", "places or districts it lists"),
                Column("text", "text", "the claim in our words, its number as stated", True),
                Column("contradiction", "text", "why it contradicts itself, if it does"),
                Column("swapped_from", "id", "claim whose denominator it swapped",
                       refers_to="claims"),
                Column("note", "text", "anything a reader should know"),
            ),
        ),
    )
}  # fmt: skip

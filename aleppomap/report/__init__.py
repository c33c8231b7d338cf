"""The ledger of verdicts: a page, Markdown, CSV or JSON."""

from aleppomap.report.ledger import Entry, Ledger, article_ledger, ledger
from aleppomap.report.plain import ledger_csv, ledger_markdown

__all__ = ["Entry", "Ledger", "article_ledger", "ledger", "ledger_csv", "ledger_markdown"]

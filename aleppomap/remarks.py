"""What was inferred in making a territory, and what is left for the user to decide."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Remarks"]


@dataclass
class Remarks:
    """What was inferred without asking, and what is left for the user to decide."""

    inferred: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = ["Inferred", *(f"  {line}" for line in self.inferred)]
        if self.open:
            lines += ["For you to decide", *(f"  {line}" for line in self.open)]
        return "\n".join(lines)

    @property
    def whole(self) -> str:
        """Both, and the repairs one by one, which are too many to print."""
        repairs = ["Repairs", *(f"  {line}" for line in self.details)] if self.details else []
        return "\n".join([str(self), *repairs])

"""An account's own word: the same told as corrections and as whole snapshots."""

from __future__ import annotations

import pytest

from aleppomap import territory


def by_day(spells, columns):
    return {
        (row["district"], day): tuple(row[column] for column in columns)
        for row in spells.to_dict("records")
        for day in range(row["start"].toordinal(), row["end"].toordinal())
    }


@pytest.mark.parametrize("account", ["sohr", "russian-centre", "ocha", "southfront"])
def test_own_spells_are_the_days_on_which_the_account_is_not_silent(account):
    history = territory.load().history().with_account(account)
    own, spells = history.own_spells, history.spells
    columns = [column for column in own.columns if column not in ("start", "end")]
    assert len(own) > 0
    assert by_day(own, columns) == by_day(spells[~spells["silent"]], columns)


def test_the_synthesis_corrects_nothing():
    history = territory.load().history()
    assert history.own_spells.empty
    assert history.with_account("synthesis") is history

"""A fixed number of mutations of each kind of file; ``make fuzz`` does more."""

import pytest

from tests.fuzz import SHORT, TARGETS, fuzz


@pytest.mark.parametrize("name", TARGETS)
def test_a_mutated_file_is_read_or_refused(tmp_path, name):
    assert 0 <= fuzz(name, tmp_path, SHORT) <= SHORT

"""What other processes and other systems do between one step of a write and the next."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from aleppomap import atomic
from aleppomap.atomic import alone, making_folder, write_atomic
from aleppomap.errors import AleppoMapError


def hidden(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.fixture
def windows(monkeypatch):
    """Let the room think it is on Windows: no locks, no renaming of what is open."""
    monkeypatch.setattr(atomic, "sys", SimpleNamespace(platform="win32"))


@pytest.fixture
def lost_once(monkeypatch):
    """Let somebody remove the first thing that is made, before it is known to be locked."""
    there = atomic._still_there
    swept = []

    def still_there(handle, path):
        if not swept:
            swept.append(path)
            (path.rmdir if path.is_dir() else path.unlink)()
        return there(handle, path)

    monkeypatch.setattr(atomic, "_still_there", still_there)
    return swept


def test_without_locks_files_and_folders_are_whole_all_the_same(windows, tmp_path):
    write_atomic(tmp_path / "a.txt", "old")
    write_atomic(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "new"
    with making_folder(tmp_path / "made") as made:
        (made / "b").write_text("b")
        assert not (tmp_path / "made").exists()
    assert (tmp_path / "made" / "b").read_text() == "b"
    with alone(tmp_path / "lock", "writing"), alone(tmp_path / "lock", "writing"):
        pass  # nobody is kept out
    assert hidden(tmp_path) == []


def test_without_locks_what_is_hours_old_is_swept_and_what_is_new_is_not(windows, tmp_path):
    with pytest.raises(KeyboardInterrupt), making_folder(tmp_path / "made") as made:
        prefix = made.name.rpartition("-")[0]
        raise KeyboardInterrupt
    old, new = tmp_path / f"{prefix}-old", tmp_path / f"{prefix}-new"
    for folder in (old, new):
        folder.mkdir()
    days_ago = time.time() - 3 * 86_400
    os.utime(old, (days_ago, days_ago))
    with making_folder(tmp_path / "made"):
        pass
    assert hidden(tmp_path) == [new.name]


def test_a_file_system_without_locks_keeps_nobody_out(monkeypatch, tmp_path):
    def refuses(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuses)
    write_atomic(tmp_path / "a.txt", "whole")
    assert (tmp_path / "a.txt").read_text() == "whole"
    with alone(tmp_path / "lock", "writing"), alone(tmp_path / "lock", "writing"):
        pass
    assert hidden(tmp_path) == []


def test_a_file_swept_before_it_was_locked_is_made_again(lost_once, tmp_path):
    write_atomic(tmp_path / "a.txt", "whole")
    assert (tmp_path / "a.txt").read_text() == "whole"
    assert len(lost_once) == 1 and not lost_once[0].exists()


def test_a_folder_swept_before_it_was_locked_is_made_again(lost_once, tmp_path):
    with making_folder(tmp_path / "made") as made:
        (made / "b").write_text("b")
    assert (tmp_path / "made" / "b").read_text() == "b"
    assert len(lost_once) == 1 and not lost_once[0].exists()


def test_a_folder_swept_before_it_was_opened_is_made_again(monkeypatch, tmp_path):
    opens = os.open
    swept = []

    def open_(path, *words, **options):
        if not swept and Path(path).is_dir():
            swept.append(path)
            Path(path).rmdir()
        return opens(path, *words, **options)

    monkeypatch.setattr(atomic.os, "open", open_)
    with making_folder(tmp_path / "made") as made:
        (made / "b").write_text("b")
    assert (tmp_path / "made" / "b").read_text() == "b"
    assert len(swept) == 1


def test_a_lock_that_its_holder_removed_is_taken_anew(lost_once, tmp_path):
    with alone(tmp_path / "lock", "writing"):
        assert (tmp_path / "lock").exists()
    assert lost_once == [tmp_path / "lock"]
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_cannot_be_made_is_said(tmp_path):
    with (
        pytest.raises(AleppoMapError, match="lock: No such file"),
        alone(tmp_path / "nowhere" / "lock", "writing"),
    ):
        pass

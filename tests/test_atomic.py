"""Truth: what lies on the disk, byte by byte, after real processes were really killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aleppomap.atomic import alone, making_folder, replacing, write_atomic
from aleppomap.errors import AleppoMapError

ROOT = Path(__file__).parent.parent


def test_a_write_is_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "deep" / "er" / "f.txt"
    assert write_atomic(target, "حلب") == target
    assert target.read_bytes() == "حلب".encode()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(AleppoMapError, match=r"cannot write .*f\.txt: No space left"):
        write_atomic(target, b"new")
    assert target.read_bytes() == "حلب".encode()
    assert [path.name for path in target.parent.iterdir()] == ["f.txt"]


def test_a_written_file_has_the_usual_permissions(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("x")
    made = write_atomic(tmp_path / "made", "x")
    assert stat.S_IMODE(made.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_place_that_cannot_be_written_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(AleppoMapError, match="cannot write"):
        write_atomic(tmp_path / "file" / "below.txt", "x")
    with pytest.raises(AleppoMapError, match="cannot write"):
        write_atomic(tmp_path, "x")


def test_a_name_as_long_as_the_system_allows(tmp_path):
    name = "ح" * 127  # 254 bytes
    assert write_atomic(tmp_path / name, "x").read_text() == "x"
    with pytest.raises(AleppoMapError, match="cannot write"):
        write_atomic(tmp_path / (name + "حح"), "x")


def process(code, *words):
    """Start a process that says when it is ready and then waits to be killed."""
    begun = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nprint('ready', flush=True)\ninput()", *map(str, words)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert begun.stdout.readline() == "ready\n"
    return begun


def stop(begun, how=signal.SIGKILL):
    begun.send_signal(how)
    begun.wait()
    for stream in (begun.stdin, begun.stdout):
        stream.close()


WRITES = """
import sys
from aleppomap.atomic import replacing
block = replacing(sys.argv[1])
stream = block.__enter__()
stream.write(b"half")
stream.flush()
"""
FILLS = """
import sys
from aleppomap.atomic import making_folder
block = making_folder(sys.argv[1])
(block.__enter__() / "half").write_text("half")
"""
HOLDS = """
import sys
from aleppomap.atomic import alone
block = alone(sys.argv[1], "writing x")
block.__enter__()
"""


def hidden(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_the_next_write_sweeps_what_a_kill_left_and_nothing_else(tmp_path):
    target = tmp_path / "out.txt"
    mine = [tmp_path / name for name in (".out.txt.mine", ".aleppomap-notes", ".env")]
    for path in mine:
        path.write_text("keep")
    other = process(WRITES, tmp_path / "other.txt")
    killed = process(WRITES, target)
    living = process(WRITES, target)
    assert len(hidden(tmp_path)) == 6
    stop(killed)
    write_atomic(target, "new")
    assert target.read_text() == "new"
    # The one who was killed left nothing; those who live keep theirs, as do other files.
    assert len(hidden(tmp_path)) == 5
    stop(living)
    write_atomic(target, "newer")
    assert len(hidden(tmp_path)) == 4
    stop(other)
    write_atomic(tmp_path / "other.txt", "new")
    assert hidden(tmp_path) == sorted(path.name for path in mine)


def test_a_process_that_is_slow_still_writes_its_file(tmp_path):
    """Sweeping takes nothing from a process that lives, however long it takes."""
    target = tmp_path / "out.txt"
    with replacing(target) as slow:
        slow.write(b"slow")
        write_atomic(target, "quick")
        assert target.read_text() == "quick"
    assert target.read_text() == "slow"
    assert hidden(tmp_path) == []


def test_a_folder_is_whole_or_not_at_all_and_what_a_kill_left_of_it_is_swept(tmp_path):
    target = tmp_path / "made"
    killed, living = process(FILLS, target), process(FILLS, target)
    stop(killed)
    with making_folder(target) as folder:
        (folder / "a").write_text("a")
        assert not target.exists()
    assert [path.name for path in target.iterdir()] == ["a"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o777 & ~umask()
    assert len(hidden(tmp_path)) == 1
    stop(living)
    with pytest.raises(ZeroDivisionError), making_folder(tmp_path / "made"):
        raise ZeroDivisionError
    assert hidden(tmp_path) == []
    with (
        pytest.raises(AleppoMapError, match=r"cannot write .*made"),
        making_folder(target) as folder,
    ):
        (folder / "b").write_text("b")
    assert [path.name for path in target.iterdir()] == ["a"]
    assert hidden(tmp_path) == []


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_one_process_at_a_time_and_a_kill_lets_go(tmp_path):
    lock = tmp_path / "lock"
    holder = process(HOLDS, lock)
    with (
        pytest.raises(AleppoMapError, match="another process is writing y"),
        alone(lock, "writing y"),
    ):
        pass
    assert lock.exists()
    stop(holder)
    with alone(lock, "writing y"):
        assert lock.exists()
    assert list(tmp_path.iterdir()) == []


def test_many_processes_that_write_one_file_leave_one_whole(tmp_path):
    code = """
import sys
from aleppomap.atomic import write_atomic
for n in range(60):
    write_atomic(sys.argv[1], sys.argv[2] * 50_000)
"""
    target = tmp_path / "out.txt"
    running = [subprocess.Popen([sys.executable, "-c", code, target, letter], cwd=ROOT)
               for letter in "abc"]  # fmt: skip
    while any(one.poll() is None for one in running):
        if target.exists():
            text = target.read_text()
            assert len(text) == 50_000
            assert set(text) in ({"a"}, {"b"}, {"c"})
    assert [one.returncode for one in running] == [0, 0, 0]
    assert hidden(tmp_path) == []

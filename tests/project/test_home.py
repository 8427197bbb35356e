"""The data directory and what it keeps."""

from __future__ import annotations

import multiprocessing
import os
import stat
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from scheduler_project import home

MAKE_KEYS = (
    "from scheduler_project import home; print(home.ensure_keys()['VAULT_KEYS'])"
)


@pytest.fixture(autouse=True)
def directory(monkeypatch, tmp_path):
    """A data directory that is not there yet."""
    monkeypatch.setenv("STEEPLE_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_before_anything_is_kept_there_is_nothing(directory):
    assert home.kept() == {}
    assert not directory.exists()


def test_keys_are_made_once(directory):
    first = home.ensure_keys()

    assert home.ensure_keys() == first == home.kept()
    assert len(first["SECRET_KEY"]) >= 50
    Fernet(first["VAULT_KEYS"])


def test_only_the_owner_may_read_what_is_kept(directory):
    before = os.umask(0)
    try:
        home.ensure_keys()
        home.keep(PORT="8000")
    finally:
        os.umask(before)

    assert mode(directory) == 0o700
    assert mode(directory / "environment") == 0o600


def test_nothing_else_is_left_lying_about(directory):
    home.ensure_keys()
    home.keep(PORT="8000")

    names = {path.name for path in directory.iterdir()}
    assert names <= {"environment", ".environment.lock"}


def test_keeping_a_value_leaves_the_others(directory):
    keys = home.ensure_keys()

    home.keep(PORT="8001", DATABASE_URL="postgres://u:p=q@h/db?a=b")

    assert home.kept() == keys | {
        "PORT": "8001",
        "DATABASE_URL": "postgres://u:p=q@h/db?a=b",
    }


def test_a_value_with_a_line_end_is_refused(directory):
    with pytest.raises(ImproperlyConfigured, match="PORT"):
        home.keep(PORT="8000\nSECRET_KEY=mine")

    assert home.kept() == {}


@pytest.mark.parametrize("known", ["SECRET_KEY", "VAULT_KEYS"])
def test_a_key_that_is_there_stays_when_the_other_is_made(directory, known):
    kept = Fernet.generate_key().decode()
    home.keep(**{known: kept, "PORT": "8000"})

    found = home.ensure_keys()

    assert found[known] == kept
    assert found["PORT"] == "8000"
    assert found == home.kept()


def make_keys(barrier, answers):
    barrier.wait()
    answers.put(tuple(sorted(home.ensure_keys().items())))


def keep_one(barrier, answers, number):
    barrier.wait()
    answers.put(home.keep(**{f"N{number}": str(number)}))


def at_once(work, arguments):
    """What each of these processes answers, all started at one moment."""
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(len(arguments)), context.Queue()
    processes = [
        context.Process(target=work, args=(barrier, answers, *given))
        for given in arguments
    ]
    for process in processes:
        process.start()
    found = [answers.get(timeout=20) for _ in processes]
    for process in processes:
        process.join()
    return found


@pytest.mark.parametrize("before", [{}, {"PORT": "8000"}, {"SECRET_KEY": "x" * 50}])
def test_of_many_processes_at_once_one_makes_the_keys(directory, before):
    if before:
        home.keep(**before)

    found = at_once(make_keys, [()] * 8)

    assert set(found) == {tuple(sorted(home.kept().items()))}


def test_of_many_values_kept_at_once_none_is_lost(directory):
    at_once(keep_one, [(number,) for number in range(8)])

    assert home.kept() == {f"N{number}": str(number) for number in range(8)}


def test_separate_programs_agree_on_the_keys(directory):
    starts = [
        subprocess.Popen([sys.executable, "-c", MAKE_KEYS], stdout=subprocess.PIPE)
        for _ in range(2)
    ]

    printed = {start.communicate(timeout=30)[0] for start in starts}

    assert printed == {f"{home.kept()['VAULT_KEYS']}\n".encode()}


def test_the_directory_is_absolute_wherever_one_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEEPLE_HOME", "data")

    assert home.path() == tmp_path / "data"


def test_without_a_word_it_is_beside_manage_py(monkeypatch):
    monkeypatch.delenv("STEEPLE_HOME")

    assert home.path() == home.BASE_DIR / ".steeple"
    assert (home.BASE_DIR / "manage.py").exists()


def test_a_file_in_its_place_is_refused_in_one_sentence(directory):
    directory.write_text("in the way")

    for act in (home.ensure_keys, home.kept, lambda: home.keep(PORT="1")):
        with pytest.raises(ImproperlyConfigured) as refusal:
            act()
        assert str(refusal.value).startswith("STEEPLE_HOME")
        assert str(directory) in str(refusal.value)


def test_a_file_that_is_no_text_is_refused_in_one_sentence(directory):
    directory.mkdir()
    (directory / "environment").write_bytes(b"\xff\xfe=\x00")

    with pytest.raises(ImproperlyConfigured, match="STEEPLE_HOME"):
        home.kept()

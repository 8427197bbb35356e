from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from jobs.models import Job
from scheduler_project.transfer import actions

DOCUMENT = "steeple: 1\njobs:\n- name: a\n  method: GET\n  url: http://h/\n"


@pytest.fixture
def run(account):
    def run_it(name, *arguments, **options):
        out = io.StringIO()
        call_command(name, account.name, *arguments, stdout=out, **options)
        return out.getvalue()

    return run_it


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "steeple.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def test_what_is_exported_is_the_document(full, run):
    assert run("exportconfig") == actions.export(full)


def test_it_is_written_to_a_file(full, run, tmp_path):
    assert run("exportconfig", str(tmp_path / "out.yaml")) == ""

    assert (tmp_path / "out.yaml").read_text(encoding="utf-8") == actions.export(full)


def test_an_import_tells_what_it_did(run, file):
    said = run("importconfig", str(file))

    assert "+- name: a" in said
    assert said.endswith("new: job “a”\n")
    assert Job.objects.get().name == "a"
    assert run("importconfig", str(file)) == "Nothing differs.\n"


def test_a_dry_run_tells_it_and_does_nothing(run, file):
    assert "new: job “a”" in run("importconfig", str(file), dry_run=True)

    assert not Job.objects.exists()


def test_standard_input_is_a_file_too(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DOCUMENT.encode())))

    run("importconfig", "-")

    assert Job.objects.get().name == "a"


def test_each_refusal_is_a_line(run, file):
    file.write_text(DOCUMENT.replace("GET", "FOO").replace("http:", "ftp:"))

    with pytest.raises(CommandError) as refusal:
        run("importconfig", str(file))

    lines = str(refusal.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["jobs.0.method", "jobs.0.url"]


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_file_that_cannot_be_read_is_refused_in_words(run, file, content):
    file.unlink() if content is None else file.write_bytes(content)

    with pytest.raises(CommandError, match="cannot be read"):
        run("importconfig", str(file))


def test_an_unknown_account_is_refused_with_those_there_are(account):
    for command in (["exportconfig", "x"], ["importconfig", "x", "-"]):
        with pytest.raises(CommandError, match="Alder & Co"):
            call_command(*command)

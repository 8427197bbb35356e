"""The documents of docs/workflows.md can be imported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler_project.transfer import actions
from workflows.models import Workflow

TEXT = (Path(__file__).parents[2] / "docs" / "workflows.md").read_text(encoding="utf-8")
DOCUMENTS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_taken_and_says_the_same_again(take, account, document):
    take(document)
    text = actions.export(account)

    assert Workflow.objects.get().steps
    assert take(text).changes == ()


def test_there_is_one():
    assert DOCUMENTS

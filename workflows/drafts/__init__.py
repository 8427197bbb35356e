"""A workflow while it is being written: what a page sends, and the values it means.

A page sends lists of texts by name ("steps-0-url"); a definition is objects and lists.
Nothing is judged here: what cannot be read stays as it was typed, and
workflows.definition says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# What a page sends, by the name of its field.
Sent = Mapping[str, Sequence[str]]
# A sentence for each place of a definition, as in "steps.2.url".
Sentences = Mapping[str, str]

"""Send the documents' own lines to a Steeple and print what comes back.

    python -m tests.documents http://127.0.0.1:8000 KEY_ID SECRET

`make run` must be up; `python manage.py createkey demo` prints a key. Needs curl.
Ends with 1 if an answer is not what the document promises.
"""

from __future__ import annotations

import sys

from tests.documents.sending import send_all


def main(arguments: list[str]) -> int:
    if len(arguments) != 3:
        sys.stderr.write(str(__doc__))
        return 2
    wrong = 0
    for sent in send_all(*arguments):
        sys.stdout.write(f"\n# {sent.line.document}: {sent.line.says}\n")
        sys.stdout.write(f"$ {sent.command}\n{sent.answer.rstrip()}\n")
        if sent.missing:
            wrong += 1
            sys.stdout.write(f"!! not in it: {', '.join(sent.missing)}\n")
    sys.stdout.write(f"\n{wrong} of the answers are not as documented.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

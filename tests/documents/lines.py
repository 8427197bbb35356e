"""The lines of the four documents, as they stand there; only what names a host, a
credential or an object of theirs is put in anew."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    document: str
    says: str
    # For sh; `{base}`, `{key}`, `{token}` … stand for what is put in.
    command: str
    # What the answer must hold.
    holds: tuple[str, ...]
    # Name → pattern of what later lines need of the answer.
    keeps: tuple[tuple[str, str], ...] = ()


_GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

_QUARTZ_BODY = """{“values”: {“username”: “Username”, “username”: “User Surname”},
“quartzDef”:“0 6 6 ? * FR",
“startDate”:“2020-11-16 16:56:00”,
“endDate”:“2020-11-18 16:55:00”,
“runOnce”: “N”,
“run immediately”: “N,”
“retryCount”: “1”,
“name”: “OneStepNotepadRunner”}"""

TURM = (
    Line(
        document="Turm",
        says="The example of an interval job, in the words of the table",
        command="curl -i -G -X POST -u {key} {base}/schedule/interval/newjob/"
        " --data-urlencode 'type=POST'"
        " --data-urlencode"
        " 'url=/workflow/execute/Getmyinvoices Documents nach Ecodms  Ecodms'"
        " --data-urlencode 'name=Getmyinvoices Documents nach Ecodms  Ecodms'"
        " --data-urlencode 'header=' --data-urlencode 'internal=true'"
        " --data-urlencode 'body=' --data-urlencode 'minutes=60'",
        holds=("200 OK", "interval[1:00:00]"),
    ),
    Line(
        document="Turm",
        says="A cron job with the header of the table, and the verb and uri of Swagger",
        command="curl -i -G -X POST -u {key} {base}/schedule/cron/newjob/"
        " --data-urlencode 'verb=POST' --data-urlencode 'uri=/echo/'"
        " --data-urlencode"
        " \"header={{'accept': 'application/json', 'x-custom-header': 'value'}}\""
        " --data-urlencode 'internal=True' --data-urlencode 'day_of_week=0'"
        " --data-urlencode 'hour=6' --data-urlencode 'minute=30'",
        holds=("200 OK", "cron[", "day_of_week='0'"),
    ),
    Line(
        document="Turm",
        says="What such a job calls, double blank and all",
        command="curl -i -X POST -u {key} {base}/workflow/execute/"
        "Getmyinvoices%20Documents%20nach%20Ecodms%20%20Ecodms",
        holds=("200 OK", "Getmyinvoices Documents nach Ecodms  Ecodms"),
    ),
)

ROBUSTA = (
    Line(
        document="Robusta",
        says="The document's own body: typographic quotes, a comma inside a quote",
        command="curl -i -u {key} -H 'Content-Type: application/json; charset=utf-8'"
        " {base}/scheduler/connector-API/process/start --data-binary '"
        + _QUARTZ_BODY.replace("{", "{{").replace("}", "}}")
        + "'",
        holds=("200 OK", '"message":"Process saved"'),
        keeps=(("planned", f'"robustaSpid":"({_GUID})"'),),
    ),
    Line(
        document="Robusta",
        says="Its status: the window has no firing",
        command="curl -i -u {key}"
        " {base}/scheduler/connector-api/process/status/{planned}",
        holds=("200 OK", '"status":"WAITING"'),
    ),
    Line(
        document="Robusta",
        says="Without a plan it starts at once",
        command="curl -i -u {key} -H 'Content-Type: application/json; charset=utf-8'"
        " {base}/scheduler/connector-api/process/start -d "
        '\'{{"values": {{"username": "Username", "surname": "Surname"}},'
        ' "runOnce": "Y", "runImmediately": "Y", "name": "OneStepNotepadRunner"}}\'',
        holds=("200 OK", '"message":"Process saved"'),
        keeps=(("started", f'"robustaSpid":"({_GUID})"'),),
    ),
    Line(
        document="Robusta",
        says="And its status, when it is over",
        command="for i in $(seq 50); do curl -s -i -u {key}"
        " {base}/scheduler/connector-api/process/status/{started} >{answer};"
        " grep -q SUCCEEDED {answer} && break; sleep 0.1; done; cat {answer}",
        holds=(
            '{"status":"SUCCEEDED","message":"Your transaction has ended."',
            ',"__out_x":"Username Surname"}',
        ),
    ),
)

SHERPA = (
    Line(
        document="Sherpa",
        says="Create: the GUID is that of a process, which is then started",
        command="curl -i -H 'Authorization: Bearer {secret_base64}'"
        " {base}/api/job/create -d Guid={process}",
        holds=("200 OK", '"guid":'),
        keeps=(("job", f'"guid":\\s?"({_GUID})"'),),
    ),
    Line(
        document="Sherpa",
        says="Read",
        command="curl -i -H 'Authorization: Bearer {secret_base64}'"
        " {base}/api/job/read/{job}",
        holds=("200 OK", '"process_version_id":'),
    ),
    Line(
        document="Sherpa",
        says="Update, as in the example: without a GUID, and nobody's robot calls",
        command="curl -i -H 'Authorization: Bearer {secret_base64}'"
        " -H 'Content-Type: application/json' {base}/api/job/update"
        """ -d '{{
   "Status": 8,
   }}'""",
        holds=("400 Bad Request",),
    ),
    Line(
        document="Sherpa",
        says="Delete",
        command="curl -i -X DELETE -H 'Authorization: Bearer {secret_base64}'"
        " {base}/api/job/delete/{job}",
        holds=("200 OK", "[]"),
    ),
    Line(
        document="Sherpa",
        says="And then it is not found",
        command="curl -i -H 'Authorization: Bearer {secret_base64}'"
        " {base}/api/job/read/{job}",
        holds=("404 Not Found",),
    ),
)

NEBULA = (
    Line(
        document="NebulaGraph Explorer",
        says="Connect: key id and secret as the JSON array of the newer documents",
        command="curl -i -X POST -H 'Content-Type: application/json'"
        " -H 'Authorization: Bearer {pair_base64}'"
        """ -d '{{"address":"192.168.8.111","port":9669}}'"""
        " {base}/api-open/v1/connect",
        holds=(
            "200 OK",
            "Content-Length: 54",
            '{"code":0,"data":{"success":true},"message":"Success"}',
        ),
        keeps=(("token", "explorer_token=([^;]+);"),),
    ),
    Line(
        document="NebulaGraph Explorer",
        says="The document's own line, its quotes within quotes as well",
        command='curl -i -X POST -H "Content-Type: application/json"'
        ' -H "Cookie: "explorer_token={token}""'
        """ -d '{{"input":{{"query_1":{{"name":"Tim Duncan"}}}}}}'"""
        " {base}/api-open/v1/workflows/4216617528/jobs",
        holds=("200 OK", '{"code":0,"data":{"id":', '},"message":"Success"}'),
        keeps=(("number", '"id":([0-9]+)'),),
    ),
    Line(
        document="NebulaGraph Explorer",
        says="The newest jobs; the shell takes what stands behind the first &",
        command='curl -s -i -H "Cookie: "explorer_token={token}""'
        " {base}/api-open/v1/jobs?filter=%7B%7D",
        holds=("200 OK", '"Page":1,"PageSize":10'),
    ),
)

ALL = (*TURM, *ROBUSTA, *SHERPA, *NEBULA)

"""Exports of ODK, KoboToolbox and ProofMode: sealed reports, and nobody's name or device."""

import io
import json
import random
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from crosstally.intake import Inlet, Told, amount_reader, coded_row, lookup_in
from crosstally.intake.columns import ColumnMap
from crosstally.intake.folder import read_file
from crosstally.packs.gazetteer import load_country
from crosstally.packs.language import load_language
from crosstally.records import Kind, Knowing, Reason, Report, Visibility, encode

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PERSON = "canary-person"
PICTURE = b"a picture"
DIGEST = sha256(PICTURE).hexdigest()

ODK = (
    "SubmissionDate,start,event-kind,event-date,event-city,event-province,size,how_known,words,"
    "photo,location-Latitude,location-Longitude,meta-instanceID,KEY,SubmitterID,SubmitterName,"
    "DeviceID,ReviewState\n"
    "2026-01-03T10:00:00.000Z,x,ASM_march,2026-01-02,اراک,مرکزی,50-199,seen,"
    f"کارگران راه رفتند,1.jpg,,,uuid:1,uuid:1,7,{PERSON},{PERSON},\n"
    f"2026-01-03T10:00:00.000Z,x,STK,2026-01-02,تهران,تهران,,heard,,,,,uuid:2,uuid:2,7,{PERSON},,\n"
    "2026-01-03T10:00:00.000Z,x,STK,2026-01-02,تهران,,,,,,,,uuid:3,uuid:3,7,x,,rejected\n"
    "2026-01-03T10:00:00.000Z,x,STK,2027-01-02,تهران,,,,,,,,uuid:4,uuid:4,7,x,,\n"
    "2026-01-03T10:00:00.000Z,x,,,,,,,,,,,uuid:5,uuid:5,7,x,,\n"
)
KOBO = (
    '"start";"event/kind";"event/date";"event/city";"words";"_location_latitude";'
    '"_location_longitude";"_id";"_uuid";"_submission_time";"_validation_status";"_submitted_by";"username"\n'
    '"x";"ASM";"2026-01-02";"Arak";"a rally";"34.09";"49.69";"1";"u-1";"2026-01-03";"";'
    f'"{PERSON}";"{PERSON}"\n'
    '"x";"ASM";"2026-01-02";"Arak";"a rally";"";"";"2";"u-2";"2026-01-03";"Not Approved";"x";"x"\n'
)
SUBMISSION = {
    "_id": 1, "formhub/uuid": "the form's", "event/kind": "ASM_rally", "event/date": "2026-01-02",
    "event/city": "Arak", "location": "34.09 49.69 0 0", "words": "تجمع", "basis": "seen",
    "_uuid": "u-1", "_submission_time": "2026-01-03T00:00:00", "_submitted_by": PERSON,
    "deviceid": PERSON, "_attachments": [], "_validation_status": {},
}  # fmt: skip


def read(name: str, data: str | bytes, maps: Mapping[str, ColumnMap] | None = None):
    raw = data.encode() if isinstance(data, str) else data
    told = Told(bytes(32), NOW, maps=maps or {})
    found = list(read_file(Inlet(name, lambda: io.BytesIO(raw)), told))
    assert PERSON not in b"".join(map(encode, found)).decode(), "nobody's name comes in"
    return found


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def code():
    look, amounts = lookup_in(load_country("IR")), amount_reader(load_language("fa"))
    return lambda report: coded_row(report, lookup=look, amounts=amounts).mentions


def reasons(found) -> list[Reason]:
    return [each.reason for each in found if not isinstance(each, Report)]


def test_a_table_of_odk_is_sealed_reports_and_issues_one_for_one(code) -> None:
    found = read("event.csv", ODK)
    assert len(found) == 6
    first, second = (each for each in found if isinstance(each, Report))
    assert {first.visibility, second.visibility} == {Visibility.SEALED}
    assert (first.basis, second.basis) == (Knowing.WITNESS, Knowing.RELAY)
    assert reasons(found) == [
        Reason.OUT_OF_SCOPE, Reason.FUTURE_DATE, Reason.EMPTY, Reason.FORBIDDEN_FIELD,
    ]  # fmt: skip
    (mention,) = code(first)
    assert (mention.kind, mention.subtype) == (Kind.ASM, "march")
    assert (mention.place.name, mention.days.first) == ("Arak", date(2026, 1, 2))
    assert (mention.size.low, mention.size.high) == (50, 199)
    assert "SubmitterName" in found[-1].detail


def test_a_table_of_kobo_is_read_by_the_names_of_its_questions(code) -> None:
    found = read("kobo.csv", KOBO)
    assert reasons(found) == [Reason.OUT_OF_SCOPE, Reason.FORBIDDEN_FIELD]
    (mention,) = code(found[0])
    assert (mention.place.lat, mention.place.lon) == (34.09, 49.69)
    assert found[0].native_id == "u-1"


def test_kobos_json_says_the_same_and_each_submission_is_its_own(code) -> None:
    other = {**SUBMISSION, "_id": 2, "_uuid": "u-2"}
    told = {"count": 2, "next": None, "results": [SUBMISSION, other, "x"]}
    found = read("data.json", json.dumps(told))
    assert [isinstance(each, Report) for each in found] == [True, True, False, False]
    assert found[0].id != found[1].id
    (mention,) = code(found[0])
    assert (mention.subtype, mention.place.lat) == ("rally", 34.09)


def test_a_zip_of_odk_brings_its_pictures_by_digest() -> None:
    found = read("event.csv.zip", zipped({"event.csv": ODK, "media/1.jpg": PICTURE}))
    assert found[0].media == (DIGEST,)
    assert found[1].media == ()


def test_a_table_with_a_map_of_its_own_is_read_by_it() -> None:
    columns = (("date", "event-date"), ("kind", "event-kind"), ("city", "event-city"))
    maps = {"event.csv": ColumnMap(columns=columns, constants=(("source", "mine"),))}
    found = read("event.csv", ODK, maps)
    assert {each.source for each in found if isinstance(each, Report)} == {"mine"}


PROOF = {
    "File Hash SHA256": DIGEST, "File Modified": "2026-01-02T10:00Z", "Proof Generated": "x",
    "Location.Latitude": "35.689198", "Location.Longitude": "51.388974", "DeviceID": PERSON,
    "CellInfo": PERSON, "IPv4": PERSON, "Network": "",
}  # fmt: skip


def csv_of(proof: Mapping[str, str]) -> str:
    return ",".join(proof) + "\n" + ",".join(proof.values()) + "\n"


@pytest.mark.parametrize("form", ["json", "csv", "both", "rows"])
def test_a_proof_is_a_picture_with_a_day_and_a_rough_place(form: str) -> None:
    members: dict[str, bytes | str] = {"1.jpg": PICTURE, f"{DIGEST}.asc": "x", "pubkey.asc": "x"}
    if form in ("json", "both"):
        members[f"{DIGEST}.proof.json"] = json.dumps(PROOF)
    if form in ("csv", "both"):
        members[f"{DIGEST}.proof.csv"] = csv_of(PROOF)
    if form == "rows":
        members["1.proof.csv"] = "\n".join(f"{k},{v}" for k, v in PROOF.items())
    report, gone = read("PROOF-1.zip", zipped(members))
    assert (report.visibility, report.basis) == (Visibility.SEALED, Knowing.OWN_MEDIA)
    assert report.media == (DIGEST,)
    assert report.said_on == date(2026, 1, 2)
    assert dict(report.cells)["lat"] == "35.689", "to a hundred metres"
    assert gone.reason is Reason.FORBIDDEN_FIELD
    assert "DeviceID" in gone.detail
    assert "Network" not in gone.detail.replace("NetworkType", ""), "what was empty was not there"


WRONG_PROOFS: dict[str, dict[str, bytes | str]] = {
    "another picture": {"1.jpg": b"other", "x.proof.json": json.dumps(PROOF)},
    "no picture": {"x.proof.json": json.dumps(PROOF)},
    "no digest": {"1.jpg": PICTURE, "x.proof.json": "{}"},
    "no JSON": {"1.jpg": PICTURE, "x.proof.json": "{"},
    "a list": {"1.jpg": PICTURE, "x.proof.json": "[]"},
    "no text": {"1.jpg": PICTURE, "x.proof.csv": b"\xff\xfe\x00"},
    "an empty table": {"1.jpg": PICTURE, "x.proof.csv": ""},
}


@pytest.mark.parametrize("members", WRONG_PROOFS.values(), ids=WRONG_PROOFS.keys())
def test_a_proof_that_proves_nothing_is_an_issue(members: dict[str, bytes | str]) -> None:
    found = read("proof.zip", zipped(members))
    assert [each for each in found if isinstance(each, Report)] == []
    assert set(reasons(found)) & {Reason.UNREADABLE, Reason.NOT_A_RECORD}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"a.txt": "x"}), Reason.UNKNOWN_FORMAT),
        (zipped({}), Reason.UNKNOWN_FORMAT),
        (b"PK no zip at all", Reason.TRUNCATED),
        (zipped({"event.csv": ODK})[:300], Reason.TRUNCATED),
    ],
)
def test_another_zip_is_an_issue(data: bytes, reason: Reason) -> None:
    assert reasons(read("x.zip", data)) == [reason]


def test_a_damaged_export_is_issues_and_never_a_crash() -> None:
    chance = random.Random(6)
    whole = zipped({
        "event.csv": ODK, "media/1.jpg": PICTURE, "x.proof.json": json.dumps(PROOF),
        "y.proof.csv": csv_of(PROOF),
    })  # fmt: skip
    told = Told(bytes(32), NOW)
    for name, data in (("x.zip", whole), ("x.csv", ODK.encode()), ("x.json", json.dumps(
        {"results": [SUBMISSION], "_submission_time": 1}).encode())):  # fmt: skip
        for _ in range(150):
            broken = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            cut = bytes(broken[: chance.randrange(1, len(broken) + 1)])
            assert list(read_file(Inlet(name, lambda cut=cut: io.BytesIO(cut)), told))

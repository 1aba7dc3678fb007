"""Three desks of one unit, by the command line: invited, revoked, succeeded, objected."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crosstally.cli import crosstally
from crosstally.ledger.opening import Opener, create_store
from crosstally.ledger.slots import Effort

WORD = "five good and long words"


class Desks:
    """Desks in a folder, and one hand that types at all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "word").write_text(WORD)
        for name in ("lead", "one", "two"):
            (folder / name).mkdir()
            light = Effort(mib=64, passes=1)
            create_store(folder / name / "desk.db", opener=Opener(WORD), effort=light).close()
        self.says("create", "lead")
        for name, more in (("one", ()), ("two", ("--quorum", "2"))):
            key = self.says("key", name)["key"]
            self.says(
                "invite", "lead", "--key", key, "--role", "keeper", *more, "--out", f"in-{name}"
            )
        self.says("chain", "lead", "--out", "chain")
        for name in ("one", "two"):
            self.says("join", name, "chain")

    def run(self, verb: str, *arguments: str) -> Any:
        paths = [str(self.folder / a) if self.is_path(a) else a for a in arguments]
        environment = {"CROSSTALLY_PASSPHRASE_FILE": str(self.folder / "word")}
        return CliRunner().invoke(crosstally, ["unit", verb, *paths], env=environment)

    def is_path(self, argument: str) -> bool:
        names = ("lead", "one", "two", "chain", "in-", "p-")
        return argument.startswith(names) and not argument.startswith("keeper")

    def says(self, verb: str, *arguments: str) -> dict[str, Any]:
        done = self.run(verb, *arguments, "--json")
        assert done.exit_code == 0, (done.output, done.exception)
        line = next(each for each in done.output.splitlines() if each.startswith("{"))
        told: dict[str, Any] = json.loads(line)
        return told

    def fails(self, verb: str, *arguments: str) -> str:
        done = self.run(verb, *arguments)
        assert done.exit_code != 0
        return f"{done.output} {done.exception}"


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Desks:
    return Desks(tmp_path_factory.mktemp("unit"))


def test_three_desks_show_one_roster(desks: Desks) -> None:
    told = [desks.says("roster", name) for name in ("lead", "one", "two")]
    assert told[0] == told[1] == told[2]
    assert (told[0]["quorum"], len(told[0]["keys"])) == (2, 3)
    assert "not for people at risk" in desks.run("roster", "one").output


def test_a_keeper_cannot_seal_or_act_alone(desks: Desks) -> None:
    assert "unit's key" in desks.fails("share", "one", "r-x")
    key = desks.says("key", "two")["key"]
    made = desks.says("revoke", "one", "--key", key, "--out", "p-alone")
    assert (made["holds"], made["signatures"]) == (False, 1)
    assert "does not hold" in desks.fails("adopt", "lead", "p-alone")
    assert "already" in desks.fails("revoke", "one", "--key", key, "--out", "p-alone")


def test_a_succession_is_signed_waits_and_is_objected_to(desks: Desks) -> None:
    desks.says("succeed", "one", "--out", "p-next")
    assert desks.says("sign", "two", "p-next", "--out", "p-signed")["holds"] is True
    told = desks.says("adopt", "lead", "p-signed")
    assert len(told["waiting"]) == 1
    desks.says("object", "lead", "p-signed", "--out", "p-no")
    assert desks.says("adopt", "two", "p-no")["waiting"] == []
    assert "waits" in desks.run("adopt", "one", "p-signed").output


@pytest.mark.parametrize("content", [b"", b"x" * 128 + b"y", b"\x00" * 300])
def test_what_is_no_roster_is_refused(desks: Desks, content: bytes) -> None:
    (desks.folder / "p-bad").write_bytes(content)
    for verb in ("adopt", "join"):
        assert "no " in desks.fails(verb, "one", "p-bad")

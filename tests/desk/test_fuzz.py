"""Whatever is asked, the desk answers with a page and never with a fault of its own."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosstally.desk.act import ACTIONS
from crosstally.desk.app import PAGES
from crosstally.desk.seeing import FIELDS

STRANGE = ("", "0", "-1", "9" * 30, "\x00", "\u202e", "٣", "²", "\ud7ff", "a" * 3000, "'\"<>&{{}}", "%00", "..",
           "\r\nx: y", "1-2", "1396-01-01", "دی", "i-", "null", "🙂")  # fmt: skip
TEXT = st.one_of(st.sampled_from(STRANGE), st.text(max_size=30))
NAMES = (
    "token", "seen", "once", "back", "take", "reason", "because", "field", "value", "shown", "report",
    "start", "end", "other", "one", "two", "mention", "copy", "judgement", "graphic", "name",
    "passphrase", "lang", "path", "q", "kind", "state", "province", "deaths", "first", "last", "page",
)  # fmt: skip
FORM = st.dictionaries(st.sampled_from(NAMES), st.lists(TEXT, min_size=1, max_size=2), max_size=8)
LAW = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_PATHS = sorted({path for path, *_ in PAGES})


@st.composite
def _asked(draw, names):
    path = draw(st.sampled_from([*_PATHS, "/media/{digest}", "/{path}", "/outline.svg"]))
    while "{" in path:
        before, _, rest = path.partition("{")
        kind, _, after = rest.partition("}")
        known = {"name": names, "action": list(ACTIONS), "key": ["k"]}.get(kind, ["x"])
        value = draw(st.one_of(st.sampled_from(known), TEXT))
        path = before + value.replace("?", "").replace("#", "") + after
    return draw(st.sampled_from(["GET", "POST"])), path


def test_no_request_is_answered_with_a_fault(opened, capfd):
    desk = opened()
    browser = desk.browser()
    incidents = list(desk.room.built.incidents.values())
    names = [i.id for i in incidents]
    from urllib.parse import urlencode

    @LAW
    @given(st.data())
    def law(data):
        method, path = data.draw(_asked(names))
        fields = data.draw(FORM)
        session = browser.cookies.get("desk")
        if data.draw(st.booleans()):
            known = desk.house.sessions.find(session, desk.clock())
            if known is not None:
                fields["token"] = [known.form_token]
            fields |= {"once": [data.draw(st.sampled_from(("0" * 32, "1" * 32, "f" * 32)))]}
            found = data.draw(st.sampled_from(incidents))
            fields.setdefault("seen", [desk.room.version(found)])
            fields.setdefault("report", [found.reports[0]])
            fields.setdefault("field", [data.draw(st.sampled_from(FIELDS))])
            if method == "POST" and data.draw(st.booleans()):
                path = f"/incident/{found.id}/{data.draw(st.sampled_from(sorted(ACTIONS)))}"
        raw = urlencode(fields, doseq=True, errors="replace")
        if method == "GET":
            answer = browser.raw("GET", f"{path}?{raw}")
        else:
            answer = browser.raw("POST", path, raw.encode())
        assert answer.status < 500, (method, path)
        if not browser.cookies.get("desk") or data.draw(st.integers(0, 20)) == 0:
            _ = browser.get("/key/k")

    law()
    assert "went wrong" not in capfd.readouterr().err
    assert desk.store.check().entries == desk.store.head().entries


def test_no_bytes_and_no_header_bring_a_fault(opened):
    desk = opened()
    browser = desk.browser()

    @LAW
    @given(st.binary(max_size=200), st.sampled_from(["cookie", "host", "origin", "hx-request", "content-type"]),
           st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40))  # fmt: skip
    def law(raw, name, value):
        for method in ("GET", "POST"):
            answer = browser.raw(method, "/enter", raw, headers={name: value})
            assert answer.status < 500

    law()

"""A brief as a page and as Markdown.

Invariant: the page asks for nothing (`default-src 'none'`), runs nothing, and writes no text of the
record as markup; neither does the Markdown.
"""

import base64
import hashlib
import re
from importlib import resources

import jinja2

from crosstally.publish.brief.content import Brief
from crosstally.publish.said import clean

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_LISTS = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def html(brief: Brief) -> bytes:
    """The brief as one page that carries its face and style; it prints on one sheet."""
    rooms = resources.files("crosstally.publish")
    face = base64.b64encode(rooms.joinpath("page", "vazirmatn.woff2").read_bytes()).decode("ascii")
    style = rooms.joinpath("brief", "brief.css").read_text("utf-8").replace("FACE_DATA", face)
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    page = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    text = page.from_string(rooms.joinpath("brief", "brief.html.j2").read_text("utf-8")).render(
        brief=brief,
        direction="rtl" if brief.lang == "fa" else "ltr",
        policy=(
            f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; "
            "base-uri 'none'; form-action 'none'"
        ),
        style=jinja2.filters.do_mark_safe(style),
    )
    return clean(text).encode("utf-8")


def markdown(brief: Brief) -> bytes:
    """The brief as Markdown, for a message or a wiki."""
    lines = [f"# {_plain(brief.title)} · {_plain(brief.days)}", "", f"*{_plain(brief.desk)}*", ""]
    if brief.banner:
        lines += [f"> {_plain(brief.banner)}", ""]
    for one in brief.numbers:
        beside = f" ({_plain(one.beside)})" if one.beside else ""
        lines.append(f"- **{_plain(one.value)}** {_plain(one.label)}{beside}")
    lines.append("")
    if brief.nothing:
        lines += [_plain(brief.nothing), ""]
    for section in brief.sections:
        lines += [f"## {_plain(section.title)}", ""]
        for line in section.lines:
            mark = f" [{_plain(line.mark)}]" if line.mark else ""
            lines.append(f"- **{_plain(line.head)}**{mark} — {_plain(line.detail)}")
        lines += [_plain(text) for text in (section.none, section.more) if text]
        lines.append("")
    if brief.others:
        lines += [_plain(brief.others), ""]
    lines += [f"## {_plain(brief.method_title)}", "", _plain(brief.method), ""]
    return "\n".join(lines).encode("utf-8")


def _plain(text: str) -> str:
    """A text of the record in which no sign is markup."""
    line = " ".join(clean(text).split())
    return _LISTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))

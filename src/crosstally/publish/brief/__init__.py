"""A day's record on one page, for those who read no tables."""

from crosstally.publish.brief.content import Asked, Brief, brief, last_day
from crosstally.publish.brief.paper import pdf
from crosstally.publish.brief.written import html, markdown

FORMATS = {"html": html, "pdf": pdf, "md": markdown}

__all__ = ["FORMATS", "Asked", "Brief", "brief", "html", "last_day", "markdown", "pdf"]

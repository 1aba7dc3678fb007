"""A verified, sourced record of protests, from reports to a chart that opens to its sources.

From Python: `import crosstally as ct`, then `ct.open`, `ct.code`, `ct.link`, `ct.count`
(docs/how-to/python.md). Nothing is loaded before one of them is asked for.
"""

TYPE_CHECKING = False  # as typing has it, whose import takes longer than all else here
if TYPE_CHECKING:
    from crosstally.api import Tables, code, count, link, open, rows  # noqa: A004  as `ct.open`

__version__ = "0.1.0"
__all__ = ["Tables", "__version__", "code", "count", "link", "open", "rows"]


def __getattr__(name: str) -> object:
    """A name of the Python interface, loaded when it is first asked for."""
    if name in __all__:
        from crosstally import api

        return getattr(api, name)
    raise AttributeError(f"module 'crosstally' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

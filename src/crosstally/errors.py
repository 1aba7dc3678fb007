"""Every way a call can be refused, each with its exit code and a hint.

Invariant: no message holds a report's text, a person's name or a key. A bad *report* is no error
but an `Issue` (records/issue.py); these are for a bad call, file, pack or seal.
"""


class CrosstallyError(Exception):
    """What is wrong, in lower case without a full stop, and what to do about it."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CrosstallyError):
    """The call itself is wrong: an unknown name, options that contradict one another."""

    exit_code = 2


class FormatError(CrosstallyError):
    """A file is not what it says, cannot be read, or breaks its specification."""

    exit_code = 3


class PackError(FormatError):
    """A language, country or rule pack is missing or broken."""


class ConfigError(FormatError):
    """The desk's settings are missing, unknown or out of range."""


class StoreError(FormatError):
    """The desk's log cannot be opened, or does not verify."""


class SealError(CrosstallyError):
    """A signature, seal or digest does not hold."""

    exit_code = 4


class DisclosureError(CrosstallyError):
    """Something was about to leave the desk that the disclosure policy holds back."""

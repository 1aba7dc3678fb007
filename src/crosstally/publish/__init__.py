"""Records in, files out; whatever leaves passes `disclose`."""

from crosstally.publish.disclose import disclose
from crosstally.publish.geography import geography
from crosstally.publish.site import publish

__all__ = ["disclose", "geography", "publish"]

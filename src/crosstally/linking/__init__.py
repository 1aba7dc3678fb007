"""`Mention` and `Judgement` in, `Incident` and `Origin` out, every link with its reasons."""

from crosstally.linking.calibrate import probability
from crosstally.linking.incidents import Linked, link
from crosstally.linking.weigh import Weights, load_weights

__all__ = ["Linked", "Weights", "link", "load_weights", "probability"]

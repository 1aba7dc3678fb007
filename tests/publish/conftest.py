"""The tiny desk, for every test of this room."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.public import Public


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    """The module that makes the hand-made desk."""
    path = Path(__file__).with_name("tiny.py")
    spec = importlib.util.spec_from_file_location("tiny", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def public(tiny: ModuleType) -> Public:
    """What the tiny desk lets out."""
    return disclose(tiny.held(), Policy(), tiny.tallies)

"""What small desks are made of, for every test of an analysis."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def desks() -> ModuleType:
    """The module that makes small desks."""
    path = Path(__file__).with_name("desks.py")
    spec = importlib.util.spec_from_file_location("desks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

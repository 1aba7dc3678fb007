"""A real browser, offline, and the report pages it opens."""

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.report import report_files, report_html

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--headless=new"]


TESTS = Path(__file__).parent.parent
YEARS = 900


def _module(name: str, folder: Path = TESTS / "publish") -> ModuleType:
    path = folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, driven by playwright."""
    if not CHROMIUM.exists():
        pytest.fail(f"there is no {CHROMIUM}: install the package chromium (.ci/run does)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """The tiny desk's page, and one whose every text is hostile."""
    tiny, hostile = _module("tiny"), _module("test_report").hostile
    folder = tmp_path_factory.mktemp("pages")
    studied = _module("test_studies").studied
    for name, held in (
        ("tiny", tiny.held()), ("hostile", hostile(tiny)), ("studied", studied(tiny)),
    ):  # fmt: skip
        public = disclose(held, Policy(), tiny.tallies)
        (folder / f"{name}.html").write_bytes(report_html(public).encode("utf-8"))
        (folder / f"{name}-packed.html").write_bytes(
            report_html(public, pack_above=0).encode("utf-8")
        )
    public = disclose(tiny.held(), Policy(), tiny.tallies)
    _write(report_files(public, inside_up_to=0), folder / "beside")
    return folder


@pytest.fixture(scope="session")
def years(folder) -> str:
    """The page of a desk of ten years, with files beside it."""
    desk = _module("big_desk", TESTS.parent / "bench")
    public = disclose(desk.held(YEARS), Policy(), desk.counts)
    _write(report_files(public, inside_up_to=0), folder / "years")
    return "years/report"


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture
def visit(browser, folder) -> Iterator:
    """Opens a page offline; at the end nothing was asked for and nothing complained."""
    contexts, noise = [], []

    def opened(name="tiny", *, fragment="", **settings) -> Page:
        context = browser.new_context(
            **({"locale": "en-US", "viewport": {"width": 1280, "height": 900}} | settings)
        )
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("console", lambda said: noise.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: noise.append(f"error: {error}"))
        page.on("dialog", lambda dialog: noise.append("dialog"))
        page.on(
            "request",
            lambda asked: (
                noise.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
            ),
        )
        page.goto((folder / f"{name}.html").as_uri() + fragment)
        page.wait_for_selector("html[data-drawn]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert noise == []


def wait(page: Page, script: str) -> None:
    """Waits until a condition holds in the page (its policy forbids a string to become code)."""
    for _ in range(60):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {script}")


@pytest.fixture
def until() -> SimpleNamespace:
    """`until.true(page, script)`."""
    return SimpleNamespace(true=wait)

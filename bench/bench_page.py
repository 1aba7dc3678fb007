"""The public page with many incidents: size, opening, and each filter, in headless chromium.

`python bench/bench_page.py [INCIDENTS [FOLDER]]` makes the desk of `big_desk.py`, discloses it and
writes its page into FOLDER (kept; without it, into a temporary one), then opens it from disk,
offline. Beside it, in the same run, a static page of the same size is opened: the same bytes, of
which a browser shows the first paragraph and runs nothing. An opening ends when the page says that
it is drawn, and painted that; a filter lasts from the reader's act to the second frame after it.
Times are those of the machine as it is: read the ratio, and `spin_s`, a loop of known work.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import big_desk
from playwright.sync_api import Browser, sync_playwright

from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.report import report_files

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--headless=new"]
OPENINGS, ROUNDS = 5, 6
FILTERS = """async (rounds) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
  const times = {};
  const told = () => document.getElementById('status').textContent;
  const act = async (name, change, done) => {
    await painted();
    const before = told();
    const from = performance.now();
    change();
    while (!(done ? done() : told() !== before) && performance.now() - from < 5000) await new Promise((next) => setTimeout(next, 0));
    await painted();
    (times[name] ||= []).push(performance.now() - from);
  };
  const pick = (at, choose) => {
    const select = document.querySelectorAll('#controls select')[at];
    select.value = choose([...select.options]).value;
    select.dispatchEvent(new Event('change'));
  };
  const reset = () => act('reset', () => document.getElementById('reset').click());
  const words = document.getElementById('words');
  const svg = () => document.querySelector('#timeline svg');
  const point = (type, share) => {
    const box = svg().getBoundingClientRect();
    svg().setPointerCapture = () => {};
    svg().dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: box.x + box.width * share, clientY: box.y + 60, bubbles: true }));
  };
  for (let n = 0; n < rounds; n += 1) {
    await act('kind', () => document.querySelector('[data-kind=STK]').click()); await reset();
    await act('province', () => pick(3, (all) => all[2 + n])); await reset();
    await act('status', () => pick(4, (all) => all[1])); await reset();
    await act('days', () => pick(1, (all) => all[100 + n])); await reset();
    await act('rule', () => pick(0, (all) => all[n % 2 ? 0 : 3]));
    await act('brush', () => { point('pointerdown', 0.3); point('pointermove', 0.4); point('pointermove', 0.5 + n / 50); point('pointerup', 0.5 + n / 50); }); await reset();
    await act('words, with the pause in typing', () => { words.value = ['معلمان', 'tehran', 'strike', 'حقوق معوق', 'nurses', 'کشاورزان'][n % 6]; words.dispatchEvent(new Event('input')); }); await reset();
    const line = document.querySelectorAll('#list .incident')[n];
    await act('incident opened', () => line.firstElementChild.click(), () => line.querySelector('.fields') !== null);
  }
  return times;
}"""


def make(count: int, folder: Path) -> dict[str, float]:
    """The page's files in the folder, and what they took."""
    laps = {}
    began = time.perf_counter()
    held = big_desk.held(count)
    laps["invent_s"] = time.perf_counter() - began
    public = disclose(held, Policy(), big_desk.counts)
    laps["disclose_s"] = time.perf_counter() - began - laps["invent_s"]
    began, cpu = time.perf_counter(), time.process_time()
    files = list(report_files(public))
    laps |= {"page_s": time.perf_counter() - began, "page_cpu_s": time.process_time() - cpu}
    for name, data in files:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return laps


def still(page: Path) -> Path:
    """A static page of the same size: the same bytes, behind a paragraph, as text that is not run."""
    inert = page.read_text(encoding="utf-8").replace("<", "&lt;").replace("--", "- ")
    path = page.with_name("still.html")
    room = page.stat().st_size - 200
    raw = inert.encode("utf-8")[:room].decode("utf-8", "ignore")
    path.write_text(
        f"<!doctype html><meta charset=utf-8><title>still</title><p>A page.<template>{raw}</template>",
        encoding="utf-8",
    )
    return path


def opened(browser: Browser, page: Path, drawn: str) -> float:
    """The seconds until a page is drawn and painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_offline(True)
    tab = context.new_page()
    began = time.perf_counter()
    tab.goto(page.as_uri(), wait_until="commit")
    tab.wait_for_selector(drawn, state="attached")
    tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
    took = time.perf_counter() - began
    context.close()
    return took


def measure(folder: Path) -> dict[str, object]:
    """Sizes and times of the page in the folder."""
    page = folder / "report.html"
    plain = still(page)
    beside = list(folder.rglob("*.js"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        openings, static = [], []
        for _ in range(OPENINGS):
            openings.append(opened(browser, page, "html[data-drawn]"))
            static.append(opened(browser, plain, "template"))
        tab = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-US"
        ).new_page()
        tab.goto(page.as_uri())
        tab.wait_for_selector("html[data-drawn]", state="attached")
        times = tab.evaluate(FILTERS, ROUNDS)
        browser.close()
    plain.unlink()
    every = [took for name, all_ in times.items() if name not in APART for took in all_]
    return {
        "page_bytes": page.stat().st_size,
        "beside_bytes": sum(path.stat().st_size for path in beside),
        "beside_files": len(beside),
        "open_s": median(openings),
        "open_all_s": openings,
        "still_s": median(static),
        "open_ratio": median(openings) / median(static),
        "filter_ms": {name: round(median(all_)) for name, all_ in times.items()},
        "filter_p95_ms": quantiles(every, n=20)[-1],
        "spin_s": _spin(),
    }


APART = ("words, with the pause in typing", "incident opened")


def _spin() -> float:
    began = time.perf_counter()
    _ = sum(range(20_000_000))
    return time.perf_counter() - began


def main() -> None:
    """The figures as JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch)
        folder.mkdir(parents=True, exist_ok=True)
        laps = {} if (folder / "report.html").is_file() else make(count, folder)
        print(json.dumps({"incidents": count} | laps | measure(folder), indent=1))


if __name__ == "__main__":
    main()

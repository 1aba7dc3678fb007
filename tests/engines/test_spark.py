"""Spark on this machine gives what this machine gives, and goes on where it was killed."""

import importlib.util
import sys
from pathlib import Path

import pytest

from crosstally.engines.spark import begin, each_line, open_spark
from crosstally.errors import UsageError
from crosstally.linking import load_weights
from crosstally.linking.briefs import read_briefs
from crosstally.linking.bulk import divide, read_bulk
from crosstally.linking.on_spark import in_order, link_on_spark
from crosstally.records import encode

BENCH = Path(__file__).parents[2] / "bench" / "synthetic.py"
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning")
HAS_SPARK = importlib.util.find_spec("pyspark") is not None


def test_a_folder_of_another_run_is_refused(tmp_path):
    begin(tmp_path, "one input")
    begin(tmp_path, "one input")
    with pytest.raises(UsageError):
        begin(tmp_path, "another input")
    with pytest.raises(UsageError):
        begin(BENCH.parent, "a folder with files in it")


@pytest.mark.skipif(HAS_SPARK, reason="pyspark is installed")
def test_without_the_extra_the_engine_says_what_to_install():
    with pytest.raises(UsageError, match="pyspark"):
        open_spark("local[1]")


@pytest.fixture(scope="module")
def spark():
    if not HAS_SPARK:
        pytest.skip("the extra `spark` is not installed")
    session = open_spark("local[2]")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def lines():
    spec = importlib.util.spec_from_file_location("synthetic", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    told = list(module.tell(module.invent(600, seed=3), seed=3))
    return [encode(t.report) for t in told], [encode(t.coded) for t in told]


@pytest.mark.slow
def test_spark_gives_the_same_incidents_to_the_byte_and_resumes(spark, lines, tmp_path):
    import pyarrow as pa

    weights = load_weights()
    bulk = read_bulk(*lines)
    here = [encode(b).decode() for b in read_briefs(bulk, divide(bulk, weights))]
    table = pa.table(
        {"report": [r.decode() for r in lines[0]], "coded": [c.decode() for c in lines[1]]}
    )
    frame = spark.createDataFrame(table)
    assert list(in_order(link_on_spark(spark, frame, weights, tmp_path, inputs="x"))) == here
    for name in ("3-edges", "5-incidents"):
        (tmp_path / name / "_SUCCESS").unlink()  # as a run leaves it that was killed
    kept = (tmp_path / "1-rows" / "_SUCCESS").stat().st_mtime_ns
    assert list(in_order(link_on_spark(spark, frame, weights, tmp_path, inputs="x"))) == here
    assert (tmp_path / "1-rows" / "_SUCCESS").stat().st_mtime_ns == kept


@pytest.mark.slow
def test_lines_come_back_one_for_one_and_in_order(spark, tmp_path):
    given = [f"line {number}".encode() for number in range(500)]
    made = each_line(spark, given, lambda batch: [line.upper() for line in batch], tmp_path)
    assert list(made) == [line.upper() for line in given]

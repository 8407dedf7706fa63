"""The service's settings, with the addresses of what it is measured against beside its own, and no limit on how often it may be asked."""

from tracker.settings import *  # noqa: F403
from tracker.settings import DATABASES, env

ROOT_URLCONF = "benchmarks.rivals.urls"
API_RATES = {"caller": "", "address": ""}
# One connection for all, and no helpers in the database beside its process, so that what an answer costs can be counted. No code is compiled
# for a query either: that can take PostgreSQL seconds for an answer of a tenth of one.
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c max_parallel_workers_per_gather=0 -c jit=off"
# What is asked for again is counted again, so that it can be timed; the load is put on a service that keeps.
KEPT_FIGURES = env.int("BENCH_KEPT_FIGURES", default=0)

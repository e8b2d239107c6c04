"""/metrics: how much lies where, and what has happened since the start, as Prometheus reads it.

In: the tally, the database's queues, the file's size. Out: text. Labels say kinds, never whose.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import accumulate
from math import inf
from pathlib import Path

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.app import App
from bot.clock import Clock
from bot.regular_backups import newest_backup
from bot.settings import Settings
from bot.store import Unavailable
from bot.tally import SECONDS, Spans, Tally
from bot.telegram_clock import TelegramClock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics(Collector):
    def __init__(self, settings: Settings, clock: Clock, tally: Tally, app: Callable[[], App | None]) -> None:
        self._settings = settings
        self._clock = clock
        self._tally = tally
        self._app = app
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def text(self) -> bytes:
        return generate_latest(self._registry)

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        yield from self._happened()
        yield from self._lies()
        yield from self._files()

    def _happened(self) -> Iterable[Metric]:
        tally = self._tally
        yield CounterMetricFamily("limber_updates", "Updates that came from Telegram.", tally.updates)
        yield _by("limber_turns", "Updates that were taken, by how it ended.", ("outcome",), tally.turns)
        yield _by(
            "limber_messages",
            "Messages that have ended, by urgency and state.",
            ("urgency", "state"),
            tally.ended,
        )
        yield CounterMetricFamily("limber_unreached", "Calls that did not reach Telegram.", tally.unreached)
        yield _spans("limber_prompt_lateness_seconds", "From when a prompt was due.", {(): tally.late})
        yield _spans("limber_loop_lag_seconds", "How late the event loop comes back.", {(): tally.lag})
        yield _spans(
            "limber_message_wait_seconds",
            "From being queued to being sent.",
            {(urgency,): spans for urgency, spans in tally.waited.items()},
            ("urgency",),
        )
        silence = tally.silence
        if silence is not None:
            yield GaugeMetricFamily("limber_telegram_silence_seconds", "Since Telegram was reached.", silence)

    def _lies(self) -> Iterable[Metric]:
        app = self._app()
        yield GaugeMetricFamily("limber_up", "Whether the bot is at work.", int(app is not None))
        if isinstance(self._clock, TelegramClock):
            wrong = self._clock.wrong_by.total_seconds()
            yield GaugeMetricFamily("limber_clock_ahead_seconds", "Of Telegram's, if it is wrong.", wrong)
        if app is None:
            return
        now = self._clock.now()
        try:
            queues = app.store.queues(now)
        except Unavailable:
            yield GaugeMetricFamily("limber_database_answers", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("limber_database_answers", "Whether the database answers.", 1)
        yield GaugeMetricFamily("limber_clients", "Clients in the database.", queues.clients)
        yield GaugeMetricFamily("limber_updates_waiting", "Updates not yet taken.", queues.updates)
        yield GaugeMetricFamily(
            "limber_updates_set_aside", "Updates that failed five times.", queues.set_aside
        )
        yield GaugeMetricFamily("limber_prompts_overdue", "Prompts whose time has come.", queues.overdue)
        yield GaugeMetricFamily("limber_messages_sending", "Messages on their way.", queues.sending)
        waits = now - queues.oldest_update if queues.oldest_update else timedelta()
        yield GaugeMetricFamily(
            "limber_updates_oldest_seconds", "How long an update has waited.", waits.total_seconds()
        )
        queued = GaugeMetricFamily(
            "limber_messages_queued", "Messages to be sent, by urgency.", labels=["urgency"]
        )
        for urgency, count in queues.queued.items():
            queued.add_metric([urgency], count)
        yield queued

    def _files(self) -> Iterable[Metric]:
        database = self._settings.database
        size = GaugeMetricFamily("limber_database_bytes", "Size of the database.", labels=["file"])
        for name, file in (("database", database), ("log", database.with_name(f"{database.name}-wal"))):
            size.add_metric([name], _size(file))
        yield size
        if self._settings.backups is not None:
            newest = newest_backup(self._settings)
            age = inf if newest is None else (self._clock.now() - newest).total_seconds()
            yield GaugeMetricFamily("limber_backup_age_seconds", "Since the newest backup was made.", age)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _by(
    name: str, what: str, labels: tuple[str, ...], counts: dict[str, int] | dict[tuple[str, str], int]
) -> Metric:
    family = CounterMetricFamily(name, what, labels=labels)
    for key, count in sorted(counts.items()):
        family.add_metric([key] if isinstance(key, str) else list(key), count)
    return family


def _spans(name: str, what: str, many: dict[tuple[str, ...], Spans], labels: tuple[str, ...] = ()) -> Metric:
    family = HistogramMetricFamily(name, what, labels=labels)
    for key, spans in sorted(many.items()):
        bounds = [*(f"{bound:g}" for bound in SECONDS), "+Inf"]
        buckets = list(zip(bounds, map(float, accumulate(spans.counts)), strict=True))
        family.add_metric(list(key), buckets, spans.total)
    return family

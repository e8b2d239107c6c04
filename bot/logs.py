"""How the log is written: lines for people, or JSON for whoever collects it.

In: records of `logging`. Out: one line each on standard error, for the journal with a sign of its level. Of a
failure its class is written and where it happened, never its words: they may quote what a client typed, or an
address with the token in it.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.journal import signed
from bot.secrecy import hide
from bot.settings import Settings

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def begin(settings: Settings) -> None:
    """From here on what is logged is written as the settings say, and never with the token in it."""
    if settings.token is not None:
        hide(settings.token)
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if settings.log == "json" else Lines(TEXT))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for narrator in ("transitions", "asyncio", "uvicorn", "PIL", "fontTools"):
        logging.getLogger(narrator).setLevel(logging.WARNING)


class Lines(logging.Formatter):
    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        fault = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(where(fault)) if isinstance(fault, BaseException) else ""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have written its words there
        return signed(super().format(record), record.levelno)


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fault = record.exc_info[1] if record.exc_info else None
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        if fault is not None:
            said["fault"] = list(where(fault))
        return signed(json.dumps(said, ensure_ascii=False), record.levelno)


def where(fault: BaseException) -> Iterator[str]:
    """What failed and where, the cause first, without its words."""
    if (cause := fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)) is not None:
        yield from where(cause)
    for frame in traceback.extract_tb(fault.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
    yield f"{type(fault).__module__}.{type(fault).__qualname__}"
    if isinstance(fault, BaseExceptionGroup):
        for one in fault.exceptions:
            yield from where(one)

"""The bot's token stays out of everything that a process writes: the last of several defences.

In: the token. Out: from then on, log records, tracebacks and warnings show `[token]` instead. Our own code
never writes it; what libraries and the interpreter write passes here.
"""

import logging
import sys
import traceback
from collections.abc import Callable
from typing import Any, TextIO

from pydantic import SecretStr

SHOWN = "[token]"


def hide(token: SecretStr) -> Callable[[], None]:
    """For the rest of the process, or until what is returned is called."""
    whole = token.get_secret_value()
    number, _, secret = whole.partition(":")
    hidden = (whole, f"{number}%3A{secret}", secret)

    def without(text: str) -> str:
        for one in hidden:
            text = text.replace(one, SHOWN)
        return text

    factory, streams = logging.getLogRecordFactory(), (sys.stdout, sys.stderr)
    logging.setLogRecordFactory(_records(factory, without))
    sys.stdout, sys.stderr = (_Stream(stream, without) for stream in streams)

    def show() -> None:
        logging.setLogRecordFactory(factory)
        sys.stdout, sys.stderr = streams

    return show


def _records(
    make: Callable[..., logging.LogRecord], without: Callable[[str], str]
) -> Callable[..., logging.LogRecord]:
    def made(*args: Any, **more: Any) -> logging.LogRecord:  # noqa: ANN401 - as logging calls it
        record = make(*args, **more)
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # the handler says what is wrong with it
            said = f"{record.msg} {record.args}"
        if without(said) != said:
            record.msg, record.args = without(said), None
        if record.exc_info and record.exc_info[0] is not None:
            trace = "".join(traceback.format_exception(*record.exc_info)).rstrip()
            if without(trace) != trace:
                record.exc_info, record.exc_text = None, without(trace)
        if record.stack_info:
            record.stack_info = without(record.stack_info)
        return record

    return made


class _Stream:
    """A stream of the process that writes all but the token."""

    def __init__(self, stream: TextIO, without: Callable[[str], str]) -> None:
        self._stream = stream
        self._without = without

    def write(self, text: str) -> int:
        self._stream.write(self._without(text))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the stream has it
        return getattr(self._stream, name)

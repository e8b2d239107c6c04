"""Telegram brings its updates itself, to an address of ours, instead of being asked for them.

In: the body of each of its calls. Out: the status of our answer, which is 200 only once the update is on
disk: whatever else is answered, Telegram comes again with it. Settings decide who brings updates, and whoever
has changed that meanwhile is found within a minute; what waits at Telegram is never dropped.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, SecretStr
from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.clock import Clock
from bot.inbox import Patience, Trouble, keep, pause_after, unreached
from bot.store import Store, Unavailable
from bot.tally import Tally
from bot.telegram import ALLOWED_UPDATES, Bot

log = logging.getLogger(__name__)

LARGEST_BODY = 1 << 20
"""Bytes. Telegram's longest update takes a tenth of it."""
LOOK_AGAIN_AFTER = 60.0
"""Seconds."""
PASSING = "temporary failure"
"""In Telegram's words when no name server answered it."""
LATE = timedelta(minutes=5)
"""A failure of Telegram's to reach us is told for so long."""


class WebhookRefused(Exception):  # noqa: N818 - it says what is the case
    """Telegram does not take LIMBER_WEBHOOK_URL. One line for the operator."""


def secret_of(token: SecretStr, url: AnyHttpUrl) -> str:
    """What Telegram shows with each call. It can be derived by whoever has the token alone, and is the same
    after a restart, so that what Telegram brings meanwhile is taken.
    """
    return hmac.new(token.get_secret_value().encode(), f"webhook {url}".encode(), hashlib.sha256).hexdigest()


class Webhook:
    def __init__(
        self,
        bot: Bot,
        store: Store,
        clock: Clock,
        received: Callable[[], None],
        *,
        url: AnyHttpUrl,
        token: SecretStr,
        tally: Tally,
    ) -> None:
        self._bot = bot
        self._store = store
        self._clock = clock
        self._received = received
        self._url = str(url)
        self._secret = secret_of(token, url)
        self._tally = tally
        self._trouble = Trouble()
        self._patience = Patience()
        self._failed: asyncio.Future[None] | None = None
        self._brought: datetime | None = None
        """When an update came last."""
        self._told: datetime | None = None
        """When the failure was that was told last."""

    @property
    def path(self) -> str:
        return urlsplit(self._url).path or "/"

    def knows(self, secret: str) -> bool:
        """Whether that is the secret; it takes as long to say no to any other."""
        return hmac.compare_digest(secret.encode(), self._secret.encode())

    def take(self, body: bytes) -> HTTPStatus:
        """One update. It is on disk when this returns 200; `Unavailable` if it cannot be."""
        try:
            update = json.loads(body)
            if not isinstance(update, dict):
                return HTTPStatus.BAD_REQUEST
            keep(self._store, [update], self._clock.now())
        except (ValueError, TypeError, KeyError, RecursionError):
            # Not Telegram's: no update has no number, or letters that are none.
            log.warning("Something that is no update came with the webhook's secret.")
            return HTTPStatus.BAD_REQUEST
        self._brought = self._clock.now()
        self._tally.updates += 1
        self._tally.reached()
        self._received()
        return HTTPStatus.OK

    def fail(self, fault: Unavailable) -> None:
        """The bot ends as it does when it asks for updates itself and cannot keep them."""
        if self._failed is not None and not self._failed.done():
            self._failed.set_exception(fault)

    async def run(self) -> None:
        self._failed = asyncio.get_running_loop().create_future()
        looking = asyncio.create_task(self._look_after())
        try:
            await asyncio.wait({looking, self._failed}, return_when=asyncio.FIRST_COMPLETED)
            # Neither ends but by failing.
            await (self._failed if self._failed.done() else looking)
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def _look_after(self) -> None:
        """The webhook is set, and stays so."""
        faults, ours = 0, False
        while True:
            try:
                info = await self._bot.get_webhook_info()
                if info.url != self._url:
                    self._say_whose(info.url, ours=ours)
                if info.url != self._url or not ours:
                    # At the start in any case: the secret may have been another one.
                    await self._set()
            except InvalidToken:
                pause = self._patience.refused()
            except TelegramError as fault:
                self._trouble.met(logging.WARNING, unreached(fault))
                pause = max(1.0, pause_after(fault, faults))
                faults += 1
            else:
                faults, ours, pause = 0, True, LOOK_AGAIN_AFTER
                self._patience.good()
                if not self._fails(info):
                    self._tally.reached()
                self._trouble.over()
                self._say_what_fails(info)
            await self._clock.pause(pause)

    async def _set(self) -> None:
        try:
            await self._bot.set_webhook(
                self._url,
                secret_token=self._secret,
                allowed_updates=ALLOWED_UPDATES,
                drop_pending_updates=False,
            )
        except BadRequest as fault:
            if PASSING in fault.message.casefold():
                raise NetworkError(fault.message) from None
            raise WebhookRefused(
                f"LIMBER_WEBHOOK_URL: Telegram does not take it ({fault.message}). It must be an https "
                "address with a valid certificate on port 443, 80, 88 or 8443, reached from the internet."
            ) from None

    @staticmethod
    def _say_whose(url: str, *, ours: bool) -> None:
        if ours:
            log.error(
                "Another program has %s this bot's webhook; it is set again. Stop that program: with the "
                "same token only one may run.",
                "changed" if url else "taken away",
            )
        elif url:
            log.warning("This bot's webhook led elsewhere; it leads here now.")

    def _fails(self, info: WebhookInfo) -> bool:
        """Telegram comes here in vain, and something waits there: nobody is heard."""
        when = info.last_error_date
        if when is None or info.pending_update_count == 0:
            return False
        return self._brought is None or self._brought < when

    def _say_what_fails(self, info: WebhookInfo) -> None:
        """What Telegram met when it last came here in vain: once."""
        when = info.last_error_date
        if when is None or when == self._told or self._clock.now() - when > LATE:
            return
        self._told = when
        log.warning(
            "Telegram could not bring an update (%s). It tries again; look at the proxy in front of "
            "LIMBER_LISTEN, and its certificate.",
            info.last_error_message,
        )

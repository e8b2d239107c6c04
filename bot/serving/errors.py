"""What keeps the bot from being reached over HTTP, each in one line for the operator."""


class CannotListen(Exception):  # noqa: N818 - it says what is the case
    """The address of LIMBER_LISTEN cannot be had."""


class WebhookRefused(Exception):  # noqa: N818 - it says what is the case
    """Telegram does not take LIMBER_WEBHOOK_URL."""

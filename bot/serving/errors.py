"""What keeps the server from being reached, in one line for the operator; most need no server."""


class CannotListen(Exception):  # noqa: N818 - it says what is the case
    """The address of LIMBER_LISTEN cannot be had."""

"""An encrypted database as bytes, so that what is left of somebody on its free pages can be looked for.

In: a database or its write-ahead log, and the key. Out: its pages, one after the other, as SQLCipher decrypts
them (AES-256 in CBC; of each page the last 80 bytes are its vector and its check). No SQL shows free pages.
"""

import ctypes
import ctypes.util
from collections.abc import Iterator
from pathlib import Path

from bot.store.sqlite import PAGE, Key

SALT, VECTOR, RESERVED = 16, 16, 80
LOG_HEAD, FRAME_HEAD = 32, 24


def deciphered(file: Path, key: Key) -> bytes:
    data = file.read_bytes()
    return b"".join(
        _page(one, key) for one in (_frames(data) if file.name.endswith("-wal") else _pages(data))
    )


def _pages(data: bytes) -> Iterator[bytes]:
    """The first one begins with a salt that is no page's."""
    for at in range(0, len(data), PAGE):
        yield data[at or SALT : at + PAGE]


def _frames(log: bytes) -> Iterator[bytes]:
    for at in range(LOG_HEAD, len(log), FRAME_HEAD + PAGE):
        head, page = log[at : at + FRAME_HEAD], log[at + FRAME_HEAD :][:PAGE]
        yield page[SALT if head[:4] == b"\0\0\0\1" else 0 :]


def _page(page: bytes, key: Key) -> bytes:
    text, vector = page[:-RESERVED], page[-RESERVED:][:VECTOR]
    crypto = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so")
    for make in (crypto.EVP_CIPHER_CTX_new, crypto.EVP_aes_256_cbc):
        make.restype = ctypes.c_void_p
    context, plain, length = (
        ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new()),
        ctypes.create_string_buffer(PAGE + VECTOR),
        ctypes.c_int(),
    )
    cipher = ctypes.c_void_p(crypto.EVP_aes_256_cbc())
    try:
        assert crypto.EVP_DecryptInit_ex(context, cipher, None, bytes.fromhex(key.digits), vector)
        crypto.EVP_CIPHER_CTX_set_padding(context, 0)
        assert crypto.EVP_DecryptUpdate(context, plain, ctypes.byref(length), text, len(text))
    finally:
        crypto.EVP_CIPHER_CTX_free(context)
    return plain.raw[: length.value]

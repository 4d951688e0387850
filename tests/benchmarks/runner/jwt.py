"""A JSON Web Token (RFC 7519) that the measured server accepts, and the file with its secret."""

import base64
import hashlib
import hmac
import json
import tempfile

SECRET = b"only-for-benchmarks-" + b"0123456789" * 3


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _signed(claims):
    parts = [_base64url(json.dumps(part, separators=(",", ":")).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(SECRET, b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, _base64url(signature)]).decode()


TOKEN = _signed({"sub": "ann", "exp": 4102444800})  # the year 2100


class KeyFile:
    """Created on first use, gone at the end of the program."""

    def __init__(self):
        self._file = None

    def path(self):
        if self._file is None:
            self._file = tempfile.NamedTemporaryFile(prefix="signalbox-benchmark-")
            self._file.write(SECRET)
            self._file.flush()
        return self._file.name


KEY_FILE = KeyFile()

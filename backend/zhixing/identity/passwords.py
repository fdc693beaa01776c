"""Password hashing: Argon2id, OWASP profile (t = 2, 19 MiB, p = 1). About 30 ms of CPU, so never in a transaction."""

import threading
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from zhixing.identity.rules import check_password
from zhixing.platform.crypto import sha256

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A burst of logins queues here instead of taking all cores and 19 MiB each.
_AT_ONCE = threading.BoundedSemaphore(4)
# For names nobody has: the same work, so that the time does not tell who exists.
_NOBODY = _HASHER.hash("nobody has this password", salt=sha256(b"nobody")[:16])


def hash_password(password: str, salt: bytes | None = None) -> str:
    """A PHC string."""
    with _AT_ONCE:
        return _HASHER.hash(password, salt=salt)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password; with None as hash the answer is no, after the same work."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def conceal(field: str) -> Any:
    """For `CommandSpec.conceal`: replace the password in `field` by its hash.

    The salt comes from the act's id, so that the same act sent twice is still the same act. A salt must be unique,
    not secret (RFC 9106, 3.1).

    Raises (when called): PasswordTooShort, PasswordTooLong, before anything is recorded.
    """

    def replace(act_id: str, body: dict[str, Any]) -> dict[str, Any]:
        password = body.get(field)
        if not isinstance(password, str):
            return {**body, field: None}  # malformed; what it was is nobody's business
        check_password(password)
        return {**body, field: hash_password(password, sha256(f"{act_id}/{field}".encode())[:16])}

    return replace

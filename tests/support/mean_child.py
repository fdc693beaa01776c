"""A child that does on request what hostile bytes might make a decoder do."""

import os
import signal
import socket
import time
from typing import Any, BinaryIO

from zhixing.platform.sandbox import serve_child


def handle(request: dict[str, Any], source: BinaryIO, outbox: BinaryIO) -> dict[str, Any]:
    deed = request["do"]
    try:
        if deed == "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif deed == "hang":
            time.sleep(60)
        elif deed == "gorge":
            bytearray(3 * 10**9)
        elif deed == "phone":
            socket.create_connection(("127.0.0.1", request["port"]), timeout=2)
        elif deed == "flood":
            while True:
                os.write(outbox.fileno(), b"x" * 65536)
        elif deed == "greet":
            outbox.write(source.read())
        while deed == "spin":
            pass
    except (MemoryError, OSError) as cause:
        return {"error": "OSError" if isinstance(cause, OSError) else "MemoryError"}
    return {"error": None}


if __name__ == "__main__":
    serve_child(handle)

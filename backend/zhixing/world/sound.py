"""A sound for the demo world: two soft tones, plainly not a voice."""

import io
import math
import wave
from array import array

RATE_HZ, SECONDS = 8000, 3


def signal_tone() -> tuple[bytes, int]:
    """A WAV file and its length in milliseconds."""
    total = RATE_HZ * SECONDS
    samples = array("h", (int(6000 * math.sin(math.pi * at / total) * _tone(at, 440 if at < total / 2 else 660))
                          for at in range(total)))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples.tobytes())
    return file.getvalue(), SECONDS * 1000


def _tone(at: int, hertz: int) -> float:
    return math.sin(2 * math.pi * hertz * at / RATE_HZ)

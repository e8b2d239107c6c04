"""What is heard in a clip, for tests."""

from io import BytesIO

import av
import numpy as np

from bot.figures.sound import RATE, Samples


def heard_in(clip: bytes) -> Samples:
    """Its sound again; nothing of a silent one."""
    with av.open(BytesIO(clip), "r") as container:
        if not container.streams.audio:
            return np.zeros(0, np.float32)
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(frames).astype(np.float32)


def onsets(heard: Samples, quiet: float) -> list[float]:
    """The seconds at which, after at least `quiet` seconds of silence, something is heard."""
    loud = np.flatnonzero(np.abs(heard) > 0.01)
    before = np.concatenate([[-np.inf], loud[:-1]])
    return [float(at) / RATE for at in loud[loud - before > quiet * RATE]]

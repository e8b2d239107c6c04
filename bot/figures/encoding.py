"""Frames become an MP4 that every phone plays: H.264, silent, its index in front.

All clips of one size and preset are encoded alike, so that they can be joined one after the other without
encoding them again. The encoder comes with the extra `render` and is part of nothing that runs.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
FPS = 20
"""Frames a second. Poses are timed in tenths of a second, so that no loop is cut."""
TICK = Fraction(1, FPS)
LOOK = {"crf": "28", "tune": "animation"}
SMALL, QUICK = "veryslow", "veryfast"
"""How much effort is made. In a clip that hardly moves, more effort saves nothing."""
# One picture in ten seconds stands for itself; all others build on it. One thread, because every core has a
# clip of its own, and so that the same frames give the same file.
ORDER = {"g": str(10 * FPS), "x264-params": "open-gop=0:threads=1:lookahead-threads=1:stitchable=1"}
CONTAINER = {"movflags": "+faststart"}
SD = 6
"""The colour space (SMPTE 170M) that players take for granted in small pictures: said, and kept to."""
LIMITED = 1
"""Colours lie between 16 and 235, as players expect."""


def mp4(frames: Iterable[Pixels], preset: str = SMALL) -> bytes:
    """Of frames alike in size, height and width even. Raises `ValueError` when there is none."""
    waiting = iter(frames)
    first = next(waiting, None)
    if first is None:
        raise ValueError("a clip needs a frame")
    with TemporaryDirectory() as folder:  # the index can only be moved to the front of a file
        file = Path(folder) / "clip.mp4"
        with av.open(file, "w", format="mp4", options=CONTAINER) as container:
            stream = container.add_stream("libx264", rate=FPS, options={**LOOK, **ORDER, "preset": preset})
            stream.height, stream.width = first.shape[:2]
            stream.pix_fmt = "yuv420p"
            stream.time_base = TICK
            context = stream.codec_context
            context.color_primaries = context.color_trc = context.colorspace = SD
            context.color_range = LIMITED
            for number, pixels in enumerate(_with(first, waiting)):
                container.mux(stream.encode(_frame(pixels, number)))
            container.mux(stream.encode(None))
        return file.read_bytes()


def _with(first: Pixels, others: Iterator[Pixels]) -> Iterator[Pixels]:
    yield first
    yield from others


def _frame(pixels: Pixels, number: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
        format="yuv420p", dst_colorspace=SD, dst_color_range=LIMITED
    )
    frame.pts, frame.time_base, frame.duration = number, TICK, 1
    return frame


def decoded(clip: bytes) -> list[Pixels]:
    """Its frames again."""
    with av.open(BytesIO(clip), "r") as container:
        frames = (frame.to_ndarray(format="rgb24") for frame in container.decode(video=0))
        return [np.asarray(frame, np.uint8) for frame in frames]

"""Frames become an MP4 that every phone plays: H.264, silent, its index in front.

All clips of one size are encoded alike, so that they can be joined one after the other without encoding them
again. The encoder comes with the extra `render` and is part of nothing that runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
FPS = 20
"""Frames a second. Poses are timed in tenths of a second, so that no loop is cut."""
TICK = Fraction(1, FPS)
LOOK = {"crf": "28", "preset": "veryslow", "tune": "animation"}
# One picture in ten seconds stands for itself; all others build on it. One thread, because every core has a
# clip of its own, and so that the same frames give the same file.
ORDER = {"g": str(10 * FPS), "x264-params": "open-gop=0:threads=1:lookahead-threads=1:stitchable=1"}
CONTAINER = {"movflags": "+faststart"}
SD = 6
"""The colour space (SMPTE 170M) that players take for granted in small pictures: said, and kept to."""
LIMITED = 1
"""Colours lie between 16 and 235, as players expect."""


def mp4(frames: Iterable[Pixels]) -> bytes:
    """Of frames alike in size, height and width even. Raises `ValueError` when there is none."""
    waiting = iter(frames)
    first = next(waiting, None)
    if first is None:
        raise ValueError("a clip needs a frame")
    with TemporaryDirectory() as folder:  # the index can only be moved to the front of a file
        file = Path(folder) / "clip.mp4"
        with av.open(file, "w", format="mp4", options=CONTAINER) as container:
            stream = container.add_stream("libx264", rate=FPS, options=LOOK | ORDER)
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


AHEAD = 3
"""So many frames ahead of when it is shown a frame is decoded at most: others are told from it."""


def joined(clips: Sequence[bytes]) -> bytes:
    """One after the other, as they are. Raises `ValueError` when they were not encoded alike."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "clip.mp4"
        with av.open(file, "w", format="mp4", options=CONTAINER) as container:
            stream: VideoStream | None = None
            frames = 0
            for clip in clips:
                with av.open(BytesIO(clip), "r") as source:
                    own = source.streams.video[0]
                    if stream is None:
                        stream = container.add_stream_from_template(own)
                    elif own.codec_context.extradata != stream.codec_context.extradata:
                        raise ValueError("these clips were not encoded alike, or are not of one size")
                    for number, (shown, packet) in enumerate(_packets(source, own)):
                        # Each clip counts from its own start, and may look ahead more or less than the last.
                        packet.pts = frames + shown
                        packet.dts = frames + number - AHEAD
                        packet.duration, packet.time_base = 1, TICK
                        packet.stream = stream
                        container.mux(packet)
                    frames += own.frames
            if stream is None:
                raise ValueError("there is nothing to join")
        return file.read_bytes()


def _packets(source: InputContainer, stream: VideoStream) -> Iterator[tuple[int, "av.Packet[VideoStream]"]]:
    """In the order in which they are decoded, and as which frame each is shown. The type of a packet is
    quoted: only checkers know it as generic.
    """
    for packet in source.demux(stream):
        if packet.pts is not None and packet.time_base is not None:  # the last one is empty
            yield round(packet.pts * packet.time_base / TICK), packet


def decoded(clip: bytes) -> list[Pixels]:
    """Its frames again."""
    with av.open(BytesIO(clip), "r") as container:
        frames = (frame.to_ndarray(format="rgb24") for frame in container.decode(video=0))
        return [np.asarray(frame, np.uint8) for frame in frames]

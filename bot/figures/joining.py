"""Clips are put one after the other, and given a sound, without encoding their frames again.

In: MP4s as `encoding` makes them, silent or all with a sound. Out: one MP4. Sound is AAC, which every phone
plays; it comes in packets of 1024 samples, which do not end where frames end. So each clip gives as many
packets as keep the whole in step, to half a packet; where two clips meet it is silent.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from bot.figures.encoding import CONTAINER, FPS, TICK
from bot.figures.sound import RATE, Samples

AHEAD = 3
"""So many frames ahead of when it is shown a frame is decoded at most: others are told from it."""
PACKET = 1024
"""Samples of a packet of sound."""
BITS = 32_000
"""Of sound, a second, at most: silence takes next to nothing."""
SAMPLE = Fraction(1, RATE)


_Timed: TypeAlias = "tuple[Fraction, av.Packet[Stream]]"
"""A packet, and the second at which it is wanted. Quoted: only checkers know packets as generic."""


@dataclass(frozen=True, slots=True)
class _Clip:
    """What is in an MP4, still encoded."""

    source: InputContainer
    """Open for as long as its packets are used."""
    frames: int
    video: "list[tuple[int, av.Packet[Stream]]]"
    """In the order in which they are decoded, and as which frame each is shown."""
    audio: "list[av.Packet[Stream]]"
    """The first one only leads in to the second."""


def with_sound(clip: bytes, heard: Samples) -> bytes:
    """The clip, and this to be heard with it."""
    with av.open(BytesIO(clip), "r") as seen, av.open(BytesIO(_aac(heard)), "r") as sounds:
        return _written([_of(seen)], [_of(sounds)])


def joined(clips: Sequence[bytes]) -> bytes:
    """One after the other, as they are. Raises `ValueError` when they were not encoded alike."""
    if not clips:
        raise ValueError("there is nothing to join")
    sources = [av.open(BytesIO(clip), "r") for clip in clips]
    try:
        opened = [_of(source) for source in sources]
        first = opened[0]
        if any(_kind(one) != _kind(first) for one in opened):
            raise ValueError("these clips were not encoded alike, or are not of one size")
        return _written(opened, opened if first.audio else ())
    finally:
        for source in sources:
            source.close()


def _aac(heard: Samples) -> bytes:
    file = BytesIO()
    padded = np.pad(heard, (0, -len(heard) % PACKET))
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = BITS
        for start in range(0, len(padded), PACKET):
            frame = av.AudioFrame.from_ndarray(padded[None, start : start + PACKET], "fltp", "mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, SAMPLE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _of(source: InputContainer) -> _Clip:
    video: list[tuple[int, av.Packet[Stream]]] = []
    audio: list[av.Packet[Stream]] = []
    for packet in source.demux():
        if packet.pts is None or packet.time_base is None:  # the last one of a stream is empty
            continue
        if isinstance(packet.stream, VideoStream):
            video.append((round(packet.pts * packet.time_base / TICK), packet))
        else:
            audio.append(packet)
    return _Clip(source, len(video), video, audio)


def _kind(clip: _Clip) -> tuple[bytes | None, ...]:
    return tuple(one.codec_context.extradata for one in clip.source.streams)


def _written(seen: Sequence[_Clip], heard: Sequence[_Clip]) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "clip.mp4"
        with av.open(file, "w", format="mp4", options=CONTAINER) as container:
            stream = container.add_stream_from_template(seen[0].source.streams.video[0])
            packets = list(_video(seen, stream))
            if heard:
                sound = container.add_stream_from_template(heard[0].source.streams.audio[0])
                packets += _audio(heard, [clip.frames for clip in seen], sound)
            # What is seen and what is heard together stands together, for who looks while it loads.
            for _, packet in sorted(packets, key=lambda each: each[0]):
                container.mux(packet)
        return file.read_bytes()


def _video(clips: Sequence[_Clip], stream: VideoStream) -> Iterator[_Timed]:
    frames = 0
    for clip in clips:
        for number, (shown, packet) in enumerate(clip.video):
            # Each clip counts from its own start, and may look ahead more or less than the last.
            packet.pts = frames + shown
            packet.dts = frames + number - AHEAD
            packet.duration, packet.time_base, packet.stream = 1, TICK, stream
            yield packet.dts * TICK, packet
        frames += clip.frames


def _audio(clips: Sequence[_Clip], frames: Sequence[int], stream: AudioStream) -> Iterator[_Timed]:
    """The packet that leads in is needed once. The last clip gives what is needed to its very end."""
    number, end = -1, 0
    for place, (clip, count) in enumerate(zip(clips, frames, strict=True), 1):
        end += count
        packets = Fraction(end * RATE, FPS * PACKET)
        wanted = (round(packets) if place < len(clips) else math.ceil(packets)) - number
        for packet in clip.audio[0 if number < 0 else 1 :][:wanted]:
            packet.pts = packet.dts = number * PACKET
            packet.duration, packet.time_base, packet.stream = PACKET, SAMPLE, stream
            yield packet.pts * SAMPLE, packet
            number += 1

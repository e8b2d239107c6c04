"""The pictures of an exercise or a self-test: poses, what stands about, how the loop goes. Language-free.

In: `poses/<id of the exercise or self-test>.yaml`, one file each, here and in further packs, and
`anatomy.yaml`, which is here alone. Out: frozen models; or `ContentError`. Metres and degrees; x to the front
of who stands upright, y up from the floor, z to their right. The working side is always drawn as the right
one: the left one is the mirror image. `docs/figures.md` explains it to authors; what only shows when the
figure is posed is checked in `bot/figures/checking.py`.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from content.reading import Document, leads_out, read
from content.schema import Id, Item, Sources, Text
from content.validation import validate

POSES = "poses"
"""The folder of a pack that holds them."""
FOLDER = Path(__file__).parent / POSES
ANATOMY = Path(__file__).parent / "anatomy.yaml"

Point = tuple[float, float, float]
Side = Literal["left", "right"]
Posture = Literal["upright", "supine", "prone", "on_left_side", "on_right_side"]
Limb = Literal["left_foot", "right_foot", "left_hand", "right_hand"]
Part = Literal[
    "pelvis", "low_back", "chest", "neck", "head",
    "left_thigh", "right_thigh", "left_shin", "right_shin", "left_foot", "right_foot",
    "left_upper_arm", "right_upper_arm", "left_forearm", "right_forearm", "left_hand", "right_hand",
    "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
    "left_heel", "right_heel", "left_toes", "right_toes",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
    "left_palm", "right_palm", "left_fingers", "right_fingers", "crown",
]  # fmt: skip
"""Parts have a length that `along` goes through, from the trunk outwards; the others are points."""
Contact = Literal["sole", "heel", "toes", "instep", "ankle", "palm", "fingers", "wrist", "fist"]
"""What of a foot or a hand comes to the place that it reaches for."""
Kind = Literal[
    "mat", "bench", "chair", "stool", "bed", "table", "wall", "doorway", "pillow", "roller", "ball", "towel",
    "ruler", "strap", "stick", "phone", "line",
]  # fmt: skip
ATTACHED: frozenset[Kind] = frozenset({"strap", "stick", "phone"})
"""These move with the body."""


class Spot(Item):
    """A place on the body. `offset` is in the part's own directions: its front, towards the head, the
    right.
    """

    part: Part
    along: Annotated[float, Field(ge=0, le=1)] = 0
    offset: Point = (0, 0, 0)


class Reach(Item):
    """Where a hand or a foot goes: to a place in the room (`at`), or on the body (`part`)."""

    at: Point | None = None
    part: Part | None = None
    partner: bool = False
    """`part` is one of the other person."""
    along: Annotated[float, Field(ge=0, le=1)] = 0
    offset: Point = (0, 0, 0)
    by: Contact | None = None
    faces: Point | None = None
    """Where the sole or the palm looks."""
    points: Point | None = None
    """Where toes or fingers point."""
    bends: Point | None = None
    """Where the knee or the elbow points."""

    @model_validator(mode="after")
    def _one_goal(self) -> Self:
        if (self.at is None) == (self.part is None):
            raise ValueError("give either at (a place in the room) or part (one of the body)")
        return self


class Place(Item):
    """Where the figure is: the point `by` comes to `at`; then the trunk leans as a whole."""

    at: Point
    by: Part | Literal["hips"] = "hips"
    """`hips` is the middle between the two."""
    tilt: float = 0
    """Degrees, pelvis and all above it: forward is plus."""
    lean: float = 0
    """To the right is plus."""
    turn: float = 0
    """To the left is plus, seen from above."""


class Figure(Item):
    """One person in one pose. What is not said is that of the pose named by `like`, or 0."""

    posture: Posture | None = None
    place: Place | None = None
    joints: dict[Text, dict[Text, float]] = Field(default_factory=dict)
    """Joint → motion → degrees, as `anatomy.yaml` has them: `right_hip: {flexion: 84}`."""
    reach: dict[Limb, Reach | None] = Field(default_factory=dict)
    """null lets go of what `like` reaches for."""


class Pose(Figure):
    id: Id
    like: Id | None = None
    touches: dict[Part, Text | None] = Field(default_factory=dict)
    """Part of the body → `floor` or the id of a prop that it lies, stands or leans on. null drops what `like`
    says.
    """
    slide: Annotated[float, Field(ge=-1, le=1)] = 0
    """How far the nerve has slid, for the dashes on it."""
    breath: Annotated[float, Field(ge=0, le=1)] = 0
    """How far a breath fills the trunk: of who only rests."""
    partner: Figure | None = None


class Prop(Item):
    id: Id
    kind: Kind
    at: Point = (0, 0, 0)
    """The middle of its foot: of the face that is lowest; of a wall, the middle of the face that one leans
    on.
    """
    size: Point | None = None
    """Long (x), high (y), deep (z). What is left out is as large as such things are."""
    turn: float = 0
    """Degrees to the left, seen from above."""
    spots: tuple[Spot, ...] = ()
    """What a strap or a stick passes, in this order; where the phone lies."""
    to: Point | None = None
    """The other end of a line or a ruler."""
    poses: tuple[Id, ...] = ()
    """Shown only in these; otherwise in all."""

    @model_validator(mode="after")
    def _is_attached(self) -> Self:
        if (self.kind in ATTACHED) != bool(self.spots):
            need = "needs spots on the body" if self.kind in ATTACHED else "stands in the room: no spots"
            raise ValueError(f"a {self.kind} {need}")
        return self


class Step(Item):
    """One step of the loop: to a pose, and how long it stays there. The last leads on to the first."""

    pose: Id
    move: Annotated[float, Field(gt=0, le=20)]
    """Seconds."""
    hold: Annotated[float, Field(ge=0, le=20)] = 0


class Glow(Item):
    """A tissue of `anatomy.yaml` that is stretched or works in some poses."""

    tissue: Id
    side: Side | None = "right"
    poses: Annotated[tuple[Id, ...], Field(min_length=1)]


class Arrow(Item):
    """The way of a point from one pose to another, drawn beside it."""

    trace: Part
    from_: Annotated[Id, Field(alias="from")]
    to: Id
    away: float = 0.1
    """Metres, outwards from the body."""
    shift: Point = (0, 0, 0)


class Nerve(Item):
    nerve: Id
    side: Side = "right"


class Camera(Item):
    turn: Annotated[float, Field(ge=-180, le=180)] = 20
    """Degrees: 0 looks at the right side, 90 at the front, -90 at the back."""
    tilt: Annotated[float, Field(ge=0, le=80)] = 10
    """Degrees from above."""
    shape: Literal["square", "wide"] = "square"
    """Wide is 4 : 3."""
    around: tuple[Part, ...] = ()
    """Shows these parts alone, and not the whole figure."""


class Picture(Item):
    """A file of `poses/`."""

    camera: Camera = Camera()
    working: Literal["right", "both", "none"] = "right"
    """Whose leg is coral."""
    arm: bool = False
    """The working side is an arm: its sleeve is coral, and both legs are grey-blue."""
    tall: bool = False
    """The trunk stays tall in every pose: nobody slumps here."""
    low_back: Text | None = None
    """Why the low back may leave neutral here. Nothing but the avoid list, and tests that say so."""
    props: tuple[Prop, ...] = ()
    poses: Annotated[tuple[Pose, ...], Field(min_length=1)]
    loop: tuple[Step, ...] = ()
    still: Annotated[tuple[Id, ...], Field(min_length=1, max_length=2)]
    """The poses of the still, side by side. Of a self-test: what passes, then what is tight."""
    glow: tuple[Glow, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    nerve: Nerve | None = None
    caption: Literal["feel", "measuring", "why"]
    """The text of the exercise, self-test or avoided thing that stands below."""


class Bent(Item):
    """The range of a motion while its joint is bent: a bent hip opens farther."""

    by: Annotated[float, Field(gt=0, lt=180)]
    """Degrees between the thigh and where it hangs in one line with the trunk: from there on."""
    least: float
    most: float
    source: Sources


class Motion(Item):
    """One motion of a joint: its sign and its range. Sided joints are named `left_…` and `right_…`."""

    joint: Id
    motion: Id
    sided: bool
    least: float
    most: float
    neutral: tuple[float, float] | None = None
    """Where it stays in everything but the avoid list."""
    bent: Bent | None = None
    plus: Text
    """What plus does, in words."""
    source: Sources

    def range(self, bent: float) -> tuple[float, float]:
        """Degrees, of a joint that is bent by so many."""
        one = self.bent if self.bent is not None and bent >= self.bent.by else self
        return one.least, one.most


class Tissue(Item):
    """Where a tissue glows. Sided ones are described on the right."""

    id: Id
    sided: bool = True
    path: Annotated[tuple[Spot, ...], Field(min_length=2)]
    radius: Annotated[float, Field(gt=0, le=0.3)]


class NervePath(Item):
    """The way of a nerve on the right side, as a cable just under the skin."""

    id: Id
    path: Annotated[tuple[Spot, ...], Field(min_length=3)]


class Anatomy(Item):
    """`anatomy.yaml`."""

    motions: tuple[Motion, ...]
    tissues: tuple[Tissue, ...]
    nerves: tuple[NervePath, ...]

    def motion(self, joint: str, motion: str) -> Motion | None:
        bare = joint.removeprefix("left_").removeprefix("right_")
        for each in self.motions:
            if (each.joint, each.motion) == (bare, motion) and each.sided == (bare != joint):
                return each
        return None


@cache
def anatomy() -> Anatomy:
    return validate(Anatomy, read(ANATOMY))


def read_picture(path: Path) -> tuple[Picture, Document]:
    """A file of `poses/`, with its lines. Raises `ContentError`: what cannot be read or is misspelt."""
    document = read(path, shown_as(path))
    return validate(Picture, document), document


def shown_as(path: Path) -> str:
    """What faults call a file of `poses/`: one of a further pack with the pack's name, as its other files."""
    return "/".join(path.parts[-2:] if path.parent == FOLDER else path.parts[-3:])


def files(*further: Path) -> dict[str, Path]:
    """Id → file, in the order of ids. One of a further pack takes the place of the one below it, whole."""
    found: dict[str, Path] = {}
    for folder in (FOLDER, *(pack / POSES for pack in further)):
        if not leads_out(folder, folder.parent):
            found |= {path.stem: path for path in folder.glob("*.yaml")}
    return dict(sorted(found.items()))


@cache
def picture(name: str) -> Picture:
    """Of an exercise or a self-test of the built-in content, by its id. Raises `ContentError`."""
    return read_picture(FOLDER / f"{name}.yaml")[0]


def names() -> tuple[str, ...]:
    """The ids of the built-in content that have poses."""
    return tuple(files())


PARTS: tuple[Part, ...] = get_args(Part)

"""What people can do with groups from the page, beside writing in them (`phones`).

Whoever does it is named as `by`, and must be in the group.

    POST /try/groups                            {title, creator, members} → {id}: the bot is administrator
    POST /try/groups/{id}/members               {by, user, here}: somebody joins, or leaves
    POST /try/groups/{id}/bot                   {by, status, rights?}: member, administrator, kicked
    POST /try/groups/{id}/topics                {by, name} → {id}
    POST /try/groups/{id}/topics/{thread}/WHAT  {by}: WHAT is close, reopen or delete
    POST /try/groups/{id}/pin                   {by, message_id}
"""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.tryout import groups
from bot.tryout.groups import DESK_RIGHTS, BotStatus
from bot.tryout.parameters import whole
from bot.tryout.phones import Body, body_of
from bot.tryout.world import Chat, Refusal, World, bad_request


class NewGroup(Body):
    title: str = Field(min_length=1, max_length=128)
    creator: int
    members: list[int] = Field(default_factory=list)


class Membership(Body):
    by: int
    user: int
    here: bool


class BotChange(Body):
    by: int
    status: BotStatus
    rights: list[str] = Field(default_factory=lambda: sorted(DESK_RIGHTS))


class NewTopic(Body):
    by: int
    name: str


class By(Body):
    by: int


class Pinning(Body):
    by: int
    message_id: int


class GroupPhones:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        group = "/try/groups/{id}"
        return [
            Route("/try/groups", self.create, methods=["POST"]),
            Route(f"{group}/members", self.members, methods=["POST"]),
            Route(f"{group}/bot", self.bot, methods=["POST"]),
            Route(f"{group}/topics", self.new_topic, methods=["POST"]),
            Route(f"{group}/topics/{{thread:int}}/{{what}}", self.change_topic, methods=["POST"]),
            Route(f"{group}/pin", self.pin, methods=["POST"]),
        ]

    async def create(self, request: Request) -> Response:
        new = await body_of(request, NewGroup)
        group = groups.create(self.world, new.title, new.creator, new.members)
        groups.set_bot(self.world, group, new.creator, "administrator")
        return JSONResponse({"id": group.id})

    async def members(self, request: Request) -> Response:
        change = await body_of(request, Membership)
        turn = groups.add_member if change.here else groups.remove_member
        turn(self.world, self._group(request), change.user, change.by)
        return JSONResponse({})

    async def bot(self, request: Request) -> Response:
        change = await body_of(request, BotChange)
        group = self._group(request)
        groups.set_bot(self.world, group, change.by, change.status, frozenset(change.rights))
        return JSONResponse({})

    async def new_topic(self, request: Request) -> Response:
        new = await body_of(request, NewTopic)
        group = self._group(request)
        topic = groups.create_topic(self.world, group, groups.member(group, new.by).user, new.name)
        return JSONResponse({"id": topic.id})

    async def change_topic(self, request: Request) -> Response:
        by = (await body_of(request, By)).by
        group = self._group(request)
        who = groups.member(group, by).user
        topic = groups.thread_of(group, request.path_params["thread"])
        what = request.path_params["what"]
        if topic is None or what not in {"close", "reopen", "delete"}:
            raise Refusal(404, "A topic can be closed, reopened or deleted.")
        if what == "delete":
            groups.delete_topic(self.world, group, topic)
        else:
            groups.close_topic(self.world, group, who, topic, closed=what == "close")
        return JSONResponse({})

    async def pin(self, request: Request) -> Response:
        pinning = await body_of(request, Pinning)
        group = self._group(request)
        message = group.messages.get(pinning.message_id)
        if message is None:
            raise bad_request("message to pin not found")
        groups.pin(self.world, group, groups.member(group, pinning.by).user, message)
        return JSONResponse({})

    def _group(self, request: Request) -> Chat:
        return groups.of(self.world, whole(request.path_params["id"]) or 0)

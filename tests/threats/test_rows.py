"""One test for each row of the threat model in docs/security.md. Each takes a folder and nothing else, so
that it can also be run while its defence is missing.
"""

import gzip
import json
import logging
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from bot.backups import back_up, restore
from bot.clock import AdjustableClock
from bot.coach import Flows
from bot.figures import ready
from bot.rendering import tidy
from bot.run import flows_of
from bot.safe import opener
from bot.secrecy import hide
from bot.serving.server import SECRET_HEADER
from bot.settings import Settings
from bot.store import Store, StoredClient, keys, tombstones
from bot.store.keys import BadKey
from bot.telegram import Bot
from bot.tryout import local_telegram
from bot.tryout.html import parse, utf16_length
from bot.updates import read
from content import poses, reading, weights
from content.faults import ContentError
from content.library import built_in
from tests.threats.hostile import HOOK, SECRET, asking, webhook_of
from tests.threats.site import ANNA, BEN, EVE, GROUP, KIM, NOON, OWNER, SAM, Site, message, site, tap

FOREIGN = -42
SIGN = "I can't feel my groin when I wipe"
TOKEN = SecretStr("123456789:AAH-secret_0123456789abcdefghijklmnop")


# --- buttons and links ---


async def test_a_button_about_anothers_client_shows_nothing(tmp_path):
    async with site(tmp_path) as here:
        await here.taps(BEN, f"d.open.{SAM}")
        assert not [one for one in here.told(BEN) if "Sam" in one]
        await here.taps(ANNA, f"d.open.{SAM}")
        assert "Sam" in here.told(ANNA)[-1]


async def test_a_trainers_button_in_a_clients_hand_does_nothing(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, SIGN)
        before = here.told(ANNA)
        await here.taps(SAM, f"d.clear.{SAM}.RF01")
        await here.taps(EVE, f"d.open.{SAM}")
        assert here.told(ANNA) == before
        assert [lock.code for lock in here.coach._client(SAM).locks] == ["RF01"]
        assert not [one for one in here.told(EVE) if "Sam" in one]


async def test_what_a_trainer_types_lifts_no_sign(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, SIGN)
        await here.taps(ANNA, f"d.clear.{SAM}.RF01")
        await here.taps(ANNA, f"d.who.{SAM}.RF01.doctor")
        await here.says(ANNA, "today")
        assert here.coach._client(SAM).locks
        await here.taps(ANNA, here.buttons(ANNA)[0])
        assert not here.coach._client(SAM).locks


async def test_an_update_that_is_sent_again_changes_nothing(tmp_path):
    async with site(tmp_path) as here:
        said = {"update_id": 5_000_000} | message(SAM, text="hello")
        here.keep(said)
        await here.work()
        before = here.everything()
        here.keep(said)
        await here.work()
        assert here.everything() == before


async def test_an_old_button_answers_no_new_question(tmp_path):
    async with site(tmp_path) as here:
        await here.taps(SAM, "c1:about_data")
        assert here.state(SAM) == "privacy"
        await here.taps(SAM, "c1:agree")
        assert here.state(SAM) == "privacy"
        await here.taps(SAM, "c2:agree")
        assert here.state(SAM) == "city"


async def test_a_link_that_was_made_up_lets_nobody_in(tmp_path):
    async with site(tmp_path, open_to_all=False) as here:
        here.link("trainer", OWNER)
        await here.says(EVE, "/start i_" + "A" * 22)
        assert here.store.client(EVE) is None
        assert here.store.trainer(EVE) is None


async def test_a_link_lets_one_person_in_once(tmp_path):
    async with site(tmp_path, open_to_all=False) as here:
        code = here.link("client", ANNA)
        await here.says(7001, f"/start {code}")
        await here.says(EVE, f"/start {code}")
        assert here.store.client(7001) is not None
        assert here.store.client(EVE) is None


async def test_a_link_is_over_after_seven_days(tmp_path):
    async with site(tmp_path, open_to_all=False) as here:
        code = here.link("trainer", OWNER)
        here.later(days=7, seconds=1)
        await here.says(EVE, f"/start {code}")
        assert here.store.trainer(EVE) is None


async def test_a_link_in_a_stolen_database_is_no_link(tmp_path):
    async with site(tmp_path) as here:
        code = here.link("trainer", OWNER)
        here.store._execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert code.encode() not in b"".join(each.read_bytes() for each in tmp_path.glob("limber.db*"))


# --- groups and rights ---


async def test_in_a_group_that_is_nobodys_desk_nothing_is_heard(tmp_path):
    async with site(tmp_path) as here:
        before = here.everything()
        await here.arrive(
            message(SAM, where=FOREIGN, text=SIGN), message(ANNA, where=FOREIGN, text="/clients")
        )
        await here.arrive(tap(SAM, "c1:agree", where=FOREIGN))
        assert here.everything() == before
        assert here.state(SAM) == "welcome"


async def _desk(here: Site) -> None:
    changed = {
        "chat": message(ANNA, where=GROUP)["message"]["chat"],
        "from": message(ANNA)["message"]["from"],
    }
    changed["new_chat_member"] = {"status": "administrator", "can_manage_topics": True}
    await here.arrive({"my_chat_member": changed}, message(ANNA, where=GROUP, text="/desk"))
    assert here.store.keeper(GROUP) == ANNA


async def test_in_a_trainers_group_others_are_not_heard(tmp_path):
    async with site(tmp_path) as here:
        await _desk(here)
        before = here.everything()
        await here.arrive(
            message(EVE, where=GROUP, text="/clients"), message(EVE, where=GROUP, text="> hello")
        )
        await here.arrive(tap(EVE, f"d.open.{SAM}", where=GROUP))
        assert here.everything() == before


async def test_a_strangers_desk_is_none(tmp_path):
    async with site(tmp_path) as here:
        await here.arrive(*(message(EVE, where=FOREIGN, text="/desk") for _ in range(30)))
        assert here.store.keeper(FOREIGN) is None
        assert len(here.told(FOREIGN)) == 1


async def test_a_clients_command_is_no_trainers(tmp_path):
    async with site(tmp_path) as here:
        for command in ("/clients", "/invite", "/broadcast", "/trainers", "/templates", "/picture"):
            await here.says(EVE, command)
        told = "".join(here.told(EVE))
        assert "Sam" not in told
        assert "Kim" not in told
        assert "t.me/" not in told
        assert "Nobody has started" not in told


async def test_a_trainer_reads_nothing_of_anothers_client(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, SIGN)
        await here.says(BEN, "/clients")
        assert "Sam" not in "".join(here.told(BEN))
        assert "Sam" in "".join(here.told(ANNA))


async def test_a_client_becomes_no_trainer(tmp_path):
    async with site(tmp_path) as here:
        await here.taps(SAM, "c1:agree")
        await here.says(SAM, f"/start {here.link('trainer', OWNER)}")
        assert here.store.trainer(SAM) is None


# --- text ---


async def test_tags_in_names_and_words_are_shown_as_they_are(tmp_path):
    async with site(tmp_path) as here:
        await here.says(EVE, f"/start {here.link('client', ANNA)}", name="<b>E</b>&<x>")
        await here.says(EVE, f"{SIGN} </b><a href='https://evil.example'>x</a>")
        told = [parse(one)[0] for one in here.told(ANNA)]
        assert "<b>E</b>&<x> has opened" in told[-2]
        assert "</b><a href='https://evil.example'>x</a>" in told[-1]


async def test_what_is_chosen_within_a_mark_breaks_out_of_no_tag(tmp_path):
    mark = {
        "type": "pre",
        "offset": 0,
        "length": 5,
        "language": '"></code></pre><a href="https://evil.example">',
    }
    async with site(tmp_path) as here:
        event = here.worker._message(_read(message(SAM, text="hello there", entities=[mark])), NOON).event
        plain, found = parse(event.html)
        assert plain == "hello there"
        assert [one.kind for one in found] == ["pre"]


def _read(update):
    return read(json.dumps({"update_id": 1} | update)).message


async def test_a_name_reverses_and_hides_nothing(tmp_path):
    async with site(tmp_path) as here:
        await here.says(EVE, f"/start {here.link('client', ANNA)}", name="Eve\u202e\u2066\u200b\u00ad\nSam")
        await here.says(EVE, f"{SIGN} \u202egnihton si ti")
        told = "".join(here.told(ANNA))
        assert "Eve Sam" in told
        assert not [sign for sign in "\u202e\u2066\u200b\u00ad" if sign in told]


async def test_a_warning_sign_is_read_through_unseen_signs(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, "I\u200bcan't\u200bfeel\u200bmy\u200bgr\u043ein\u200bwhen\u200bI\u200bwipe")
        assert "🔴" in here.told(ANNA)[-1]


async def test_a_huge_message_reaches_the_trainer_within_telegrams_limit(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, f"{SIGN}. " + "<&>" * 1350)
        assert "🔴" in here.told(ANNA)[-1]
        assert all(utf16_length(parse(one)[0]) <= 4096 for one in here.everything())


async def test_what_no_telegram_makes_is_set_aside_at_once(tmp_path):
    async with site(tmp_path) as here:
        here.keep({"update_id": 10**9, "message": {"chat": {"id": 1 << 60}, "from": {"id": SAM}}})
        here.worker.take(here.store.next_update(here.now))
        assert here.store.counts().failed == 1
        assert "cannot be read" in here.told(OWNER)[-1]


async def test_half_a_sign_stops_nothing(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, f"\ud83d {SIGN}")
        assert "🔴" in here.told(ANNA)[-1]


# --- floods ---


async def test_of_a_flood_one_answer_says_so(tmp_path):
    async with site(tmp_path) as here:
        await here.arrive(*(message(SAM, text=f"word {number}") for number in range(100)))
        told = here.told(SAM)
        assert sum("more than I can answer" in one for one in told) == 1
        assert "more than I can answer" in told[-1]


async def test_a_flood_holds_up_nobody(tmp_path):
    async with site(tmp_path) as here:
        here.keep(*({"update_id": 10**6 + each} | message(EVE, text="x") for each in range(50)))
        here.keep({"update_id": 2 * 10**6} | message(KIM, text="hello"))
        first = [here.store.next_update(here.now).chat]
        here.store.finish_update(here.store.next_update(here.now).update_id)
        first.append(here.store.next_update(here.now).chat)
        assert KIM in first


async def test_a_warning_sign_in_a_flood_is_heard(tmp_path):
    async with site(tmp_path) as here:
        await here.arrive(*(message(SAM, text=f"word {number}") for number in range(100)))
        await here.says(SAM, SIGN)
        assert "🔴" in here.told(ANNA)[-1]


# --- content ---


def _fault(text: str) -> str:
    with pytest.raises(ContentError) as refused:
        reading.read_text(text, "x.yaml")
    return str(refused.value)


def test_a_bomb_of_aliases_is_refused(tmp_path):
    assert "anchor" in _fault("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n")


def test_a_tag_builds_nothing(tmp_path):
    assert "tag" in _fault("a: !!python/object/apply:os.system [id]\n")


def test_deep_nesting_is_refused(tmp_path):
    assert "nested deeper" in _fault("[" * 100 + "]" * 100)


def test_a_file_without_end_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"a: b\n" * 250_000)
    with pytest.raises(ContentError, match="larger than 1 MB"):
        reading.read(tmp_path / "x.yaml")


def test_a_packed_bomb_is_not_unpacked(tmp_path):
    whole = json.dumps({"learned_from": "", "meanings": [], "bias": [], "scale": 1, "features": {}})
    (tmp_path / weights.WEIGHTS).write_bytes(gzip.compress(b" " * (65 << 20) + whole.encode(), 1))
    with pytest.raises(ContentError, match="cannot be read"):
        weights.read_weights(tmp_path)


def test_a_link_out_of_a_pack_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("password: hunter2\n")
    pack = tmp_path / "pack"
    (pack / "poses").mkdir(parents=True)
    (pack / "tips.yaml").symlink_to(tmp_path / "secret")
    with pytest.raises(ContentError) as refused:
        reading.read(pack / "tips.yaml")
    assert "leads out of its folder" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_folder_out_of_a_pack_is_not_followed(tmp_path):
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "secret.yaml").write_text("x: y\n")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "poses").symlink_to(tmp_path / "others")
    assert "secret" not in poses.files(tmp_path / "pack")


def _album(folder: Path, **names: dict[str, object]) -> Path:
    pictures = folder / "pack" / "pictures" / "first"
    pictures.mkdir(parents=True)
    (pictures / "index.json").write_text(json.dumps(names))
    return pictures


ENTRY = {"still": "", "loop": "", "size": [2, 2], "seconds": 1, "sided": False, "panels": []}


def test_a_packs_picture_is_no_file_of_the_operators(tmp_path):
    pictures = _album(tmp_path, thomas_test=ENTRY)
    (tmp_path / "secret").write_text("hunter2")
    (pictures / "thomas_test.jpg").symlink_to(tmp_path / "secret")
    with pytest.raises(LookupError):
        ready.still("thomas_test", folder=pictures.parent)


def test_a_picture_is_called_as_nothing_outside_of_its_folder(tmp_path):
    pictures = _album(tmp_path, **{"../../../mine": ENTRY})
    (tmp_path / "mine.jpg").write_text("a photo of the operator's")
    tidy([pictures], [])
    assert (tmp_path / "mine.jpg").exists()


def test_a_picture_without_end_is_not_unpacked(tmp_path):
    file = BytesIO()
    Image.new("L", (5000, 5000)).save(file, "JPEG")
    with pytest.raises(LookupError, match="too large"):
        ready.mirrored(file.getvalue(), (0, 5000))


# --- the page of limber try ---


async def _answer(path: str, method: str = "GET", **headers: str):
    page = local_telegram(AdjustableClock(NOON, running=False), first_id=1)
    async with asking(page) as ask:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await ask.request(
            method, path, headers={"host": "127.0.0.1"} | sent, content=b'{"text": "hello"}'
        )


async def test_another_name_of_this_computer_is_refused(tmp_path):
    assert (await _answer("/try/state", host="evil.example")).status_code == 421
    assert (await _answer("/try/state", host="127.0.0.1.evil.example")).status_code == 421
    assert (await _answer("/try/state")).status_code == 200


async def test_another_page_cannot_write(tmp_path):
    said = "/try/chats/1001/say"
    assert (await _answer(said, "POST", origin="http://evil.example")).status_code == 403
    assert (await _answer(said, "POST", origin="null")).status_code == 403
    assert (await _answer(said, "POST", origin="http://127.0.0.1")).status_code == 200


async def test_another_page_cannot_listen(tmp_path):
    assert (await _answer("/try/state", sec_fetch_site="cross-site")).status_code == 403
    framed = await _answer("/", sec_fetch_site="cross-site", sec_fetch_dest="iframe")
    assert framed.status_code == 403


async def test_a_sent_file_runs_nothing_in_the_page(tmp_path):
    page = local_telegram(AdjustableClock(NOON, running=False), first_id=1)
    async with asking(page) as ask:
        asked = {"name": "x.html", "kind": "document"}
        await ask.post("/try/chats/1001/attach", params=asked, content=b"<script>alert(1)</script>")
        (name,) = page.state.world.files
        shown = await ask.get(f"/try/files/{name}")
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"] == "attachment"
    assert shown.headers["content-security-policy"] == "sandbox"


async def test_a_request_without_end_is_refused(tmp_path):
    async def endless():
        for _ in range(60):
            yield b"x" * (1 << 20)

    page = local_telegram(AdjustableClock(NOON, running=False), first_id=1)
    async with asking(page) as ask:
        answer = await ask.post("/try/chats/1001/attach", params={"kind": "document"}, content=endless())
    assert answer.status_code == 413
    assert not page.state.world.files


# --- the webhook ---


async def test_who_does_not_know_the_secret_brings_no_update(tmp_path):
    async with site(tmp_path) as here, asking(webhook_of(here)) as ask:
        before = here.received()
        body = json.dumps({"update_id": 10**6} | message(SAM, text=SIGN))
        for secret in (SECRET[:-1], SECRET.upper(), "", "x"):
            answer = await ask.post(HOOK, headers={SECRET_HEADER: secret}, content=body)
            assert answer.status_code == 403
        assert here.received() == before
        assert (await ask.post(HOOK, headers={SECRET_HEADER: SECRET}, content=body)).status_code == 200
        assert here.received() == before + 1


async def test_the_webhook_reads_no_body_without_end(tmp_path):
    async def endless():
        for _ in range(20):
            yield b" " * (1 << 18)
        yield json.dumps({"update_id": 10**6} | message(SAM, text=SIGN)).encode()

    async with site(tmp_path) as here, asking(webhook_of(here)) as ask:
        before = here.received()
        answer = await ask.post(HOOK, headers={SECRET_HEADER: SECRET}, content=endless())
        assert answer.status_code == 413
        assert here.received() == before


async def test_what_is_for_the_supervisor_is_not_shown_through_the_proxy(tmp_path):
    async with site(tmp_path) as here, asking(webhook_of(here)) as ask:
        assert (await ask.get("/health")).status_code == 200
        assert (await ask.get("/health", headers={"x-forwarded-for": "10.0.0.1"})).status_code == 404


# --- what is kept about a person ---


async def test_a_copy_goes_to_the_person_alone(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, "agree")
        for who in (ANNA, BEN, OWNER, KIM, EVE):
            await here.says(who, f"/export {SAM}")
            await here.taps(who, f"d.export.{SAM}")
        await here.says(SAM, "/export")
        copies = here.store._execute(
            "SELECT chat, coalesce(about, chat) FROM outbox WHERE picture LIKE '%archive%' ORDER BY id"
        ).fetchall()
        assert copies[-1] == (SAM, SAM)
        assert all(chat == whose and chat not in {ANNA, BEN, OWNER} for chat, whose in copies)


async def test_nobody_is_forgotten_without_the_typed_word(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, "/forget")
        assert here.state(SAM) is not None
        for data in here.buttons(SAM):
            await here.taps(SAM, data)
        await here.says(SAM, "/forget")
        for text in ("yes", "/forget", "forgot mi", "ok"):
            await here.says(SAM, text)
        assert here.state(SAM) is not None
        await here.says(SAM, "/forget")
        state = here.store.client(SAM).state
        await here.says(SAM, "forget me")
        assert here.state(SAM) is None
        assert Flows().load(state) is not Flows().load(state), "nor is it in memory"


# --- what is written ---


def test_a_library_that_logs_the_token_logs_it_not(tmp_path):
    written = StringIO()
    logger, handler = logging.getLogger("a.library"), logging.StreamHandler(written)
    logger.addHandler(handler)
    show = hide(TOKEN)
    try:
        logger.error("GET https://api.telegram.org/bot%s/getMe", TOKEN.get_secret_value())
    finally:
        show()
        logger.removeHandler(handler)
    assert "AAH-secret" not in written.getvalue()
    assert "[token]" in written.getvalue()


def test_no_picture_of_an_object_shows_the_token(tmp_path):
    shown = f"{Bot(TOKEN.get_secret_value())!r} {Settings(token=TOKEN, _env_file=None)!r}"
    assert "AAH-secret" not in shown


async def test_what_failed_is_logged_without_its_words(tmp_path):
    def poisoned(*_):
        raise ValueError("hunter2")

    async with site(tmp_path) as here:
        written = StringIO()
        handler = logging.StreamHandler(written)
        logging.getLogger().addHandler(handler)
        try:
            here.coach._hear = poisoned
            await here.says(SAM, "hunter2")
        finally:
            logging.getLogger().removeHandler(handler)
        assert "failed 5 times" in written.getvalue()
        assert "hunter2" not in written.getvalue() + "".join(here.told(OWNER))


# --- what lies on disk ---

NAME = "Persephone"


def _kept(folder: Path) -> Settings:
    return Settings(
        _env_file=None, encrypt=True,
        database=folder / "data" / "limber.db", key_file=folder / "keys" / "key",
    )  # fmt: skip


def _with_somebody(settings: Settings) -> Store:
    settings.database.parent.mkdir(exist_ok=True)
    store = opener(settings)(settings.database)
    store.save_client(StoredClient(SAM, f'{{"name": "{NAME}"}}', None, blocked=False), NOON)
    return store


def _says(folder: Path, word: str) -> bool:
    return any(word.encode() in file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_a_stolen_database_or_backup_says_nothing(tmp_path):
    settings = _kept(tmp_path)
    with _with_somebody(settings):
        back_up(settings, settings.database.with_name("copy.db"))
        assert not _says(settings.database.parent, NAME)
    assert not _says(settings.database.parent, NAME)
    assert not _says(settings.database.parent, "CREATE TABLE")


def test_the_key_does_not_lie_beside_the_database(tmp_path):
    settings = _kept(tmp_path).model_copy(update={"key_file": tmp_path / "data" / "key"})
    with pytest.raises(BadKey, match="lies beside"):
        _with_somebody(settings)


def test_a_key_that_others_may_read_is_refused(tmp_path):
    keys.make(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(BadKey, match="others may read"):
        keys.read(tmp_path / "key")


def test_what_was_deleted_is_in_no_page(tmp_path):
    with Store(tmp_path / "limber.db") as store:
        store.save_client(StoredClient(SAM, f'{{"name": "{NAME}"}}', None, blocked=False), NOON)
        store._execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert _says(tmp_path, NAME)
        with store.transaction():
            store.forget(SAM)
        store._execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert not _says(tmp_path, NAME)


def test_a_backup_brings_nobody_back_who_was_forgotten(tmp_path):
    settings = _kept(tmp_path)
    copy = settings.database.with_name("copy.db")
    with _with_somebody(settings) as store:
        back_up(settings, copy)
        with store.transaction():
            store.forget(SAM)
            tombstones.remember(store, SAM, NOON + timedelta(days=1))
        tombstones.keep_beside(store, settings.database)
    assert restore(settings, copy, built_in(), flows_of(settings), NOON).forgotten == 1
    with opener(settings)(settings.database) as store:
        assert store.client(SAM) is None

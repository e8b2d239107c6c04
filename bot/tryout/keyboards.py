"""The buttons under a message, checked as Telegram checks them."""

from bot.tryout.world import Json, bad_request

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
STYLES = frozenset({"primary", "success", "danger"})
ACTIONS = frozenset(
    {"url", "callback_data", "web_app", "login_url", "copy_text", "pay", "callback_game"}
    | {"switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"}
)


def checked(markup: object) -> Json | None:
    """The markup, if Telegram would take it: an inline keyboard without buttons is none."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup")
        for button in (button for row in rows for button in row):
            _check_inline(button)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard", "ReplyKeyboardMarkup")
        return markup | {"keyboard": [[_reply_button(button) for button in row] for row in rows]}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad_request("can't parse reply keyboard markup JSON object")


def _rows(rows: object, field: str, kind: str) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {kind} must be an Array of Arrays')
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return [row for row in rows if row]


def _check_inline(button: object) -> None:
    def refuse(why: str) -> None:
        raise bad_request(f"can't parse inline keyboard button: {why}")

    if not isinstance(button, dict):
        return refuse("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        return refuse('Can\'t find field "text"')
    if not button["text"].strip():
        return refuse("Inline keyboard button text must be non-empty")
    if not ACTIONS & button.keys():
        return refuse("Text buttons are unallowed in the inline keyboard")
    if button.get("style", "primary") not in STYLES:
        return refuse("Invalid button style specified")
    data = button.get("callback_data", "-")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return None


def _reply_button(button: object) -> Json:
    shown = {"text": button} if isinstance(button, str) else button
    if not isinstance(shown, dict) or not isinstance(shown.get("text"), str) or not shown["text"].strip():
        raise bad_request("can't parse keyboard button: KeyboardButton must have a non-empty text")
    return shown

"""Telegram's HTML: text with tags becomes plain text and entities, and what Telegram refuses is refused.

After `parse_html` of Telegram's own library (tdlib, MessageEntity.cpp), whose complaints these are.
Offsets and lengths count UTF-16 units, as everywhere in the Bot API.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import unescape

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});?")
FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@<>])/\w{1,32}\b(?:@\w{3,32}\b)?)"
    r"|(?P<url>(?:https?://|(?<![\w/.@])t\.me/)[^\s<>\"]+[^\s<>\".,;:!?)'])",
    re.ASCII,
)
ATTRIBUTE = re.compile(r"\s*(?P<name>[^\s=>]+)(?P<equals>\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[\w.-]+))?")
LINK = re.compile(r"(https?|tg|ton|mailto|tel):\S+|[\w-]+(\.[\w-]+)+\S*", re.IGNORECASE)


More = tuple[tuple[str, str | int], ...]
NOTHING_MORE: More = ()


@dataclass(frozen=True, slots=True)
class Entity:
    kind: str
    offset: int
    length: int
    more: More = NOTHING_MORE
    """What only some kinds have: url, language …"""

    def json(self) -> dict[str, object]:
        return {"type": self.kind, "offset": self.offset, "length": self.length} | dict(self.more)


class MalformedError(ValueError):
    """What Telegram would say after "can't parse entities: "."""


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse(marked: str) -> tuple[str, list[Entity]]:
    """The text without its tags, trimmed, and its entities."""
    plain = ""
    open_tags: list[tuple[str, dict[str, str], int]] = []
    entities: list[Entity] = []
    at = 0
    while at < len(marked):
        if marked[at] == "&" and (character := CHARACTER.match(marked, at)):
            plain += unescape(character[0])
            at = character.end()
        elif marked[at] != "<":
            plain += marked[at]
            at += 1
        elif marked.startswith("</", at):
            at = _close(marked, at, plain, open_tags, entities)
        else:
            name, attributes, end = _open(marked, at)
            open_tags.append((name, attributes, len(plain)))
            at = end
    if open_tags:
        raise MalformedError(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return _trimmed(plain, entities)


def found_in(text: str, taken: Iterable[Entity] = ()) -> list[Entity]:
    """The commands and addresses that Telegram finds in plain text, outside code and links."""
    closed = [range(e.offset, e.offset + e.length) for e in taken if e.kind in {"code", "pre", "text_link"}]
    entities: list[Entity] = []
    for match in FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        if not any(offset in span for span in closed):
            entities.append(Entity(match.lastgroup or "", offset, utf16_length(match[0])))
    return entities


def _open(marked: str, start: int) -> tuple[str, dict[str, str], int]:
    where = f"at byte offset {len(marked[:start].encode())}"
    name_end = start + 1
    while name_end < len(marked) and not marked[name_end].isspace() and marked[name_end] != ">":
        name_end += 1
    name = marked[start + 1 : name_end].lower()
    if name_end == len(marked):
        raise MalformedError(f"Unclosed start tag {where}")
    if name not in TAGS:
        raise MalformedError(f'Unsupported start tag "{name}" {where}')
    attributes: dict[str, str] = {}
    at = name_end
    while not (closing := re.compile(r"\s*>").match(marked, at)):
        attribute = ATTRIBUTE.match(marked, at)
        if not attribute:
            unclosed = not marked[at:].strip()
            raise MalformedError(
                f'Unclosed start tag "{name}" {where}'
                if unclosed
                else f'Empty attribute name in the tag "{name}" {where}'
            )
        if not attribute["equals"] and attribute["name"] != "expandable":
            raise MalformedError(
                f'Expected equal sign in declaration of an attribute of the tag "{name}" {where}'
            )
        attributes[attribute["name"].lower()] = unescape((attribute["value"] or "").strip("\"'"))
        at = attribute.end()
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise MalformedError(f'Tag "span" must have class "tg-spoiler" {where}')
    return name, attributes, closing.end()


def _close(
    marked: str,
    start: int,
    plain: str,
    open_tags: list[tuple[str, dict[str, str], int]],
    entities: list[Entity],
) -> int:
    where = f"at byte offset {len(marked[:start].encode())}"
    if not open_tags:
        raise MalformedError(f"Unexpected end tag {where}")
    end = re.compile(r"</([^\s>]*)\s*>").match(marked, start)
    if not end:
        raise MalformedError(f"Unclosed end tag {where}")
    name, attributes, begin = open_tags.pop()
    if end[1] and end[1].lower() != name:
        raise MalformedError(f'Unmatched end tag {where}, expected "</{name}>", found "</{end[1].lower()}>"')
    inside = plain[begin:]
    kind, more = _kind(name, attributes, inside)
    if inside and kind:
        entities.append(Entity(kind, utf16_length(plain[:begin]), utf16_length(inside), more))
    return end.end()


def _kind(name: str, attributes: dict[str, str], inside: str) -> tuple[str, More]:
    """The kind of entity that a tag makes, and what more is to be known of it; "" makes none."""
    kind, more = TAGS[name], NOTHING_MORE
    match name:
        case "a":
            url = attributes.get("href") or inside
            kind = kind if LINK.fullmatch(url) else ""
            more = (("url", url if ":" in url else f"http://{url}"),)
        case "tg-emoji":
            more = (("custom_emoji_id", attributes.get("emoji-id", "")),)
            if not attributes.get("emoji-id", "").isdecimal():
                raise MalformedError("Invalid custom emoji identifier specified")
        case "tg-time":
            if not attributes.get("unix", "").isdecimal():
                raise MalformedError("Invalid date specified")
            more = ("unix_time", int(attributes["unix"])), ("date_time_format", attributes.get("format", ""))
        case "blockquote" if "expandable" in attributes:
            kind = "expandable_blockquote"
        case "code" if attributes.get("class", "").startswith("language-"):
            more = (("language", attributes["class"].removeprefix("language-")),)
        case _:
            pass
    return kind, more


def _trimmed(plain: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = plain.strip()
    cut, length = utf16_length(plain) - utf16_length(plain.lstrip()), utf16_length(text)
    kept: list[Entity] = []
    for entity in entities:
        begin = max(entity.offset - cut, 0)
        end = min(entity.offset + entity.length - cut, length)
        if begin < end:
            kept.append(replace(entity, offset=begin, length=end - begin))
    kept.sort(key=lambda entity: (entity.offset, -entity.length))
    return text, _one_code_block(kept)


def _one_code_block(entities: list[Entity]) -> list[Entity]:
    """`<pre><code class="language-x">` is one entity, and a language belongs to it alone."""
    languages = {(e.offset, e.length): e.more for e in entities if e.kind == "code" and e.more}
    blocks = {(e.offset, e.length) for e in entities if e.kind == "pre"}
    kept: list[Entity] = []
    for entity in entities:
        span = (entity.offset, entity.length)
        if entity.kind == "pre":
            kept.append(replace(entity, more=languages.get(span, ())))
        elif entity.kind != "code" or span not in blocks:
            kept.append(replace(entity, more=()) if entity.kind == "code" else entity)
    return kept

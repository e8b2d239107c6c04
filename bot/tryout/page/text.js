// Text and time, as a phone shows them. What people and the bot wrote only ever becomes text nodes, never markup.

import { make } from "./dom.js";

const BOT = "limber_local_bot";
const DEEP = new RegExp(`^(?:https://)?t\\.me/${BOT}\\?(start|startgroup)=([\\w-]{1,64})(?:&.*)?$`);
const SHARE = new RegExp("^(?:https://)?t\\.me/share/url\\?");
const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

export function inZone(moment, zone, format) {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: zone ?? undefined }).format(moment);
  } catch {
    return new Intl.DateTimeFormat("en-GB", format).format(moment);
  }
}

export const clockTime = (moment, zone) => inZone(moment, zone, { hour: "2-digit", minute: "2-digit" });
export const dayOf = (moment, zone) => inZone(moment, zone, { weekday: "long", day: "numeric", month: "long" });

// Telegram's <tg-time>: a moment in the reader's own zone; what it says is the fallback.
function momentText(entity, fallback, zone) {
  const format = {};
  for (const letter of entity.date_time_format ?? "") {
    if (letter === "w") format.weekday = "long";
    else if (letter === "d") Object.assign(format, { day: "numeric", month: "numeric", year: "2-digit" });
    else if (letter === "D") Object.assign(format, { day: "numeric", month: "long", year: "numeric" });
    else if (letter === "t" || letter === "T") Object.assign(format, { hour: "2-digit", minute: "2-digit" });
    else return fallback;
  }
  return Object.keys(format).length ? inZone(entity.unix_time * 1000, zone, format) : fallback;
}

// Entities nest; offsets count UTF-16 units, as JavaScript's strings do.
export function formatted(text, entities, phone, start = 0, end = text.length) {
  const nodes = [];
  let at = start;
  entities = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  while (entities.length) {
    const entity = entities.shift();
    if (entity.offset < at || entity.offset + entity.length > end) continue;
    nodes.push(text.slice(at, entity.offset));
    at = entity.offset + entity.length;
    const inner = entities.filter((other) => other.offset + other.length <= at);
    entities = entities.filter((other) => other.offset + other.length > at);
    nodes.push(element(entity, formatted(text, inner, phone, entity.offset, at), text.slice(entity.offset, at), phone));
  }
  nodes.push(text.slice(at, end));
  return nodes.filter((node) => node !== "");
}

export function element(entity, children, text, phone) {
  const url = entity.type === "url" ? text : entity.url;
  const deep = (shared(url) ?? url)?.match(DEEP);
  if (deep) return opener(deep[1], deep[2], children, phone);
  if (/^(https?:|mailto:|tel:)/i.test(url ?? "")) {
    return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
  }
  if (entity.type === "bot_command") return sayer(text, children, phone);
  if (entity.type === "date_time") return make("time", { className: "moment" }, momentText(entity, text, phone.zone));
  if (entity.type === "spoiler") {
    const hidden = make("button", { type: "button", className: "spoiler", ariaLabel: "Hidden text: show it" }, ...children);
    hidden.onclick = () => hidden.replaceWith(make("span", {}, ...children));
    return hidden;
  }
  return TAGS[entity.type] ? make(TAGS[entity.type], {}, ...children) : make("span", {}, ...children);
}

function sayer(text, children, phone) {
  return make("button", { type: "button", className: "link", onclick: () => phone.say(text) }, ...children);
}

// What Telegram's "share this link" would send to somebody: here it is opened on their phone at once.
function shared(url) {
  return url?.match(SHARE) && new URLSearchParams(url.split("?")[1]).get("url");
}

// A link to the bot asks whose phone opens it: the page plays them all.
function opener(kind, code, children, phone) {
  const open = () => phone.root.dispatchEvent(new CustomEvent("deep-link", { bubbles: true, detail: { kind, code, phone } }));
  return make("button", { type: "button", className: "link", onclick: open }, ...children);
}

export function summary(message) {
  const kind = ["photo", "animation", "video", "voice", "document"].find((name) => message[name]);
  if (serviceText(message)) return serviceText(message);
  return (message.text ?? message.caption ?? kind ?? "").split("\n")[0].slice(0, 80);
}

// What Telegram writes itself in a group; nothing for a message of somebody's.
export function serviceText(message) {
  const who = message.from.first_name;
  const names = (users) => users.map((user) => user.first_name).join(", ");
  if (message.forum_topic_created) return `${who} began the topic “${message.forum_topic_created.name}”`;
  if (message.forum_topic_edited) {
    const { name } = message.forum_topic_edited;
    return name ? `${who} renamed the topic to “${name}”` : `${who} changed the topic's icon`;
  }
  if (message.forum_topic_closed) return `${who} closed the topic`;
  if (message.forum_topic_reopened) return `${who} reopened the topic`;
  if (message.new_chat_members) return `${who} added ${names(message.new_chat_members)}`;
  if (message.left_chat_member) return `${who} removed ${message.left_chat_member.first_name}`;
  if (message.pinned_message) return `${who} pinned “${summary(message.pinned_message)}”`;
  return "";
}

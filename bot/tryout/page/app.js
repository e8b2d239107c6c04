// The page of the local Telegram: two phones and a clock. It talks to `phones.py` and to nothing else.
// What people and the bot wrote only ever becomes text nodes, never markup.

const BOT = "limber_local_bot";
const ACTIONS = {
  typing: "typing…", upload_photo: "sending a photo…", upload_video: "sending a video…",
  record_video: "sending a video…", upload_document: "sending a file…", upload_voice: "recording…",
};
const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const still = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 820px)");
const one = (selector, root = document) => root.querySelector(selector);

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

// Makes `parent` hold exactly `wanted`, in order, without moving what is in place: clips play on.
function arrange(parent, wanted) {
  let at = parent.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

async function ask(path, body) {
  const how = body === undefined ? {} : { method: "POST", body: body instanceof Blob ? body : JSON.stringify(body) };
  const answer = await fetch(`/try/${path}`, how);
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error);
  return result;
}

// Text and time -----------------------------------------------------------------------------------

function inZone(moment, zone, format) {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: zone ?? undefined }).format(moment);
  } catch {
    return new Intl.DateTimeFormat("en-GB", format).format(moment);
  }
}

const clockTime = (moment, zone) => inZone(moment, zone, { hour: "2-digit", minute: "2-digit" });
const dayOf = (moment, zone) => inZone(moment, zone, { weekday: "long", day: "numeric", month: "long" });

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
function formatted(text, entities, phone, start = 0, end = text.length) {
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

function element(entity, children, text, phone) {
  const url = entity.type === "url" ? text : entity.url;
  const deep = url?.match(`^(?:https://)?t\\.me/${BOT}\\?start=([\\w-]{1,64})$`);
  if (deep) return sayer(`/start ${deep[1]}`, children, phone);
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

function summary(message) {
  const kind = ["photo", "animation", "video", "voice", "document"].find((name) => message[name]);
  return (message.text ?? message.caption ?? kind ?? "").split("\n")[0].slice(0, 80);
}

// A phone -----------------------------------------------------------------------------------------

class Phone {
  constructor(role) {
    this.role = role;
    this.root = one("#phone").content.cloneNode(true).firstElementChild;
    this.root.dataset.role = role;
    this.find = (selector) => one(selector, this.root);
    this.messages = new Map();
    this.shown = new Map();
    this.days = new Map();
    this.waiting = [];
    this.wire();
  }

  wire() {
    const field = this.find("textarea");
    this.find(".composer").onsubmit = (event) => { event.preventDefault(); this.send(); };
    field.onkeydown = (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") { this.showCommands(false); this.reply(null); }
    };
    field.oninput = () => {
      this.fit();
      this.showCommands(/^\/\w*$/.test(field.value), field.value);
    };
    this.find(".menu").onclick = () => this.showCommands(this.find(".commands").hidden);
    this.find(".quote button").onclick = () => this.reply(null);
    this.find(".keys").onclick = () => { this.find(".keyboard").hidden = !this.find(".keyboard").hidden; };
    this.find(".attach input").onchange = (event) => { this.attach(event.target.files[0]); event.target.value = ""; };
    this.find(".wide").onclick = () => this.blocked ? this.post("unblock", {}) : this.say("/start");
    this.find(".block").onclick = () => {
      this.find(".more").open = false;
      this.post(this.blocked ? "unblock" : "block", {});
    };
    this.find(".down").onclick = () => this.toNewest("smooth");
    this.find(".pin").onclick = () => this.shown.get(this.pinned.at(-1))?.scrollIntoView({ block: "center" });
    const chat = this.find(".chat");
    const size = () => `${chat.scrollHeight} ${chat.clientHeight}`;
    let known = "";
    chat.onscroll = () => {  // a hand that scrolls leaves the newest message; a picture that loads does not
      const near = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
      if (near || size() === known) this.atNewest = near;
      this.find(".down").hidden = this.atNewest;
    };
    const follow = new ResizeObserver(() => {
      known = size();
      if (this.atNewest) this.toNewest();
    });
    follow.observe(this.find(".list"));
    follow.observe(chat);
  }

  // What the person does

  async post(what, body) {
    try {
      return await ask(`chats/${this.id}/${what}`, body);
    } catch (problem) {
      this.toast(problem.message);
    }
  }

  async say(text) {
    const replyTo = this.quoted ? { reply_to: this.quoted } : {};
    this.reply(null);
    this.showCommands(false);
    this.atNewest = true;
    return this.post("say", { text, ...replyTo });
  }

  async send() {
    const field = this.find("textarea");
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    this.fit();
    if (!(await this.say(text))) field.value = text;
  }

  attach(file) {
    if (!file) return;
    const kind = /^image\/(png|jpeg)$/.test(file.type) ? "photo" : file.type === "video/mp4" ? "video" : "document";
    this.atNewest = true;
    this.post(`attach?kind=${kind}&name=${encodeURIComponent(file.name)}`, file);
  }

  tap(message, button, node) {
    if (button.copy_text) return navigator.clipboard?.writeText(button.copy_text.text).then(() => this.toast("Copied"));
    if (button.url) return element({ type: "text_link", url: button.url }, [], "", this).click();
    node.classList.add("waiting");
    setTimeout(() => node.classList.remove("waiting"), 10_000);
    this.post("tap", { message_id: message.message_id, data: button.callback_data });
  }

  reply(message) {
    this.quoted = message?.message_id ?? null;
    this.find(".quote").hidden = !message;
    this.find(".quote p").replaceChildren(...(message ? [make("b", {}, message.from.first_name), summary(message)] : []));
    if (message) this.find("textarea").focus();
  }

  showCommands(open, typed = "/") {
    const list = this.find(".commands");
    const matching = this.commands.filter(({ command }) => `/${command}`.startsWith(typed.toLowerCase()));
    list.hidden = !open || !matching.length;
    this.find(".menu").setAttribute("aria-expanded", String(!list.hidden));
    list.replaceChildren(...matching.map(({ command, description }) => make("button", {
      type: "button",
      onclick: () => { this.find("textarea").value = ""; this.say(`/${command}`); },
    }, make("b", {}, `/${command}`), make("span", {}, description))));
  }

  fit() {
    const field = this.find("textarea");
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
  }

  // What the phone shows

  async open(id) {
    this.id = id;
    this.reply(null);
    this.waiting = [];
    this.loading = true;
    const history = await ask(`chats/${id}/messages`);
    if (this.id !== id) return;
    this.messages = new Map(history.messages.map((message) => [message.message_id, message]));
    this.shown.clear();
    this.days.clear();
    this.find(".list").replaceChildren();
    this.pinned = history.pinned;
    this.loading = false;
    this.waiting.forEach((event) => this.hear(event));
    this.showKeyboard(history.reply_keyboard);
    this.atNewest = true;
    this.render();
    this.toNewest();
  }

  hear(event) {
    if (this.loading) return this.waiting.push(event);
    switch (event.type) {
      case "message":
        this.messages.set(event.message.message_id, event.message);
        if (event.message.from.is_bot) this.act(null);
        break;
      case "deleted": this.messages.delete(event.message_id); break;
      case "pinned": this.pinned = event.pinned; break;
      case "keyboard": return this.showKeyboard(event.keyboard);
      case "action": return this.act(event.action);
      case "answer": return this.answered(event);
    }
    this.render();
  }

  answered({ message_id: id, text, alert }) {
    this.shown.get(id)?.querySelectorAll(".waiting").forEach((node) => node.classList.remove("waiting"));
    if (text && alert) {
      one("#alert-text").textContent = text;
      if (!one("#alert").open) one("#alert").showModal();
    } else if (text) this.toast(text);
  }

  toast(text) {
    const toast = this.find(".toast");
    toast.textContent = text;
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => { toast.textContent = ""; }, 2500 + 40 * text.length);
  }

  act(action) {
    clearTimeout(this.acting);
    const status = this.find(".status");
    status.classList.toggle("active", Boolean(action));
    status.textContent = action ? ACTIONS[action] ?? "busy…" : "bot";
    if (action) this.acting = setTimeout(() => this.act(null), 5000);
  }

  describe(bot, chat) {
    const zoneChanged = this.zone !== chat.zone;
    Object.assign(this, { blocked: chat.blocked, commands: chat.commands, zone: chat.zone, name: chat.name });
    this.root.setAttribute("aria-label", `${chat.name}'s phone`);
    this.find(".avatar").textContent = bot.name[0];
    this.find("h2").textContent = bot.name;
    if (!this.find(".status").textContent) this.act(null);
    this.find(".field .unseen").textContent = `Message from ${chat.name}`;
    this.find(".block").textContent = chat.blocked ? "Unblock the bot" : "Block the bot";
    this.find(".menu").hidden = !bot.menu || !chat.commands.length;
    const wide = this.find(".wide");
    wide.textContent = chat.blocked ? "Unblock" : "Start";
    wide.hidden = chat.started && !chat.blocked;
    this.root.classList.toggle("closed", !wide.hidden);
    this.find(".about").hidden = chat.started;
    this.find(".about").replaceChildren(make("h3", {}, "What can this bot do?"), bot.description || "Press Start and see.");
    if (zoneChanged) { this.shown.clear(); this.render(); }
  }

  showKeyboard(markup) {
    const keyboard = this.find(".keyboard");
    const rows = markup?.keyboard ?? [];
    keyboard.hidden = this.find(".keys").hidden = !rows.length;
    this.find("textarea").placeholder = markup?.input_field_placeholder || "Message";
    keyboard.replaceChildren(...rows.map((row) => make("div", {}, ...row.map((button) => make("button", {
      type: "button",
      className: button.style ?? "",
      onclick: () => { this.say(button.text); keyboard.hidden = Boolean(markup.one_time_keyboard); },
    }, button.text)))));
  }

  render() {
    const nodes = [];
    let day = "";
    const all = [...this.messages.values()].sort((a, b) => a.message_id - b.message_id);
    all.forEach((message, index) => {
      const today = dayOf(message.date * 1000, this.zone);
      if (today !== day) nodes.push(this.separator(today, message.message_id));
      day = today;
      const node = this.draw(message);
      const next = all[index + 1];
      node.classList.toggle("tail", !next || next.from.id !== message.from.id || dayOf(next.date * 1000, this.zone) !== day);
      nodes.push(node);
    });
    arrange(this.find(".list"), nodes);
    const pin = this.messages.get(this.pinned?.at(-1));
    this.find(".pin").hidden = !pin;
    if (pin) this.find(".pin").replaceChildren(make("b", {}, "Pinned message"), summary(pin));
  }

  separator(day, id) {
    const key = `${day} ${id}`;
    if (!this.days.has(key)) this.days.set(key, make("p", { className: "day" }, make("span", {}, day)));
    return this.days.get(key);
  }

  draw(message) {
    const known = this.shown.get(message.message_id);
    const state = JSON.stringify(message);
    if (known?.state === state) return known;
    const node = known ?? make("div", { className: `message ${message.from.is_bot ? "in" : "out"}` }, make("article"));
    node.state = state;
    const bubble = one("article", node);
    const media = this.media(message, one(".media", bubble));
    const text = message.text ?? message.caption ?? "";
    const meta = this.meta(message);
    const body = make("div", { className: "text" },
      ...formatted(text, message.entities ?? message.caption_entities ?? [], this),
      make("span", { className: "room", ariaHidden: "true" }, meta.textContent));
    const quoted = message.reply_to_message;
    const who = make("span", { className: "unseen" }, `${message.from.first_name}: `);
    const quote = quoted && make("div", { className: "quoted" }, make("b", {}, quoted.from.first_name), summary(quoted));
    const parts = message.show_caption_above_media ? [body, media] : [media, text && body];
    bubble.className = media && !text ? "bare" : media ? "with-media" : "";
    arrange(bubble, [who, quote, ...parts, message.reaction && make("span", { className: "reaction" }, message.reaction), meta]
      .filter(Boolean));
    const reply = make("button", { type: "button", className: "icon reply", ariaLabel: "Reply", onclick: () => this.reply(message) }, icon("reply"));
    arrange(node, [bubble, this.buttons(message), reply].filter(Boolean));
    this.shown.set(message.message_id, node);
    return node;
  }

  meta(message) {
    const marks = [];
    if (message.silent) marks.push(Object.assign(icon("silent"), { ariaLabel: "sent without a sound" }));
    if (message.edit_date) marks.push("edited ");
    marks.push(clockTime(message.date * 1000, this.zone));
    if (!message.from.is_bot) marks.push(icon("ticks"));
    return make("span", { className: "meta" }, ...marks);
  }

  media(message, old) {
    const file = message.animation ?? message.video ?? message.voice ?? message.photo?.at(-1) ?? message.document;
    if (!file) return null;
    if (old?.dataset.file === file.file_id) return old;
    const src = `/try/files/${file.file_id}`;
    let node;
    if (message.animation || message.video) {
      const loops = Boolean(message.animation);
      node = make("video", { src, playsInline: true, loop: loops, muted: loops, autoplay: loops && !still.matches, controls: !loops || still.matches });
      node.setAttribute("aria-label", "Clip");
    } else if (message.photo) node = make("img", { src, alt: "Picture" });
    else if (message.voice) node = make("audio", { src, controls: true });
    else {
      const size = `${Math.max(1, Math.round(file.file_size / 1024))} KB`;
      node = make("a", { href: src, download: file.file_name, className: "file" },
        make("span", { className: "disc" }, icon("file")), make("span", {}, make("b", {}, file.file_name), size));
    }
    if (file.width && file.height) node.style.aspectRatio = `${file.width} / ${file.height}`;
    node.classList.add("media");
    node.dataset.file = file.file_id;
    return node;
  }

  buttons(message) {
    const rows = message.reply_markup?.inline_keyboard;
    if (!rows) return null;
    return make("div", { className: "buttons" }, ...rows.map((row) => make("div", {}, ...row.map((button) => {
      const node = make("button", { type: "button", className: button.style ?? "" }, make("span", {}, button.text));
      node.onclick = () => this.tap(message, button, node);
      return node;
    }))));
  }

  toNewest(behavior = "instant") {
    const chat = this.find(".chat");
    chat.scrollTo({ top: chat.scrollHeight, behavior: still.matches ? "instant" : behavior });
  }
}

// The whole page ----------------------------------------------------------------------------------

const phones = { client: new Phone("client"), trainer: new Phone("trainer") };
const unread = new Map();
let state = null;
let clock = { at: 0, seen: 0, running: false, next: null };

function now() {
  return clock.at + (clock.running ? performance.now() - clock.seen : 0);
}

function showClock() {
  const zone = phones.client.zone;
  one("#time").textContent = clockTime(now(), zone);
  one("#date").textContent = inZone(now(), zone,
    { weekday: "short", day: "numeric", month: "short", ...(narrow.matches ? {} : { year: "numeric" }) });
  const place = (zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone).split("/").at(-1).replaceAll("_", " ");
  one("#where").textContent = `${phones.client.name ?? "Client"} in ${place} · coach ${clockTime(now(), "UTC")} UTC`;
  const today = dayOf(now(), zone) === dayOf(clock.next, zone);
  one("#next").textContent = clock.next
    ? inZone(clock.next, zone, { ...(today ? {} : { weekday: "short" }), hour: "2-digit", minute: "2-digit" })
    : "none yet";
}

function setClock({ now: at, running, next }) {
  clock = { at: Date.parse(at), seen: performance.now(), running, next: next && Date.parse(next) };
  showClock();
}

async function refresh() {
  state = await ask("state");
  for (const phone of Object.values(phones)) {
    const chat = state.chats.find(({ id }) => id === phone.id) ?? state.chats.find(({ role }) => role === phone.role);
    if (chat.id !== phone.id) await phone.open(chat.id);
    phone.describe(state.bot, chat);
  }
  setClock(state.clock);
  showPeople();
}

let refreshing;
function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 150);
}

function visible(chat) {
  return phones[chat.role].id === chat.id && (!narrow.matches || document.body.dataset.shown === chat.role);
}

function showPeople() {
  const tabs = state.chats.map((chat) => {
    if (visible(chat)) unread.delete(chat.id);
    const count = unread.get(chat.id);
    const tab = make("button", { type: "button", className: `person ${chat.role}`, onclick: () => choose(chat) },
      make("span", { className: "disc", ariaHidden: "true" }, chat.name[0].toUpperCase()), chat.name);
    if (chat.role === "trainer") tab.append(make("small", {}, "trainer"));
    if (chat.blocked) tab.append(make("small", {}, "blocked"));
    if (count) tab.append(make("span", { className: "count", ariaLabel: `${count} new` }, String(count)));
    tab.setAttribute("aria-current", String(visible(chat)));
    return tab;
  });
  const add = make("button", { type: "button", className: "add", onclick: () => one("#newcomer").showModal() }, icon("plus"), "client");
  const trainers = tabs.filter((tab) => tab.classList.contains("trainer"));
  one(".people").replaceChildren(
    make("div", {}, ...tabs.filter((tab) => !trainers.includes(tab)), add), make("div", {}, ...trainers));
}

async function choose(chat) {
  document.body.dataset.shown = chat.role;
  unread.delete(chat.id);
  const phone = phones[chat.role];
  if (phone.id !== chat.id) await phone.open(chat.id);
  else phone.toNewest();
  await refresh();
}

one("#newcomer form").onsubmit = async (event) => {
  event.preventDefault();
  const field = one("#newcomer input");
  const { id } = await ask("clients", { name: field.value });
  field.value = "";
  one("#newcomer").close();
  await choose({ id, role: "client" });
};
one("#newcomer [data-close]").onclick = () => one("#newcomer").close();

for (const button of document.querySelectorAll("[data-jump]")) {
  button.onclick = async () => {
    const jump = button.dataset.jump;
    const buttons = document.querySelectorAll("[data-jump]");
    buttons.forEach((other) => { other.disabled = true; });
    try {
      setClock(await ask("clock", jump === "next" ? { to: "next" } : { jump_seconds: Number(jump) }));
    } catch (problem) {
      phones[document.body.dataset.shown].toast(problem.message);
    }
    buttons.forEach((other) => { other.disabled = false; });
    button.focus();
  };
}

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}
one("#theme").onclick = () => {
  const dark = document.documentElement.dataset.theme === "night"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  localStorage.setItem("theme", dark ? "day" : "night");
  setTheme(localStorage.getItem("theme"));
};

function hear(event) {
  const phone = Object.values(phones).find(({ id }) => id === event.chat);
  const chat = state?.chats.find(({ id }) => id === event.chat);
  if (event.type === "message" && chat && !visible(chat) && event.message.from.is_bot && !event.message.edit_date) {
    unread.set(chat.id, (unread.get(chat.id) ?? 0) + 1);
  }
  phone?.hear(event);
  if (event.type !== "action") refreshSoon();
}

function listen() {
  const events = new EventSource("/try/events");
  events.onmessage = async ({ data }) => {
    const event = JSON.parse(data);
    if (event.type !== "hello") return hear(event);
    one(".lost").hidden = true;
    for (const phone of Object.values(phones)) if (phone.id) await phone.open(phone.id).catch(() => { phone.id = null; });
    await refresh();
  };
  events.onerror = () => {
    one(".lost").hidden = false;
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

setTheme(localStorage.getItem("theme"));
document.body.dataset.shown = "client";
one("main").append(phones.client.root, phones.trainer.root);
narrow.onchange = () => state && showPeople();
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details[open]")) if (!menu.contains(target)) menu.open = false;
});
setInterval(showClock, 1000);
listen();

// One phone: a person's chat with the bot. It talks to `phones.py` and to nothing else.

import { arrange, ask, icon, make, one, refill, still } from "./dom.js";
import { clockTime, dayOf, element, formatted, serviceText, summary } from "./text.js";

const ACTIONS = {
  typing: "typing…", upload_photo: "sending a photo…", upload_video: "sending a video…",
  record_video: "sending a video…", upload_document: "sending a file…", upload_voice: "recording…",
};

// How a phone is called in an address.
export const slug = (name) => name.trim().toLowerCase().replaceAll(/\s+/g, "-");

export class Phone {
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
      if (event.key === "Escape") { this.showCommands(false); this.leaveQuote(); }
    };
    field.oninput = () => {
      this.fit();
      this.showCommands(/^\/\w*$/.test(field.value), field.value);
    };
    this.find(".menu").onclick = () => this.showCommands(this.find(".commands").hidden);
    this.find(".quote button").onclick = () => this.leaveQuote();
    this.find(".keys").onclick = () => { this.find(".keyboard").hidden = !this.find(".keyboard").hidden; };
    this.find(".attach input").onchange = (event) => { this.attach(event.target.files[0]); event.target.value = ""; };
    this.find(".voice").onclick = () => this.sing();
    this.find(".wide").onclick = () => this.blocked ? this.post("unblock", {}) : this.say("/start");
    this.find(".down").onclick = () => this.toNewest("smooth");
    this.find(".pin").onclick = () => this.shown.get(this.shownPin())?.scrollIntoView({ block: "center" });
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
    return this.tried(() => ask(`chats/${this.id}/${what}`, body));
  }

  async tried(act) {
    try {
      return await act();
    } catch (problem) {
      this.toast(problem.message);
    }
  }

  // As whom, and where in the chat: only a group has more than one of each.
  who() { return {}; }
  place() { return {}; }
  mine(message) { return !message.from.is_bot; }

  // Where the next message goes, and what it answers: once.
  aimed() {
    const place = { ...this.place(), ...(this.quoted ? { reply_to: this.quoted } : {}) };
    this.leaveQuote();
    this.atNewest = true;
    return place;
  }

  async say(text) {
    this.showCommands(false);
    return this.post("say", { text, ...this.who(), ...this.aimed() });
  }

  async send() {
    const field = this.find("textarea");
    const text = field.value.trim();
    if (!text) return;
    const edited = this.edited;
    if (edited) this.leaveQuote();
    field.value = "";
    this.fit();
    const done = edited
      ? this.post("edit", { message_id: edited, text, ...this.who() })
      : this.say(text);
    if (!(await done)) { field.value = text; this.fit(); }
  }

  // A picture, a clip, a voice note or any other file; what is typed becomes its caption.
  attach(file) {
    if (!file) return;
    const kinds = { "image/png": "photo", "image/jpeg": "photo", "video/mp4": "video", "audio/ogg": "voice" };
    const caption = this.edited ? "" : this.find("textarea").value;
    this.sendFile(file, { kind: kinds[file.type] ?? "document", name: file.name, caption });
    if (caption) { this.find("textarea").value = ""; this.fit(); }
  }

  // Stands in for a recorded voice note: no microphone is needed.
  async sing() {
    const file = await (await fetch("voice.ogg")).blob();
    this.sendFile(file, { kind: "voice", name: "voice.ogg", duration: 1 });
  }

  sendFile(file, about) {
    const query = new URLSearchParams({ ...about, ...this.who(), ...this.aimed() });
    return this.post(`attach?${query}`, file);
  }

  tap(message, button, node) {
    if (button.copy_text) return navigator.clipboard?.writeText(button.copy_text.text).then(() => this.toast("Copied"));
    if (button.url) return element({ type: "text_link", url: button.url }, [], "", this).click();
    node.classList.add("waiting");
    setTimeout(() => node.classList.remove("waiting"), 10_000);
    this.post("tap", { message_id: message.message_id, data: button.callback_data, ...this.who() });
  }

  reply(message) {
    this.leaveQuote();
    this.quoted = message.message_id;
    this.quote(message.from.first_name, message);
  }

  edit(message) {
    this.leaveQuote();
    this.edited = message.message_id;
    this.find("textarea").value = message.text;
    this.fit();
    this.quote("Edit your message", message);
  }

  quote(title, message) {
    this.find(".quote").hidden = false;
    this.find(".quote p").replaceChildren(make("b", {}, title), summary(message));
    this.find("textarea").focus();
  }

  leaveQuote() {
    if (this.edited) { this.find("textarea").value = ""; this.fit(); }
    this.quoted = this.edited = null;
    this.find(".quote").hidden = true;
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
    const empty = !field.value.trim();  // an empty field offers a voice note, as Telegram's does
    this.find(".voice").hidden = !empty;
    this.find(".send").hidden = empty;
  }

  // What the phone shows

  async open(id) {
    this.id = id;
    this.leaveQuote();
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
        this.heard?.(event.message);
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
    status.textContent = action ? ACTIONS[action] ?? "busy…" : this.idle();
    if (action) this.acting = setTimeout(() => this.act(null), 5000);
  }

  idle() { return "bot"; }

  // What "More" lists: [text, what it does, a class].
  menu() {
    return [[this.blocked ? "Unblock the bot" : "Block the bot", () => this.post(this.blocked ? "unblock" : "block", {}), "danger"]];
  }

  showMenu() {
    const address = `?phone=${encodeURIComponent(slug(this.name))}`;
    const own = make("a", { href: address, target: address, className: "window" }, "Open in a window of its own");
    own.onclick = (event) => {
      event.preventDefault();
      this.find(".more").open = false;
      window.open(address, address, "popup,width=400,height=800");
    };
    const back = make("a", { href: "./", className: "window" }, "Show all phones");
    const choices = this.menu();
    refill(this.find(".choices"), [this.id, this.name, this.thread, choices], () => [
      document.body.dataset.solo ? back : own,
      ...choices.map(([text, act, className = ""]) => make("button", {
        type: "button", className, onclick: () => { this.find(".more").open = false; act(); },
      }, text)),
    ]);
  }

  describe(bot, chat) {
    const zoneChanged = this.zone !== chat.zone;
    Object.assign(this, { blocked: chat.blocked, commands: chat.commands, zone: chat.zone, name: chat.name });
    this.title(bot, chat);
    if (!this.find(".status").textContent) this.act(null);
    this.showMenu();
    this.find(".menu").hidden = !bot.menu || !chat.commands.length;
    const wide = this.find(".wide");
    wide.textContent = chat.blocked ? "Unblock" : "Start";
    wide.hidden = chat.started && !chat.blocked;
    this.root.classList.toggle("closed", !wide.hidden);
    this.find(".about").hidden = chat.started;
    this.find(".about").replaceChildren(make("h3", {}, "What can this bot do?"), bot.description || "Press Start and see.");
    if (zoneChanged) { this.shown.clear(); this.render(); }
  }

  title(bot, chat) {
    this.root.setAttribute("aria-label", `${chat.name}'s phone`);
    this.find(".avatar").textContent = bot.name[0];
    this.find("h2").textContent = bot.name;
    this.find(".owner").textContent = `${chat.name}'s phone`;
    this.find(".field .unseen").textContent = `Message from ${chat.name}`;
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
    const all = this.here().sort((a, b) => a.message_id - b.message_id);
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
    const pin = this.messages.get(this.shownPin());
    this.find(".pin").hidden = !pin;
    if (pin) this.find(".pin").replaceChildren(make("b", {}, "Pinned message"), summary(pin));
  }

  here() { return [...this.messages.values()]; }

  shownPin() { return this.pinned?.filter((id) => this.here().some((message) => message.message_id === id)).at(-1); }

  separator(day, id) {
    const key = `${day} ${id}`;
    if (!this.days.has(key)) this.days.set(key, make("p", { className: "day" }, make("span", {}, day)));
    return this.days.get(key);
  }

  draw(message) {
    const known = this.shown.get(message.message_id);
    const mine = this.mine(message);
    const state = JSON.stringify([message, mine]);
    if (known?.state === state) return known;
    if (serviceText(message)) return this.drawService(message, state);
    const node = known ?? make("div", {}, make("article"));
    node.className = `message ${mine ? "out" : "in"}`;
    node.state = state;
    const bubble = one("article", node);
    const media = this.media(message, one(".media", bubble));
    const text = message.text ?? message.caption ?? "";
    const meta = this.meta(message);
    const body = make("div", { className: "text" },
      ...formatted(text, message.entities ?? message.caption_entities ?? [], this),
      make("span", { className: "room", ariaHidden: "true" }, meta.textContent));
    const quoted = message.reply_to_message?.forum_topic_created ? null : message.reply_to_message;
    const name = message.from.first_name;
    const who = this.many && !mine ? make("b", { className: "sender" }, name) : make("span", { className: "unseen" }, `${name}: `);
    const quote = quoted && make("div", { className: "quoted" }, make("b", {}, quoted.from.first_name), summary(quoted));
    const parts = message.show_caption_above_media ? [body, media] : [media, text && body];
    bubble.className = media && !text ? "bare" : media ? "with-media" : "";
    arrange(bubble, [who, quote, ...parts, message.reaction && make("span", { className: "reaction" }, message.reaction), meta]
      .filter(Boolean));
    const tool = (name, label, act) => make("button", { type: "button", className: "icon", ariaLabel: label, onclick: act }, icon(name));
    const tools = make("div", { className: "tools" }, tool("reply", "Reply", () => this.reply(message)));
    if (mine && message.text) tools.prepend(tool("edit", "Edit", () => this.edit(message)));
    arrange(node, [bubble, this.buttons(message), tools].filter(Boolean));
    this.shown.set(message.message_id, node);
    return node;
  }

  drawService(message, state) {
    const node = make("p", { className: "message service day" }, make("span", {}, serviceText(message)));
    node.state = state;
    this.shown.set(message.message_id, node);
    return node;
  }

  meta(message) {
    const marks = [];
    if (message.silent) marks.push(Object.assign(icon("silent"), { ariaLabel: "sent without a sound" }));
    if (message.edit_date) marks.push("edited ");
    marks.push(clockTime(message.date * 1000, this.zone));
    if (this.mine(message)) marks.push(icon("ticks"));
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

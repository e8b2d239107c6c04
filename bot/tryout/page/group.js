// The desk group: several people, the bot, and a topic for each client. The page plays all the people.

import { ask, icon, make, refill } from "./dom.js";
import { Phone } from "./phone.js";

const counted = (all, what) => `${all.length} ${what}${all.length === 1 ? "" : "s"}`;

export class Group extends Phone {
  constructor() {
    super("group");
    this.many = true;
    this.thread = null;
    this.unread = new Map();
    this.find(".who select").onchange = (event) => this.speakAs(Number(event.target.value));
  }

  who() { return { by: this.as }; }
  place() { return this.thread ? { thread: this.thread } : {}; }
  mine(message) { return message.from.id === this.as; }
  here() { return [...this.messages.values()].filter((message) => (message.message_thread_id ?? null) === this.thread); }
  idle() { return this.members ? `${counted(this.members, "member")} · ${counted(this.topics, "topic")}` : "group"; }

  title(bot, chat) {
    Object.assign(this, { members: chat.members, topics: chat.topics, bot });
    if (this.thread && !this.topic()) this.enter(null);
    const people = this.people();
    if (!people.some(({ id }) => id === this.as)) this.as = people[0]?.id;
    this.root.setAttribute("aria-label", chat.name);
    this.find(".avatar").textContent = chat.name[0];
    this.find("h2").textContent = chat.name;
    this.find(".owner").textContent = "";
    this.find(".status").textContent = this.idle();
    this.find(".who").hidden = false;
    refill(this.find(".who select"), [people, this.as], () =>
      people.map(({ id, name }) => make("option", { value: id, selected: id === this.as }, name)));
    this.nameField();
    this.showTopics();
  }

  people() { return this.members.filter(({ bot }) => !bot); }
  topic() { return this.topics.find(({ id }) => id === this.thread); }

  speakAs(id) {
    this.as = id;
    this.leaveQuote();
    this.nameField();
    this.render();
  }

  nameField() {
    const name = this.people().find(({ id }) => id === this.as)?.name ?? "nobody";
    this.find(".field .unseen").textContent = `Message from ${name}`;
  }

  enter(thread) {
    this.thread = thread;
    this.unread.delete(thread);
    this.leaveQuote();
    this.showTopics();
    this.find('.topics [aria-current="true"]').scrollIntoView({ block: "nearest", inline: "nearest" });
    this.showMenu();
    this.atNewest = true;
    this.render();
    this.toNewest();
  }

  heard(message) {
    const thread = message.message_thread_id ?? null;
    if (thread !== this.thread && !message.edit_date) this.unread.set(thread, (this.unread.get(thread) ?? 0) + 1);
  }

  showTopics() {
    const tab = (thread, name, color, closed) => {
      const hue = `#${(color ?? 0x8d9aa6).toString(16).padStart(6, "0")}`;
      const button = make("button", { type: "button", onclick: () => this.enter(thread) },
        make("span", { className: "dot", ariaHidden: "true" }, name[0]), name);
      button.firstChild.style.background = hue;
      if (closed) button.append(make("small", {}, "closed"));
      const count = this.unread.get(thread);
      if (count) button.append(make("span", { className: "count", ariaLabel: `${count} new` }, String(count)));
      button.setAttribute("aria-current", String(thread === this.thread));
      return button;
    };
    const add = make("button", { type: "button", className: "add", ariaLabel: "New topic", onclick: () => this.beginTopic() }, icon("plus"));
    const list = this.find(".topics");
    list.hidden = false;
    refill(list, [this.topics, this.thread, [...this.unread]], () => [
      tab(null, "General"), ...this.topics.map(({ id, name, icon_color: color, closed }) => tab(id, name, color, closed)), add,
    ]);
  }

  group(what, body) {
    return this.tried(() => ask(`groups/${this.id}/${what}`, { by: this.as, ...body }));
  }

  async beginTopic() {
    const name = await this.prompt("A new topic", "Name");
    const made = name && await this.group("topics", { name });
    if (made) this.next = made.id;
  }

  menu() {
    const topic = this.topic();
    const outside = this.everybody.filter(({ id }) => !this.members.some((member) => member.id === id));
    const inside = this.people().filter(({ id, status }) => id !== this.as && status !== "creator");
    const bot = this.members.find((member) => member.bot);
    const change = (what) => () => this.group(`topics/${topic.id}/${what}`, {});
    return [
      ...(topic ? [
        topic.closed ? ["Reopen this topic", change("reopen")] : ["Close this topic", change("close")],
        ["Delete this topic", change("delete"), "danger"],
      ] : []),
      ...outside.map(({ id, name }) => [`Add ${name}`, () => this.group("members", { user: id, here: true })]),
      ...inside.map(({ id, name }) => [`Remove ${name}`, () => this.group("members", { user: id, here: false })]),
      bot
        ? [`Remove ${this.bot.name}, the bot`, () => this.group("bot", { status: "kicked" }), "danger"]
        : [`Add ${this.bot.name}, the bot, as administrator`, () => this.group("bot", { status: "administrator" })],
    ];
  }

  describe(bot, chat) {
    super.describe(bot, chat);
    if (this.next && chat.topics.some(({ id }) => id === this.next)) {
      const next = this.next;
      this.next = null;
      this.enter(next);
    }
  }
}

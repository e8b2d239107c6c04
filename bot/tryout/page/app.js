// The page of the local Telegram: people's phones, their group and a clock. `?phone=anna` is one phone alone.

import { ask, icon, make, narrow, one, refill } from "./dom.js";
import { Group } from "./group.js";
import { Phone, slug } from "./phone.js";
import { clockTime, dayOf, inZone } from "./text.js";

const solo = new URLSearchParams(location.search).get("phone");
const phones = {};
const unread = new Map();
let state = null;
let clock = { at: 0, seen: 0, running: false, next: null };

// Time --------------------------------------------------------------------------------------------

function now() {
  return clock.at + (clock.running ? performance.now() - clock.seen : 0);
}

function showClock() {
  const { zone, name } = phones.client ?? Object.values(phones)[0] ?? {};
  one("#time").textContent = clockTime(now(), zone);
  one("#date").textContent = inZone(now(), zone,
    { weekday: "short", day: "numeric", month: "short", ...(narrow.matches || solo ? {} : { year: "numeric" }) });
  const place = (zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone).split("/").at(-1).replaceAll("_", " ");
  one("#where").textContent = `${name ?? "Client"} in ${place} · coach ${clockTime(now(), "UTC")} UTC`;
  const today = dayOf(now(), zone) === dayOf(clock.next, zone);
  one("#next").textContent = clock.next
    ? inZone(clock.next, zone, { ...(today ? {} : { weekday: "short" }), hour: "2-digit", minute: "2-digit" })
    : "none yet";
}

function setClock({ now: at, running, next }) {
  clock = { at: Date.parse(at), seen: performance.now(), running, next: next && Date.parse(next) };
  showClock();
}

for (const button of document.querySelectorAll("[data-jump]")) {
  button.onclick = async () => {
    const jump = button.dataset.jump;
    const buttons = document.querySelectorAll("[data-jump]");
    buttons.forEach((other) => { other.disabled = true; });
    try {
      setClock(await ask("clock", jump === "next" ? { to: "next" } : { jump_seconds: Number(jump) }));
    } catch (problem) {
      seen().toast(problem.message);
    }
    buttons.forEach((other) => { other.disabled = false; });
    button.focus();
  };
}

// Who is here -------------------------------------------------------------------------------------

const people = () => state.chats.filter(({ role }) => role !== "group");
const seen = () => Object.values(phones).find(({ root }) => root.checkVisibility()) ?? Object.values(phones)[0];

function phoneFor(role) {
  if (!phones[role]) {
    phones[role] = role === "group" ? new Group() : new Phone(role);
    phones[role].prompt = prompt;
    one("main").append(phones[role].root);
    if (role === "group") document.body.dataset.group = "here";
  }
  return phones[role];
}

async function refresh() {
  state = await ask("state");
  const alone = solo && state.chats.find(({ id, name }) => String(id) === solo || slug(name) === slug(solo));
  if (solo && !alone) return showNobody();
  const roles = solo ? [alone.role] : ["client", "trainer", ...(state.chats.some(({ role }) => role === "group") ? ["group"] : [])];
  for (const role of roles) {
    const phone = phoneFor(role);
    const chat = alone || (state.chats.find(({ id }) => id === phone.id) ?? state.chats.find((one) => one.role === role));
    if (chat.id !== phone.id) await phone.open(chat.id);
    phone.everybody = people();
    phone.describe(state.bot, chat);
    if (solo) document.title = `${chat.name} · Limber`;
  }
  setClock(state.clock);
  showPeople();
}

function showNobody() {
  setClock(state.clock);
  const links = state.chats.map(({ name }) => make("a", { href: `?phone=${encodeURIComponent(slug(name))}` }, name));
  one("main").replaceChildren(make("p", { className: "nobody" }, `There is no phone called “${solo}” here. Open: `, ...links));
}

let refreshing;
function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 150);
}

function visible(chat) {
  const phone = phones[chat.role];
  return phone?.id === chat.id && phone.root.checkVisibility();
}

function showPeople() {
  state.chats.filter(visible).forEach(({ id }) => unread.delete(id));
  const about = state.chats.map((chat) => [chat.id, chat.name, chat.role, chat.blocked, visible(chat), unread.get(chat.id)]);
  refill(one(".people"), about, peopleTabs);
}

function peopleTabs() {
  const tabs = state.chats.map((chat) => {
    const count = unread.get(chat.id);
    const tab = make("button", { type: "button", className: `person ${chat.role}`, onclick: () => choose(chat) },
      make("span", { className: "disc", ariaHidden: "true" }, chat.name[0].toUpperCase()), chat.name);
    if (chat.role !== "client") tab.append(make("small", {}, chat.role));
    if (chat.blocked) tab.append(make("small", {}, "blocked"));
    if (count) tab.append(make("span", { className: "count", ariaLabel: `${count} new` }, String(count)));
    tab.setAttribute("aria-current", String(visible(chat)));
    return tab;
  });
  const add = (what, act) => make("button", { type: "button", className: "add", onclick: act }, icon("plus"), what);
  const clients = tabs.filter((tab) => tab.classList.contains("client"));
  const others = tabs.filter((tab) => !clients.includes(tab));
  const group = state.chats.some(({ role }) => role === "group") ? [] : [add("desk group", newGroup)];
  return [
    make("div", {}, ...clients, add("client", () => newcomer("client"))),
    make("div", {}, ...others, add("trainer", () => newcomer("trainer")), ...group),
  ];
}

async function choose(chat) {
  document.body.dataset.shown = chat.role;
  if (chat.role !== "client") document.body.dataset.right = chat.role;
  unread.delete(chat.id);
  const phone = phoneFor(chat.role);
  if (phone.id !== chat.id) await phone.open(chat.id);
  else phone.toNewest();
  await refresh();
}

// Somebody new ------------------------------------------------------------------------------------

// Asks for one line of text; nothing when it is called off.
function prompt(title, label) {
  const box = one("#prompt");
  const field = one("input", box);
  one("h2", box).textContent = title;
  one("label span", box).textContent = label;
  field.value = "";
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => {
    box.onclose = () => resolve(box.returnValue === "ok" ? field.value.trim() : "");
  });
}
one("#prompt [data-close]").onclick = () => one("#prompt").close();

async function newPerson(role) {
  const name = await prompt(role === "trainer" ? "One more trainer's phone" : "One more client", "First name");
  return name ? { ...await ask("clients", { name, role }), name, role } : null;
}

async function newcomer(role) {
  const somebody = await newPerson(role);
  if (somebody) await choose(somebody);
}

async function newGroup() {
  const [creator, ...members] = people().filter(({ role }) => role === "trainer").map(({ id }) => id);
  const { id } = await ask("groups", { title: "Desk", creator, members });
  await choose({ id, role: "group" });
  return id;
}

// Links to the bot --------------------------------------------------------------------------------

document.addEventListener("deep-link", ({ detail: { kind, code, phone } }) => {
  const box = one("#opener");
  const choice = (name, note, act) => make("button", { type: "button", onclick: async () => {
    box.close();
    await phone.tried(act);
  } }, make("span", { className: "disc", ariaHidden: "true" }, name[0]), name, make("small", {}, note));
  one("h2", box).textContent = kind === "start" ? "Open the link as …" : "Add the bot to …";
  one(".list", box).replaceChildren(...(kind === "start" ? openers(code, phone, choice) : groupsFor(code, phone, choice)));
  box.showModal();
});
one("#opener [data-close]").onclick = () => one("#opener").close();

function openers(code, phone, choice) {
  const start = async (chat) => {
    await ask(`chats/${chat.id}/say`, { text: `/start ${code}` });
    if (!solo) return choose(chat);
    return chat.id === phone.id ? phone.toNewest() : phone.toast(`Opened on ${chat.name}'s phone.`);
  };
  const own = people().sort((a, b) => (b.id === phone.id) - (a.id === phone.id));
  return [
    ...own.map((chat) => choice(chat.name, chat.id === phone.id ? "this phone" : chat.role, () => start(chat))),
    choice("Somebody new", "one more client", async () => {
      const somebody = await newPerson("client");
      if (somebody) await start(somebody);
    }),
  ];
}

function groupsFor(code, phone, choice) {
  const add = async (id, creator) => {
    await ask(`groups/${id}/bot`, { by: creator, status: "administrator" });
    await ask(`chats/${id}/say`, { text: `/start@${state.bot.username} ${code}`, by: creator });
    if (!solo) await choose({ id, role: "group" });
    else phone.toast("Added. The group has a window of its own.");
  };
  const known = state.chats.filter(({ role }) => role === "group");
  return [
    ...known.map(({ id, name, members }) => choice(name, "group", () => add(id, members.find(({ status }) => status === "creator").id))),
    choice("Desk", "a new group", async () => add(
      (await ask("groups", { title: "Desk", creator: phone.as ?? phone.id, members: [] })).id, phone.as ?? phone.id)),
  ];
}

// The rest ----------------------------------------------------------------------------------------

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
Object.assign(document.body.dataset, { shown: "client", right: "trainer", ...(solo ? { solo } : {}) });
if (!solo) ["client", "trainer"].forEach(phoneFor);
narrow.onchange = () => state && showPeople();
window.onresize = () => state && showPeople();
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details[open]")) if (!menu.contains(target)) menu.open = false;
});
setInterval(showClock, 1000);
listen();

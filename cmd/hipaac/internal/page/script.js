
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const said = document.getElementById("said");
  for (const part of all(".scripted")) part.hidden = false;

  // A list is filtered by the form that names it. Each select looks at the attribute of its own name; a value is one of the words there.
  class List {
    constructor(form) {
      this.form = form;
      this.root = document.querySelector(`[data-items="${form.dataset.list}"]`);
      this.groups = all(".group", this.root);
      this.items = all("[data-item]", this.root).map((element, index) => ({
        element, index, parent: element.parentNode, text: null, held: element.querySelector(".held"),
        places: all("tbody[data-in]", element).map((body) => ({body, where: body.dataset.in, result: body.querySelector("td").textContent, n: Number(body.dataset.n ?? 1)})),
      }));
      form.addEventListener("input", () => this.show());
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("reset", () => setTimeout(() => this.show()));
      for (const button of all("button[data-open]", form)) button.addEventListener("click", () => this.open(button.dataset.open === "true"));
      this.show();
    }

    wanted() {
      const data = new FormData(this.form);
      const wanted = {words: [], selects: [], where: "", result: "", order: data.get("order")};
      for (const [name, value] of data) {
        if (name === "text") wanted.words = value.toLowerCase().split(/\s+/).filter(Boolean);
        else if (name === "in") wanted.where = value;
        else if (name === "result") wanted.result = value;
        else if (name !== "order" && value) wanted.selects.push([name, value]);
      }
      return wanted;
    }

    show() {
      const wanted = this.wanted();
      let shown = 0;
      for (const item of this.items) {
        const fits = this.fits(item, wanted);
        item.element.hidden = !fits;
        shown += fits;
      }
      for (const group of this.groups) group.hidden = !group.querySelector("[data-item]:not([hidden])");
      this.sort(wanted.order);
      const narrowed = shown < this.items.length || wanted.where !== "" || wanted.result !== "";
      this.form.classList.toggle("narrowed", narrowed);
      this.form.querySelector("output").textContent = narrowed ? `${shown} of ${this.items.length} ${this.form.dataset.list} shown` : `all ${shown} ${this.form.dataset.list}`;
      this.form.querySelector("[type=reset]").hidden = !narrowed;
    }

    fits(item, wanted) {
      const data = item.element.dataset;
      const places = this.narrow(item, wanted);
      if ((wanted.where || wanted.result) && places === 0) return false;
      if (!wanted.selects.every(([name, value]) => data[name] === value || (data[name] ?? "").split(" ").includes(value))) return false;
      if (wanted.words.length === 0) return true;
      item.text ??= item.element.textContent.toLowerCase();
      return wanted.words.every((word) => item.text.includes(word));
    }

    // narrow leaves of a control the verdicts that are asked for, and says their numbers again.
    narrow(item, {where, result}) {
      if (item.places.length === 0) return 0;
      const numbers = new Map();
      let fitting = 0;
      for (const place of item.places) {
        const fits = (!where || place.where === where || (where.endsWith("/") && place.where.startsWith(where))) && (!result || place.result === result);
        place.body.hidden = !fits;
        if (!fits) continue;
        fitting++;
        numbers.set(place.result, (numbers.get(place.result) ?? 0) + place.n);
      }
      if (fitting > 0) item.held.textContent = [...numbers].map(([name, n]) => `${n.toLocaleString("en")} ${name}`).join(", ");
      return fitting;
    }

    sort(order) {
      const number = (item, name) => Number(item.element.dataset[name]);
      const name = (item) => item.element.querySelector(".name").textContent;
      const by = {
        "": () => 0, open: (a, b) => number(b, "open") - number(a, "open"), size: (a, b) => number(b, "size") - number(a, "size"),
        rank: (a, b) => number(a, "rank") - number(b, "rank"), name: (a, b) => name(a).localeCompare(name(b), "en"),
      }[order ?? ""];
      if (order === this.order) return;
      this.order = order;
      for (const item of [...this.items].sort((a, b) => by(a, b) || a.index - b.index)) item.parent.append(item.element);
    }

    open(open) {
      for (const item of this.items) if (!item.element.hidden) item.element.querySelector("details").open = open;
    }

    set(name, value) {
      this.form.reset();
      setTimeout(() => { this.form.elements[name].value = value; this.show(); });
    }
  }

  const lists = new Map(all("form[data-list]").map((form) => [form.dataset.list, new List(form)]));

  // Numbers of the overview lead to what they count.
  for (const link of all("a[data-form]")) {
    link.addEventListener("click", () => lists.get(link.dataset.form)?.set(link.dataset.name, link.dataset.value));
  }

  // A link into a list opens what it leads to, even if a filter hides it.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const item = target?.closest("[data-item]");
    if (!item) return;
    if (item.hidden) {
      for (const list of lists.values()) if (list.root.contains(item)) { list.form.reset(); list.show(); }
    }
    const details = item.querySelector("details");
    details.open = true;
    details.firstElementChild.scrollIntoView({block: "start"});
    details.firstElementChild.focus({preventScroll: true});
  };
  addEventListener("hashchange", reveal);
  addEventListener("load", reveal);

  const tell = (text) => { said.textContent = ""; setTimeout(() => { said.textContent = text; }, 50); };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.link");
    if (!link || !navigator.clipboard) return;
    const label = link.textContent;
    navigator.clipboard.writeText(link.href).then(() => {
      link.textContent = "Link copied";
      tell("Link copied");
      setTimeout(() => { link.textContent = label; }, 1500);
    }, () => {});
  });

  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const label = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; label(); });
  dark.addEventListener("change", label);
  label();
  document.getElementById("print").addEventListener("click", () => print());

  // Paper cannot be opened: what is shown is printed open, and is as it was afterwards.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("[data-item]:not([hidden]) > details:not([open])");
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });

  const links = new Map(all(".contents li a").map((a) => [a.hash.slice(1), a]));
  const inView = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) inView[entry.isIntersecting ? "add" : "delete"](entry.target.id);
    const current = [...links.keys()].find((id) => inView.has(id));
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, {rootMargin: "-10% 0px -60% 0px"});
  for (const id of links.keys()) watch.observe(document.getElementById(id));
})();

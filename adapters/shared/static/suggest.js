// Suggestions while one types into the search box. The form works without this file: it only adds to it.
"use strict";

(() => {
  const box = document.querySelector("input[data-root]");
  if (!box || !window.fetch) return;

  const WAIT = 120; // milliseconds without a key before we ask
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let timer = 0;
  let asking = null;
  let chosen = -1;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Papers");
  told.className = "hidden";
  told.setAttribute("role", "status");
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  box.after(list, told);

  const options = () => [...list.children];

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const choose = (place) => {
    const all = options();
    if (!all.length) return;
    chosen = (place + all.length + 1) % (all.length + 1); // the last place is the box itself
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < all.length) {
      box.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    } else {
      chosen = -1;
      box.removeAttribute("aria-activedescendant");
    }
  };

  const open = (option) => {
    window.location.assign(option.dataset.href);
  };

  const show = (papers) => {
    list.replaceChildren(
      ...papers.map((paper, at) => {
        const option = document.createElement("li");
        option.id = `suggestion-${at}`;
        option.dir = "auto";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = paper.title;
        option.dataset.href = box.dataset.root + paper.path;
        return option;
      }),
    );
    chosen = -1;
    list.hidden = !papers.length;
    box.setAttribute("aria-expanded", String(papers.length > 0));
    box.removeAttribute("aria-activedescendant");
    told.textContent = papers.length ? `${papers.length} suggestions` : "No suggestions";
  };

  const ask = async () => {
    asking?.abort();
    const text = box.value.trim();
    if (!text) return close();
    asking = new AbortController();
    try {
      const address = `${box.dataset.root}/api/suggest?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // the server is away: the form is still there
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? options().length - 1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) open(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("li");
    event.preventDefault(); // the box keeps its focus
    if (option) open(option);
  });
  box.addEventListener("blur", close);
})();

// Parts of a page that follow what one types: the preview of a lesson, what a blueprint gives each corps, rules found.
// Everything here is also a button that works without scripts.
const REST_MS = 500;
const LONGEST_ADDRESS = 6000;

const putAnew = (id, html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(id);
  const old = document.getElementById(id);
  if (fresh && old) {
    old.replaceWith(fresh);
  }
};

for (const form of document.querySelectorAll("form[data-live-part]")) {
  const part = form.dataset.livePart;
  let resting = 0;
  let asked = 0;

  const request = (action) => {
    const fields = new FormData(form);
    fields.set("action", action);
    if (!form.dataset.liveUrl || action !== "live") {
      return fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(fields), headers: { "X-Part": "1" } });
    }
    ["csrf_token", "seen", "action"].forEach((name) => fields.delete(name));
    const address = `${form.dataset.liveUrl}?${new URLSearchParams(fields)}`;
    return address.length > LONGEST_ADDRESS ? null : fetch(address);
  };

  const refresh = async (id, action) => {
    const mine = ++asked;
    document.getElementById(id)?.setAttribute("data-busy", "");
    try {
      const response = await request(action);
      if (response?.ok && mine === asked) {
        putAnew(id, await response.text());
      }
    } catch {
      // Offline for a moment: the button still asks the server.
    }
    document.getElementById(id)?.removeAttribute("data-busy");
  };

  // A row says which of its topics are chosen while it is closed.
  const nameChosen = (name) => {
    const place = form.querySelector(`[data-chosen="${CSS.escape(name)}"]`);
    if (place) {
      const chosen = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)];
      place.textContent = chosen.map((box) => box.labels[0].textContent).join(" · ") || place.dataset.none;
    }
  };

  form.addEventListener("input", (event) => {
    nameChosen(event.target.name);
    if (event.target.name !== "q") {
      clearTimeout(resting);
      resting = setTimeout(() => refresh(part, form.dataset.liveAction || "live"), REST_MS);
    }
  });

  let lastText = form.querySelector("textarea");
  form.addEventListener("focusin", (event) => {
    if (event.target.tagName === "TEXTAREA" && event.target.name.startsWith("body_")) {
      lastText = event.target;
    }
  });

  form.addEventListener("submit", (event) => {
    const value = event.submitter?.value || "";
    const isSearch = value === "search" || (value === "enter" && document.activeElement?.name === "q");
    if (isSearch && document.getElementById("rules")) {
      event.preventDefault();
      refresh("rules", "search");
    } else if (value.startsWith("insert-") && lastText) {
      event.preventDefault();
      const link = form.querySelector(`[data-insert="${CSS.escape(value)}"]`).textContent;
      lastText.setRangeText(link, lastText.selectionStart, lastText.selectionEnd, "end");
      lastText.focus();
      lastText.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (value === "preview" && part === "preview") {
      event.preventDefault();
      refresh("preview", "preview");
      document.getElementById("preview").scrollIntoView({ block: "nearest" });
    }
  });
}

// The item form: keeps the draft while one types, shows it on the participant's page, and searches rules as one types.
// Without this every button does the same by loading the page again.
const form = document.querySelector("[data-item-form]");
if (form) {
  const WAIT_MS = 1200;
  const SEARCH_WAIT_MS = 250;
  const status = document.getElementById("item-status");
  const query = form.elements.rule_query;
  const found = document.getElementById("found-rules");
  const frames = { question: "preview-question", reasons: "preview-reasons" };
  let timer = 0;
  let searching = 0;
  let sending = null;
  let dirty = false;
  let leaving = false;
  let stopped = false;
  let goOnWith = null;

  const show = (state) => {
    status.dataset.state = state;
    status.textContent = form.dataset[state];
  };

  const showFindings = (findings) => {
    form.querySelectorAll("[data-findings]").forEach((list) => {
      const lines = findings[list.dataset.findings] || [];
      list.replaceChildren(...lines.map((line) => {
        const entry = document.createElement("li");
        entry.className = line.blocks ? "blocks" : "";
        entry.textContent = `${line.blocks ? "✗" : form.dataset.advice} ${line.message}`;
        return entry;
      }));
    });
  };

  const showPreview = (pages) => {
    Object.entries(frames).forEach(([name, id]) => {
      const frame = document.getElementById(id);
      if (!frame || frame.srcdoc === pages[name]) {
        return;
      }
      const place = frame.contentWindow ? frame.contentWindow.scrollY : 0;
      frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, place), { once: true });
      frame.srcdoc = pages[name];
    });
  };

  const settle = async (response) => {
    if (response.ok) {
      const stored = await response.json();
      form.elements.base.value = stored.base;
      if (form.getAttribute("action") !== stored.address) {
        form.setAttribute("action", stored.address);
        history.replaceState(null, "", stored.address);
      }
      showFindings(stored.findings);
      showPreview(stored);
      show("saved");
    } else if (response.status === 409) {
      stopped = true;
      show("stale");
    } else {
      dirty = true;
      show(response.status === 400 ? "refused" : "unsaved");
    }
  };

  const send = async () => {
    const data = new URLSearchParams(new FormData(form));
    data.set("action", "save");
    dirty = false;
    show("saving");
    try {
      await settle(await fetch(form.getAttribute("action"), {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        redirect: "error",
      }));
    } catch {
      dirty = true;
      show("unsaved");
    }
  };

  const save = async () => {
    if (sending || leaving || stopped) {
      return;
    }
    clearTimeout(timer);
    sending = send();
    await sending;
    sending = null;
    if (goOnWith) {
      leaving = true;
      form.requestSubmit(goOnWith);
    }
  };

  const later = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  };

  const search = async () => {
    searching += 1;
    const mine = searching;
    const asked = new URLSearchParams({ q: query.value });
    form.querySelectorAll("[name=rules], [name=background_rules]").forEach((one) => asked.append("chosen", one.value));
    try {
      const response = await fetch(`${form.dataset.rulesAddress}?${asked}`);
      const text = await response.text();
      if (response.ok && mine === searching) {
        found.innerHTML = text;
      }
    } catch {
      // The button below the field searches too.
    }
  };

  // One key only, where one is right.
  const keepOneKey = (ticked) => {
    if (ticked.checked && form.elements.mode.value !== "multiple") {
      form.querySelectorAll("[name=key]").forEach((other) => {
        other.checked = other === ticked;
      });
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target === query) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        search();
        if (dirty) {
          save();
        }
      }, SEARCH_WAIT_MS);
      return;
    }
    if (event.target.name === "key") {
      keepOneKey(event.target);
    }
    later();
  });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      search();
    }
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending) {
      event.preventDefault();
      goOnWith = event.submitter;
    } else {
      leaving = true;
    }
  });
  addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) {
      event.preventDefault();
    }
  });
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) {
      location.reload();
    }
  });
}

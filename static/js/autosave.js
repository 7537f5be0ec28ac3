// Saves an answer as soon as it is chosen. Until the server has said so, the choice is kept in this browser and sent again.
const form = document.querySelector("form[data-autosave]");
if (form) {
  const PREFIX = "netral:";
  const FIRST_WAIT_MS = 1000;
  const LONGEST_WAIT_MS = 30000;
  const PATIENCE_MS = 10000;
  // Not form.action: the buttons are called "action" and hide the property.
  const address = form.getAttribute("action");
  const key = PREFIX + address;
  const status = document.getElementById("save-status");
  let dirty = false;
  let restored = false;
  let sending = null;
  let again = 0;
  let wait = FIRST_WAIT_MS;
  let leaving = false;
  let goOnWith = null;

  const chosen = () => [...form.querySelectorAll("[name=answer]:checked")].map((input) => input.value);

  const show = (state) => {
    status.dataset.state = state;
    if (status.textContent !== status.dataset[state]) {
      status.textContent = status.dataset[state];
    }
  };

  const stored = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };

  const keep = (values) => {
    try {
      localStorage.setItem(key, JSON.stringify({ values, revision: form.elements.revision.value }));
    } catch {
      // No room or not allowed: the answer still goes to the server.
    }
  };

  const drop = (name) => {
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing was kept then.
    }
  };

  const post = (where, revision, values) => {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, revision, action: "save" });
    values.forEach((value) => body.append("answer", value));
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE_MS) : undefined;
    return fetch(where, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal });
  };

  // Let the server's own page speak: the choice meets something newer, the time is over, or one must sign in again.
  const handOver = () => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "action", value: "save" });
    form.append(field);
    leaving = true;
    form.submit();
  };

  // Where a button leads when there is nothing to send: half of the way on a slow line.
  const placeOf = (button) => {
    const [, before, position] = /^(.*\/)(\d+)$/.exec(address);
    const [action, target] = (button?.value ?? "").split("-");
    const place = { next: Number(position) + 1, previous: Number(position) - 1, goto: target, check: "check" }[action];
    return place === undefined ? null : before + place;
  };

  const goOn = () => {
    const button = goOnWith;
    const place = dirty ? null : placeOf(button);
    goOnWith = null;
    leaving = true;
    if (place) {
      location.assign(place);
    } else {
      form.requestSubmit(button);
    }
  };

  const retryLater = () => {
    show("unsaved");
    clearTimeout(again);
    again = setTimeout(save, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  const settle = async (response, values) => {
    if (response.ok) {
      form.elements.revision.value = (await response.json()).revision;
      dirty = values.join() !== chosen().join();
      wait = FIRST_WAIT_MS;
      restored = false;
      if (dirty) {
        keep(chosen());
        return;
      }
      drop(key);
      show("saved");
    } else if (response.status >= 500 || response.status === 429) {
      retryLater();
    } else {
      if (restored || ![400, 401].includes(response.status)) {
        drop(key);
      }
      handOver();
    }
  };

  const send = async (values) => {
    try {
      await settle(await post(address, form.elements.revision.value, values), values);
    } catch {
      retryLater();
    }
  };

  const save = async () => {
    if (sending || leaving) {
      return;
    }
    clearTimeout(again);
    show("saving");
    sending = send(chosen());
    await sending;
    sending = null;
    if (dirty && status.dataset.state !== "unsaved") {
      await save();
    } else if (!dirty && goOnWith) {
      goOn();
    }
  };

  // A choice that never reached the server, from an earlier visit to this question.
  const restore = () => {
    const left = stored(key);
    if (!left) {
      return;
    }
    form.querySelectorAll("[name=answer]").forEach((input) => {
      input.checked = left.values.includes(input.value);
    });
    form.elements.revision.value = left.revision;
    dirty = true;
    restored = true;
    save();
  };

  // The same for the other questions of this attempt. One that meets something newer waits until its own page is opened.
  const restoreOthers = async () => {
    const attempt = key.slice(0, key.lastIndexOf("/") + 1);
    const others = Object.keys(localStorage).filter((name) => name.startsWith(attempt) && name !== key);
    for (const name of others) {
      const left = stored(name);
      if (left) {
        const response = await post(name.slice(PREFIX.length), left.revision, left.values);
        if (response.ok || [403, 404, 410].includes(response.status)) {
          drop(name);
        }
      }
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.name === "answer") {
      dirty = true;
      keep(chosen());
      wait = FIRST_WAIT_MS;
      save();
    }
  });
  form.addEventListener("submit", (event) => {
    const place = dirty || sending ? null : placeOf(event.submitter);
    if (leaving || !(dirty || sending || place)) {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (place) {
      leaving = true;
      location.assign(place);
      return;
    }
    const pressedTwice = goOnWith !== null && status.dataset.state === "unsaved";
    goOnWith = event.submitter;
    if (pressedTwice) {
      goOn();
    } else {
      save();
    }
  });
  form.addEventListener("time-over", () => {
    leaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) {
      event.preventDefault();
    }
  });
  addEventListener("online", () => dirty && save());
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) {
      location.reload();
    }
  });
  restore();
  restoreOthers().catch(() => {});
}

"use strict";
// What the script adds to pages that work without it. Each part looks for its own data- attributes and stands alone.

(() => {
  const words = document.getElementById("words")?.dataset ?? {};
  const live = document.getElementById("live");
  document.documentElement.classList.add("js");

  /** Say something to whoever cannot see it change. */
  const announce = (text) => {
    if (live && live.textContent !== text) live.textContent = text;
  };
  const every = (selector, action) => document.querySelectorAll(selector).forEach(action);

  // Progress of a job: ask, show, and show the page anew once the job has ended.
  every("[data-progress-url]", (box) => {
    const bar = box.querySelector("progress");
    const slots = { state: "state_text", stage: "stage", count: "count" };
    let wait = 700;
    let told = "";
    const step = async () => {
      try {
        const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
        if (answer.redirected || [401, 403, 404].includes(answer.status)) return location.reload();
        if (!answer.ok) throw new Error("no answer");
        const now = await answer.json();
        if (now.finished) return location.reload();
        for (const [slot, key] of Object.entries(slots)) {
          const place = box.querySelector(`[data-progress-${slot}]`);
          if (place) place.textContent = now[key] ?? "";
        }
        if (bar && now.total) {
          bar.max = now.total;
          bar.value = now.done;
        } else if (bar) {
          bar.removeAttribute("value");
        }
        // a stage is announced, not every number
        const heard = `${now.state_text} ${now.stage ?? ""}`.trim();
        if (heard !== told) announce((told = heard));
        wait = 1000;
      } catch {
        wait = Math.min(wait * 2, 15000); // the server is being restarted: keep asking, more and more slowly
      }
      setTimeout(step, wait);
    };
    setTimeout(step, wait);
  });

  // Ask before something that cannot simply be pressed back.
  const dialog = document.getElementById("confirm");
  const ask = (question, label) =>
    new Promise((answer) => {
      dialog.querySelector("#confirm-question").textContent = question;
      const yes = dialog.querySelector('[value="yes"]');
      yes.dataset.plain ??= yes.textContent;
      yes.textContent = label || yes.dataset.plain;
      dialog.returnValue = "no";
      dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
      dialog.showModal();
    });
  if (dialog?.showModal) {
    document.addEventListener(
      "submit",
      async (event) => {
        const button = event.submitter;
        const asking = button?.dataset.confirm ?? event.target.dataset.confirm;
        if (!asking || event.target.dataset.sure) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!(await ask(asking, button?.textContent.trim()))) return button?.focus();
        event.target.dataset.sure = "yes";
        event.target.requestSubmit(button ?? undefined);
        delete event.target.dataset.sure;
      },
      true,
    );
  }

  // A second press while the first is on its way sends nothing twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000); // an export leaves the page where it is
  });
  addEventListener("pageshow", () => every("form[data-sent]", (form) => delete form.dataset.sent));

  // What was typed and not sent is not lost without a word.
  every("form[data-guard]", (form) => {
    // a form shown again with errors holds what nobody has stored yet
    let unsent = form.querySelector('[aria-invalid="true"]') !== null;
    form.addEventListener("input", () => (unsent = true));
    form.addEventListener("submit", (event) => (unsent = event.defaultPrevented && unsent));
    addEventListener("beforeunload", (event) => {
      if (unsent) event.preventDefault();
    });
  });

  // To the first field that is wrong.
  document.querySelector('main [aria-invalid="true"]')?.focus();

  // Keys: the letter as typed or, with another alphabet switched on, as printed on the key.
  const KEYS_OFF = "keys-off";
  let stored = null;
  try {
    stored = localStorage;
  } catch {
    // the browser keeps nothing: keys stay on
  }
  const keysOff = () => stored?.getItem(KEYS_OFF) === "yes";
  const typing = (place) =>
    place.isContentEditable || place.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
  const latin = (event) =>
    /^[a-z0-9?]$/i.test(event.key) ? event.key.toLowerCase() : (/^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? event.key).toLowerCase();
  const help = document.querySelector('[data-keys-help], details[data-key="?"]');
  if (document.querySelector("[data-key]") || help) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      if (typing(event.target) || document.querySelector("dialog[open]") || keysOff()) return;
      const key = latin(event);
      if (key === "?" && help) {
        event.preventDefault();
        showHelp(!(help.open ?? !help.hidden));
        return;
      }
      const place = [...document.querySelectorAll("[data-key]")].find(
        (one) => one.dataset.key.toLowerCase() === key && !one.disabled && one.offsetParent !== null,
      );
      if (!place) return;
      event.preventDefault();
      // a chosen verdict has the focus, so that Enter saves it and Tab goes on from there
      if (place.matches("input:not([type=submit]), textarea, select")) place.focus();
      if (!place.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) place.click();
    });
  }
  function showHelp(open) {
    if (help instanceof HTMLDetailsElement) help.open = open;
    else help.hidden = !open;
    if (open) help.scrollIntoView({ block: "nearest" });
  }
  // Single keys must be possible to turn off: whoever speaks to the computer would press them by accident.
  if (help && stored) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    const show = () => (button.textContent = keysOff() ? words.keysOn : words.keysOff);
    button.addEventListener("click", () => {
      if (keysOff()) stored.removeItem(KEYS_OFF);
      else stored.setItem(KEYS_OFF, "yes");
      show();
      announce(keysOff() ? words.keysAreOff : words.keysAreOn);
    });
    show();
    help.append(button);
  }
  every("[data-key]", (place) => place.setAttribute("aria-keyshortcuts", place.dataset.key));

  // Show or hide a password: the attribute stands on the field itself, or on a button and names the field.
  every("[data-reveal]", (place) => {
    let field = place;
    let button = place;
    if (place.localName === "input") {
      button = document.createElement("button");
      button.type = "button";
      const row = document.createElement("div");
      row.className = "with-button";
      field.replaceWith(row);
      row.append(field, button);
    } else {
      field = document.getElementById(place.dataset.reveal.replace(/^#/, ""));
      place.hidden = false;
    }
    if (!field) return;
    button.setAttribute("aria-controls", field.id);
    const show = (open) => {
      field.type = open ? "text" : "password";
      button.textContent = open ? words.hide : words.show;
      const label = field.labels?.[0]?.textContent.trim() ?? "";
      button.setAttribute("aria-label", `${button.textContent}: ${label}`);
    };
    show(false);
    button.addEventListener("click", () => show(field.type === "password"));
    // browsers offer to keep what a text field held: it goes out as a password
    field.form?.addEventListener("submit", () => show(false));
  });

  // How a date is understood, while it is typed.
  every("[data-reads-date]", (field) => {
    const place = document.getElementById(field.dataset.reading);
    let timer = 0;
    let asked = 0;
    const show = ({ text, doubt, refused }) => {
      const sentence = text ? words.understood.replace("{}", text) + (doubt ? ` (${doubt})` : "") : "";
      place.textContent = refused ? words.notUnderstood : sentence;
    };
    const read = async () => {
      const turn = ++asked;
      const body = new FormData();
      body.set("text", field.value);
      body.set("kind", field.dataset.dateKind);
      body.set("csrf_token", field.form.querySelector('[name="csrf_token"]')?.value ?? "");
      try {
        const answer = await fetch(field.dataset.readsDate, { method: "POST", body });
        if (answer.ok && turn === asked) show(await answer.json());
      } catch {
        // no answer now: the page says it when the form is sent
      }
    };
    if (place) {
      field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(read, 400);
      });
    }
  });

  // Filters act at once; by keyboard only when the choice is left or confirmed, for arrows move through the choices.
  every("[data-autosubmit]", (place) => {
    const send = (form) => form?.requestSubmit();
    // localName: a form answers with its own field where one is called like a property
    for (const select of place.localName === "select" ? [place] : place.querySelectorAll("select")) {
      let byKey = false;
      let changed = false;
      select.addEventListener("pointerdown", () => (byKey = false));
      select.addEventListener("keydown", (event) => {
        byKey = event.key !== "Enter";
        if (event.key === "Enter" && changed) send(select.form);
      });
      select.addEventListener("change", () => {
        if (byKey) changed = true;
        else send(select.form);
      });
      select.addEventListener("blur", () => changed && send(select.form));
    }
    for (const box of place.querySelectorAll?.("input[type=checkbox], input[type=radio]") ?? []) {
      box.addEventListener("change", () => send(box.form));
    }
  });

  // Copy a text, or what stands in another element.
  every("[data-copy]", (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const what = button.dataset.copy;
      const source = what.startsWith("#") ? document.querySelector(what) : null;
      const plain = button.textContent;
      try {
        await navigator.clipboard.writeText(source ? (source.value ?? source.textContent.trim()) : what);
        announce(words.copied);
        button.textContent = words.copied;
        setTimeout(() => (button.textContent = plain), 2000);
      } catch {
        announce(words.notCopied);
        source?.focus?.();
        source?.select?.();
      }
    });
  });

  every("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
})();

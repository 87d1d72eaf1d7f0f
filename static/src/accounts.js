/* Passkeys: the server says what is wanted, the browser asks for finger, face or PIN, the form carries the answer back.
   Also fills in the code of an invitation that stands behind the # of the address, which no server ever sees, and ticks
   all accounts of a page of the review. */

for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
fillInvitation();
for (const button of document.querySelectorAll("button[data-ticks]")) button.addEventListener("click", tickAll);

function prepare(form) {
  const says = form.querySelector("[data-says]");
  if (!window.PublicKeyCredential || !window.isSecureContext) return say(form, says, says.dataset.unsupported, true);
  form.addEventListener("submit", (event) => {
    if (form.elements.passkey.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    says.hidden = true;
    answer(form).then(
      (text) => {
        form.elements.passkey.value = text;
        form.submit();
      },
      () => say(form, says, says.dataset.failed, false),
    );
  }, { capture: true });
}

function say(form, says, text, isFinal) {
  says.textContent = text;
  says.hidden = false;
  if (isFinal) for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
}

async function answer(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const reply = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
  });
  if (!reply.ok) {
    window.location.reload(); // the session ended, or another step comes first
    return new Promise(() => {});
  }
  const { publicKey } = await reply.json();
  publicKey.challenge = bytes(publicKey.challenge);
  for (const known of publicKey.excludeCredentials ?? []) known.id = bytes(known.id);
  for (const known of publicKey.allowCredentials ?? []) known.id = bytes(known.id);
  if (form.dataset.passkey === "get") return JSON.stringify(told(await navigator.credentials.get({ publicKey })));
  publicKey.user.id = bytes(publicKey.user.id);
  return JSON.stringify(told(await navigator.credentials.create({ publicKey })));
}

function told(credential) {
  const { id, rawId, type, response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return { id, rawId: text(rawId), type, response: said, clientExtensionResults: {} };
}

function bytes(encoded) {
  const plain = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fillInvitation() {
  const field = document.querySelector("input[data-invitation]");
  const code = decodeURIComponent(window.location.hash.slice(1));
  if (!field || !/^[a-z0-9-]{20,40}$/i.test(code)) return;
  field.value = code;
  window.history.replaceState(null, "", window.location.pathname);
}

/** All that are on the page now; when all are ticked, none. */
function tickAll(event) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][form="${event.currentTarget.dataset.ticks}"]`)];
  const isOn = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = isOn;
}

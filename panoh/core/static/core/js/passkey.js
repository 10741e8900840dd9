/* Passkeys: the sign-in page asks the device for one, the account's page and the one-time link make one.
   Where the browser knows none, the buttons stay hidden and password and code do the work.
   Also says at sign-in whether a mouse points: what does not say so is taken for a telephone. */
(function () {
  "use strict";
  var byMouse = matchMedia("(pointer:fine)").matches, said = document.querySelector("[name=by_mouse]");
  if (said && byMouse) said.value = 1;
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  function bytes(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (one) { return one.charCodeAt(0); });
  }

  function text(buffer) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function send(form, address, body) {
    return fetch(address, {
      method: "POST",
      redirect: "error", // being sent to sign in is no answer
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      body: JSON.stringify(body)
    }).then(function (answer) {
      return answer.json().then(function (data) {
        if (data.go) return new Promise(function () { location.assign(data.go); }); // a factor is asked for again; this page is over
        if (!answer.ok) throw data.sentence;
        return data;
      });
    });
  }

  function say(form, sentence) {
    var place = form.querySelector("[data-passkey-said]");
    place.textContent = typeof sentence === "string" ? sentence : form.dataset.refused;
    place.hidden = false;
  }

  function described(list) {
    return (list || []).map(function (item) { return Object.assign({}, item, { id: bytes(item.id) }); });
  }

  function plain(credential) {
    var response = credential.response;
    var answer = Object.assign(Object.create(null), { clientDataJSON: text(response.clientDataJSON) });
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (response[name]) answer[name] = text(response[name]);
    });
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: answer, clientExtensionResults: {} };
  }

  function go(data) { location.assign(data.next); }

  function wire(form, act) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      act().then(go).catch(function (trouble) { say(form, trouble); });
    });
  }

  document.querySelectorAll("form[data-passkey-sign-in]").forEach(function (form) {
    wire(form, function () {
      return send(form, form.dataset.options, {}).then(function (options) {
        var wanted = options.publicKey;
        wanted.challenge = bytes(wanted.challenge);
        wanted.allowCredentials = described(wanted.allowCredentials);
        return navigator.credentials.get({ publicKey: wanted });
      }).then(function (credential) {
        return send(form, form.action, { answer: plain(credential), next: form.dataset.next, by_mouse: byMouse });
      });
    });
  });

  document.querySelectorAll("form[data-passkey-new]").forEach(function (form) {
    function value(name) {
      var input = form.querySelector("[name$=" + name + "]");
      return input ? input.value : "";
    }
    wire(form, function () {
      return send(form, form.action, { label: value("label"), password: value("current") }).then(function (options) {
        var wanted = options.publicKey;
        wanted.challenge = bytes(wanted.challenge);
        wanted.user.id = bytes(wanted.user.id);
        wanted.excludeCredentials = described(wanted.excludeCredentials);
        return navigator.credentials.create({ publicKey: wanted });
      }).then(function (credential) {
        return send(form, form.action, { answer: plain(credential), label: value("label"), back: location.pathname });
      });
    });
  });
})();

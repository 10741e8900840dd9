/* Seals bytes to a public key of P-256 as HPKE does (RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-GCM). Nothing here
   is cryptography of ours: the curve, HMAC and AES are the browser's own; this joins them in the order that the RFC says. */
(function () {
  "use strict";
  var KEM = [75, 69, 77, 0, 16]; // "KEM" and the number of DHKEM(P-256, HKDF-SHA256)
  var P256 = { name: "ECDH", namedCurve: "P-256" };

  function join() {
    var parts = Array.from(arguments, function (part) {
      return typeof part === "string" ? new TextEncoder().encode(part) : new Uint8Array(part);
    });
    var whole = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0)), at = 0;
    parts.forEach(function (part) { whole.set(part, at); at += part.length; });
    return whole;
  }

  async function mac(key, data) {
    var hmac = { name: "HMAC", hash: "SHA-256" };
    return new Uint8Array(await crypto.subtle.sign("HMAC", await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]), data));
  }

  function extract(suite, salt, label, data) { // an empty salt is as many zeros as the hash has bytes
    return mac(salt || new Uint8Array(32), join("HPKE-v1", suite, label, data));
  }

  async function expand(suite, key, label, info, length) { // never more than one block is needed
    return (await mac(key, join([0, length], "HPKE-v1", suite, label, info, [1]))).slice(0, length);
  }

  /* `point`: the receiver's raw public point, 65 bytes. Answers the sender's point (65 bytes) and the ciphertext behind it.
     `given` is for the vectors of the RFC alone: the ephemeral pair, `aad`, and the bytes of the AES key. */
  window.sealTo = async function (point, info, plain, given) {
    var rest = given || {}, size = rest.size || 32, suite = join("HPKE", [0, 16, 0, 1, 0, size === 32 ? 2 : 1]);
    var pair = rest.pair || await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
    var mine = await crypto.subtle.exportKey("raw", pair.publicKey);
    var theirs = await crypto.subtle.importKey("raw", point, P256, false, []);
    var shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
    shared = await expand(KEM, await extract(KEM, null, "eae_prk", shared), "shared_secret", join(mine, point), 32);
    var context = join([0], await extract(suite, null, "psk_id_hash", ""), await extract(suite, null, "info_hash", info));
    var secret = await extract(suite, shared, "secret", "");
    var key = await crypto.subtle.importKey("raw", await expand(suite, secret, "key", context, size), "AES-GCM", false, ["encrypt"]);
    var nonce = await expand(suite, secret, "base_nonce", context, 12);
    var aes = { name: "AES-GCM", iv: nonce, additionalData: rest.aad || new Uint8Array(0) };
    return join(mine, await crypto.subtle.encrypt(aes, key, plain));
  };
})();

"use strict";
/* Keeps one page and what it needs, whole and of one moment; everything else goes its way. */
var NAME = "notes-{{ version }}", KEPT = {{ kept|safe }};
self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(NAME).then(function (cache) {
    return cache.addAll(KEPT.map(function (url) { return new Request(url, { cache: "reload" }); }));
  }).then(function () { return self.skipWaiting(); }));
});
self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return name !== NAME; }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});
self.addEventListener("fetch", function (event) {
  if (event.request.method !== "GET") return;
  event.respondWith(caches.open(NAME).then(function (cache) {
    return cache.match(event.request, { ignoreSearch: true });
  }).then(function (kept) { return kept || fetch(event.request); }));
});

// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

self.oninstall = () => self.skipWaiting();
self.onactivate = event => event.waitUntil(self.clients.claim());
self.onmessage = event => {
  self.canary = event.data;
  event.waitUntil(caches.open('canari-sw').then(
    cache => cache.put('canari-sw', new Response(event.data))));
};

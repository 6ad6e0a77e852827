// SPDX-License-Identifier: GPL-3.0-or-later
// What the ways of sites/leak_ways.py use, and the one run over them.
'use strict';

const LIMIT_MS = 4000;
const results = window.__results = {};

function settled(promise) {
  return Promise.race([promise, new Promise((_, no) => setTimeout(no, LIMIT_MS, 'timeout'))]);
}

function loaded(target) {
  return new Promise((ok, no) => {
    target.onload = () => ok();
    target.onerror = () => no('error');
  });
}

// Settles at the first sign of life or of failure.
function failed(target) {
  return new Promise((ok, no) => {
    target.onerror = () => no('error');
    setTimeout(ok, 1500);
  });
}

function opened(channel) {
  return new Promise((ok, no) => {
    channel.onopen = () => ok();
    channel.onerror = () => no('error');
  });
}

function request(method, address, isAsync) {
  const call = new XMLHttpRequest();
  call.open(method, address, isAsync);
  call.send();
  return call;
}

function add(tag, attributes, then) {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.textContent = tag === 'a' ? 'x' : '';
  const promise = loaded(element);
  document.body.append(element);
  if (!then) return promise;
  element[then]();
  return undefined;
}

function work(code) {
  const text = 'const ok = () => postMessage("ok"), no = e => postMessage("no " + e);' +
    'try {' + code + '} catch (e) { no(e); }';
  const worker = new Worker(URL.createObjectURL(new Blob([text])));
  return new Promise((ok, no) => {
    worker.onmessage = e => e.data === 'ok' ? ok() : no(e.data);
    worker.onerror = () => no('error');
  });
}

async function serve(host, how) {
  const address = 'sw.js?how=' + how + '&host=' + host;
  const registration = await navigator.serviceWorker.register(address, {scope: 'scope-' + how});
  const worker = registration.installing || registration.waiting || registration.active;
  await new Promise(ok => {
    if (worker.state === 'activated') ok();
    worker.onstatechange = () => worker.state !== 'installing' && ok();
  });
}

function tell() {
  document.title = 'terminé';
  return fetch('results', {method: 'POST', body: JSON.stringify(results)}).catch(() => 0);
}

async function attempt([name, , run]) {
  try {
    const value = await settled(run());
    results[name] = 'ok' + (value === false ? ' false' : '');
  } catch (error) {
    results[name] = 'refused: ' + (error && error.message || error);
  }
}

function leave(ways) {
  for (const [name, , run] of ways) {
    addEventListener('pagehide', () => { try { run(); } catch (e) { results[name] = String(e); } });
  }
  location.href = 'end';
}

async function runAll(ways, needsGesture) {
  await loaded(window);
  if (needsGesture) {
    const button = document.getElementById('go');
    button.hidden = false;
    button.focus();
    document.title = 'prêt';
    await new Promise(ok => button.addEventListener('click', ok));
  }
  document.querySelectorAll('form.send').forEach(form => form.submit());
  document.querySelectorAll('a.click').forEach(link => link.click());
  if (ways.length && ways[0][1] === 'unload') {
    leave(ways);
    return;
  }
  // The gesture must still count, so the first step of each way runs at once.
  await Promise.all(ways.map(attempt));
  await new Promise(ok => setTimeout(ok, 1000));
  await tell();
}

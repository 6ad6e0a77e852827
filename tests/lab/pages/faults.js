// SPDX-License-Identifier: GPL-3.0-or-later
// One function for each page of sites/faulty.py that misbehaves. The outcome goes into #etat,
// window.__results and document.title ("NAME: outcome").
'use strict';

const zone = () => document.getElementById('zone');
const put = markup => { zone().innerHTML = markup; return zone().firstElementChild; };
const spin = ms => { const end = performance.now() + ms; while (performance.now() < end); };
const has = (object, name) => {
  if (!object || !(name in object)) throw new Error('absent');
  return object[name];
};
const media = wanted => has(navigator, 'mediaDevices').getUserMedia(wanted);

// Markup that must be there before the button is pressed.
const markups = {
  file: '<input type="file">',
  files: '<input type="file" multiple>',
  directory: '<input type="file" webkitdirectory>',
  'camera-file': '<input type="file" accept="image/*" capture>',
  color: '<input type="color">',
  date: '<input type="date">',
  datalist: '<input list="dl"><datalist id="dl"><option>un<option>deux</datalist>',
  select: '<select><option>un<option>deux<option>trois</select>',
  editable: '<textarea spellcheck="true">Un texte avec une fôte</textarea>',
  'context-menu': '<a href="https://faults.lab.example/">un lien</a> <video controls></video>',
  drag: '<a href="https://faults.lab.example/" draggable="true">à tirer</a>',
  selection: '<p>Un texte à choisir, à copier, à chercher.</p>',
  'new-window-link': '<a href="https://faults.lab.example/" target="_blank">autre page</a>',
  'leaving-link': '<span><input id="mot" autocomplete="off"> ' +
    '<a href="https://ailleurs.evil.example/">un site qui n’est pas prévu</a></span>',
};
for (const name in markups) addEventListener('DOMContentLoaded', () => {
  if (location.pathname.endsWith('/' + name)) put(markups[name]);
});
const press = () => {
  const element = zone().firstElementChild;
  if (element.showPicker) element.showPicker(); else element.click();
};

const acts = {
  memory() {
    const kept = [];
    const grow = () => {
      for (let i = 0; i < 8; i++) kept.push(new Uint8Array(16 << 20).fill(i + 1));
      window.__kept = kept;
      setTimeout(grow, 0);
    };
    grow();
  },
  dom() {
    const grow = () => {
      const part = document.createDocumentFragment();
      for (let i = 0; i < 100000; i++) part.append(document.createElement('p'));
      document.body.append(part);
      setTimeout(grow, 0);
    };
    grow();
  },
  deep() {
    let inner = document.body;
    for (let i = 0; i < 200000; i++) inner = inner.appendChild(document.createElement('div'));
    return document.body.offsetHeight;
  },
  loop() { for (;;) window.__n = (window.__n || 0) + 1; },
  'worker-loop'() {
    for (let i = 0; i < 8; i++) {
      new Worker(URL.createObjectURL(new Blob(['for (;;);'])));
    }
  },
  alert() { alert('Message de la page'); },
  alerts() { for (;;) alert('Encore un message'); },
  confirm() { return confirm('Vraiment ?'); },
  prompt() { return prompt('Votre nom ?', ''); },
  print() { window.print(); },
  paper() {
    document.body.innerHTML = Array.from({ length: 5 }, (_, i) =>
      `<h1 style="${i ? 'break-before: page' : ''}">Attestation, feuille ${i + 1}</h1>` +
      '<p>Document de démonstration.</p>'.repeat(8)).join('');
    window.print();
  },
  prints() { for (let i = 0; i < 1000; i++) window.print(); },
  reload() { location.href = location.pathname + '?auto=1&n=' + Math.random(); },
  beforeunload() {
    const hold = event => { event.preventDefault(); event.returnValue = 'Restez'; return 'Restez'; };
    addEventListener('beforeunload', hold);
    addEventListener('unload', () => spin(3000));
    addEventListener('pagehide', () => spin(3000));
  },
  popups() {
    let count = 0;
    for (let i = 0; i < 100; i++) if (window.open('../?popup=' + i, 'p' + i)) count++;
    return count;
  },
  popup() { return !!window.open('../', '_blank', 'width=300,height=300'); },
  close() { window.close(); },
  fullscreen() { return document.documentElement.requestFullscreen(); },
  'pointer-lock'() { return document.body.requestPointerLock(); },
  'keyboard-lock'() { return has(navigator, 'keyboard').lock(); },
  geolocation() {
    return new Promise((ok, no) => has(navigator, 'geolocation').getCurrentPosition(
      ok, error => no(new Error(error.message))));
  },
  camera() { return media({video: true}); },
  microphone() { return media({audio: true}); },
  screen() { return has(navigator, 'mediaDevices').getDisplayMedia({video: true}); },
  notification() { return has(window, 'Notification').requestPermission(); },
  midi() { has(navigator, 'requestMIDIAccess'); return navigator.requestMIDIAccess(); },
  usb() { return has(navigator, 'usb').requestDevice({filters: []}); },
  serial() { return has(navigator, 'serial').requestPort(); },
  bluetooth() { return has(navigator, 'bluetooth').requestDevice({acceptAllDevices: true}); },
  hid() { return has(navigator, 'hid').requestDevice({filters: []}); },
  'clipboard-read'() { return has(navigator, 'clipboard').readText(); },
  'clipboard-write'() { return has(navigator, 'clipboard').writeText('lab'); },
  storage() { return navigator.storage.getDirectory(); },
  'storage-access'() { return document.requestStorageAccess(); },
  'wake-lock'() { return has(navigator, 'wakeLock').request('screen'); },
  idle() { return has(window, 'IdleDetector').requestPermission(); },
  'persistent-storage'() { return navigator.storage.persist(); },
  'web-share'() { has(navigator, 'share'); return navigator.share({text: 'lab'}); },
  payment() {
    const Request = has(window, 'PaymentRequest');
    return new Request([{supportedMethods: 'basic-card'}],
      {total: {label: 'x', amount: {currency: 'EUR', value: '1'}}}).show();
  },
  credential() {
    return has(navigator, 'credentials').get({publicKey: {challenge: new Uint8Array(8)}});
  },
  webxr() { return has(navigator, 'xr').requestSession('immersive-vr'); },
  'encrypted-media'() {
    return navigator.requestMediaKeySystemAccess('com.widevine.alpha', [{
      initDataTypes: ['cenc'], videoCapabilities: [{contentType: 'video/mp4; codecs="avc1"'}]}]);
  },
  downloads() {
    for (let i = 0; i < 200; i++) {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([new Uint8Array(1 << 20)]));
      link.download = 'fichier-' + i + '.bin';
      link.click();
    }
  },
  history() {
    for (let i = 0; i < 1000; i++) history.pushState(i, '', '?n=' + i);
    addEventListener('popstate', () => history.forward());
    return history.length;
  },
  title() { document.title = 'J’ai fini '.repeat(5000); },
  scheme() {
    for (const address of ['file:///etc/passwd', 'resource:///org/webkit/inspector/UserInterface/Main.html',
      'webkit://gpu', 'about:memory', 'view-source:' + location.href]) window.open(address);
    location.href = 'file:///etc/passwd';
  },
  external() {
    for (const address of ['mailto:a@lab.example', 'tel:3230', 'sms:3230', 'intent://x/', 'x-lab:x']) {
      window.open(address);
    }
    location.href = 'mailto:a@lab.example';
  },
  flash() {
    let on = false;
    setInterval(() => { document.body.style.background = (on = !on) ? '#000' : '#fff'; }, 16);
  },
  audio() {
    const context = new AudioContext(), tone = context.createOscillator();
    tone.connect(context.destination);
    tone.start();
    return context.resume();
  },
  speech() { has(window, 'speechSynthesis').speak(new SpeechSynthesisUtterance('bonjour')); },
  vibrate() { has(navigator, 'vibrate'); return navigator.vibrate(1000); },
  resize() { window.resizeTo(100, 100); window.moveTo(5000, 5000); return innerWidth; },
  focus() { setInterval(() => { window.focus(); document.getElementById('go').focus(); }, 10); },
  file: press, files: press, directory: press, 'camera-file': press, color: press, date: press,
  datalist: press, select: press,
  'context-menu'() { zone().firstElementChild.focus(); },
  drag() { zone().firstElementChild.focus(); },
  selection() { document.execCommand('selectAll'); return document.execCommand('copy'); },
  editable() { zone().firstElementChild.focus(); },
  'new-window-link'() { zone().firstElementChild.click(); },
  'leaving-link'() { document.getElementById('mot').focus(); },
};

function prepare(name) {
  const state = document.getElementById('etat');
  const tell = text => {
    state.textContent = text;
    window.__results = {[name]: text};
    document.title = name + ': ' + text;
  };
  const run = async () => {
    tell('commencé');
    try {
      // The word must be seen before a page that never gives back.
      if (name !== 'fullscreen' && !markups[name]) await new Promise(ok => setTimeout(ok, 100));
      const value = await acts[name]();
      tell('ok' + (value === undefined ? '' : ' ' + String(value)));
    } catch (error) {
      tell('refusé : ' + (error && (error.name + ' ' + error.message) || error));
    }
  };
  document.getElementById('go').addEventListener('click', run);
  if (new URLSearchParams(location.search).has('auto')) addEventListener('load', run);
}

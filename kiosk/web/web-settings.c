/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-settings.h"

G_DEFINE_QUARK (guichet_web_settings_error, guichet_web_settings_error)

/* clang-format off */
static const GuichetWebSetting settings_table[] = {
  /* Ways out of the page and into the machine */
  { "enable-developer-extras", FALSE, "no inspector" },
  { "enable-write-console-messages-to-stdout", FALSE, "pages must not write into our log" },
  { "enable-fullscreen", FALSE, "the bar stays in sight: no page may draw a false terminal" },
  { "allow-modal-dialogs", FALSE, "no window that holds the others back" },
  { "allow-top-navigation-to-data-urls", FALSE, "a page without a host could look like any site" },
  { "allow-file-access-from-file-urls", FALSE, "no file is ever shown" },
  { "allow-universal-access-from-file-urls", FALSE, "no file is ever shown" },
  { "disable-web-security", FALSE, "the same-origin rule holds" },
  { "javascript-can-open-windows-automatically", TRUE, "may_open() judges better who asked" },
  { "javascript-can-access-clipboard", FALSE, "reading what another page left is not for pages" },
  { "enable-back-forward-navigation-gestures", FALSE, "a swipe must not lose a form" },
  { "enable-caret-browsing", FALSE, "F7 mode; its focus handling also ends the whole shell" },
  { "enable-spatial-navigation", FALSE, "arrow keys scroll, as everywhere" },
  { "enable-tabs-to-links", TRUE, "the keyboard alone must do" },
  /* Devices and channels that no service here needs */
  { "enable-webrtc", FALSE, "a channel that is not HTTP" },
  { "enable-media-stream", FALSE, "no camera, no microphone, no screen capture" },
  { "enable-mock-capture-devices", FALSE, "test devices" },
  { "enable-webgl", FALSE, "large attack surface, slow without a graphics chip" },
  { "enable-webaudio", FALSE, "no service needs it; fingerprinting, noise" },
  { "enable-media", TRUE, "help videos and spoken captchas" },
  { "enable-mediasource", TRUE, "help videos" },
  { "enable-encrypted-media", FALSE, "no paid films" },
  { "media-playback-requires-user-gesture", TRUE, "a reception room is quiet" },
  { "media-playback-allows-inline", TRUE, "a video stays in its page" },
  /* What sites cannot do without; everything lives in the memory of the visit's world */
  { "enable-javascript", TRUE, "every service is an application" },
  { "enable-javascript-markup", TRUE, "idem" },
  { "enable-html5-local-storage", TRUE, "logins keep their state there" },
  { "enable-html5-database", TRUE, "idem" },
  { "auto-load-images", TRUE, "captchas, pictograms" },
  { "enable-site-specific-quirks", TRUE, "repairs by the engine's authors" },
  { "enable-resizable-text-areas", TRUE, "long letters to an administration" },
  { "print-backgrounds", FALSE, "ink; certificates print well without" },
  /* Memory and calm */
  { "enable-page-cache", FALSE, "whole pages kept in memory, with what was typed in them" },
  { "enable-smooth-scrolling", FALSE, "costs most where the machine has least" },
  { "draw-compositing-indicators", FALSE, "for developers" },
  { "zoom-text-only", FALSE, "zoom keeps the layout that help texts describe" },
  { NULL, FALSE, NULL },
};

static const GuichetWebFeature feature_table[] = {
  /* Connections that neither policy nor filter sees */
  { "LinkPreconnect", "resolves and connects when a link is pressed, before any decision" },
  { "LinkPreconnectEarlyHints", "idem, at a server's wish" },
  { "LinkDNSPrefetch", "a name alone can carry a secret" },
  { "LinkPrefetch", "useless traffic" },
  { "SpeculationRulesPrefetch", "useless traffic" },
  { "WebTransport", "a channel that is not HTTP" },
  { "PrivateClickMeasurement", "reports to advertisers" },
  /* Code that outlives or leaves its page */
  { "ServiceWorkers", "a process per site that lives on; sites work without" },
  { "SharedWorker", "idem" },
  { "PushAPI", "needs a service worker and a lasting account" },
  { "BackgroundFetchAPI", "idem" },
  /* Questions and surfaces outside the page */
  { "Notifications", "nobody is there to be notified" },
  { "NotificationEvent", "idem" },
  { "PointerLock", "the pointer belongs to the person" },
  { "FullScreen", "see enable-fullscreen" },
  { "InputTypeColor", "its chooser is a GTK dialog that remembers colours" },
  { "DirectoryUpload", "asks for a folder" },
  { "FileSystem", "asks for files" },
  { "WebShare", "asks for other programs" },
  { "ContactPickerAPI", "asks for contacts" },
  { "MediaControlsContextMenus", "a menu that saves files" },
  /* Devices */
  { "MediaDevices", "no camera, no microphone" },
  { "ScreenCapture", "never" },
  { "MediaRecorder", "no camera, no microphone" },
  { "GeolocationAPI", "a terminal does not move" },
  { "Gamepads", "no games" },
  { "SpeechSynthesisAPI", "noise" },
  { "SpeechRecognition", "no microphone" },
  { "ScreenWakeLockAPI", "the terminal decides when its screen sleeps" },
  { "WebGL", "see enable-webgl" },
  { "WebGPU", "see enable-webgl" },
  /* Decoders that no service needs */
  { "WebCodecsVideo", "attack surface" },
  { "WebCodecsAudio", "attack surface" },
  /* What ends the whole shell where pages are drawn without OpenGL */
  { "ViewTransitions", "one call of a page, and the visit is lost; sites work without" },
  { "CrossDocumentViewTransitions", "idem" },
  /* Handled by the terminal's own preview */
  { "PDFJSViewer", "its bar has buttons to open, save and print" },
  { NULL, NULL },
};

static const GuichetWebFeature lack_table[] = {
  { "LinkDNSPrefetch", "2.54 has no switch: a world has nobody to ask for a name" },
  { "SpeculationRulesPrefetch", "2.50 has no such thing" },
  { "ViewTransitions", "2.54 has no switch: a visit that is lost is ended and proved as any" },
  { "CrossDocumentViewTransitions", "idem" },
  { NULL, NULL },
};
/* clang-format on */

const GuichetWebSetting *
guichet_web_settings_get_table (void)
{
  return settings_table;
}

const GuichetWebFeature *
guichet_web_settings_get_feature_table (void)
{
  return feature_table;
}

gboolean
guichet_web_settings_may_lack (const char *identifier)
{
  for (const GuichetWebFeature *row = lack_table; row->identifier != NULL; row++)
    if (g_str_equal (row->identifier, identifier))
      return TRUE;
  return FALSE;
}

static gboolean
apply_setting (WebKitSettings *settings, const GuichetWebSetting *row, GError **error)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), row->name);
  gboolean value;

  if (spec == NULL || spec->value_type != G_TYPE_BOOLEAN) {
    g_set_error (error, GUICHET_WEB_SETTINGS_ERROR, GUICHET_WEB_SETTINGS_ERROR_SETTING,
                 "the web engine has no setting “%s” any more", row->name);
    return FALSE;
  }
  g_object_set (settings, row->name, row->value, NULL);
  g_object_get (settings, row->name, &value, NULL);
  if (value != row->value) {
    g_set_error (error, GUICHET_WEB_SETTINGS_ERROR, GUICHET_WEB_SETTINGS_ERROR_KEPT,
                 "the web engine ignores its setting “%s”", row->name);
    return FALSE;
  }
  return TRUE;
}

static WebKitFeature *
find_feature (WebKitFeatureList *features, const char *identifier)
{
  for (gsize i = 0; i < webkit_feature_list_get_length (features); i++) {
    WebKitFeature *feature = webkit_feature_list_get (features, i);

    if (g_str_equal (webkit_feature_get_identifier (feature), identifier))
      return feature;
  }
  return NULL;
}

gboolean
guichet_web_settings_disable_features (WebKitSettings *settings, const GuichetWebFeature *table,
                                       GError **error)
{
  g_autoptr (WebKitFeatureList) features = webkit_settings_get_all_features ();

  for (const GuichetWebFeature *row = table; row->identifier != NULL; row++) {
    WebKitFeature *feature = find_feature (features, row->identifier);

    if (feature == NULL && guichet_web_settings_may_lack (row->identifier))
      continue;
    if (feature == NULL) {
      g_set_error (error, GUICHET_WEB_SETTINGS_ERROR, GUICHET_WEB_SETTINGS_ERROR_FEATURE,
                   "the web engine has no feature “%s” any more", row->identifier);
      return FALSE;
    }
    webkit_settings_set_feature_enabled (settings, feature, FALSE);
    if (webkit_settings_get_feature_enabled (settings, feature)) {
      g_set_error (error, GUICHET_WEB_SETTINGS_ERROR, GUICHET_WEB_SETTINGS_ERROR_KEPT,
                   "the web engine keeps its feature “%s” on", row->identifier);
      return FALSE;
    }
  }
  return TRUE;
}

WebKitSettings *
guichet_web_settings_new (gboolean software, GError **error)
{
  g_autoptr (WebKitSettings) settings = webkit_settings_new ();

  for (const GuichetWebSetting *row = settings_table; row->name != NULL; row++)
    if (!apply_setting (settings, row, error))
      return NULL;
  if (!guichet_web_settings_disable_features (settings, feature_table, error))
    return NULL;

  /* OpenGL drawn by the processor is five times slower than no OpenGL. */
  webkit_settings_set_hardware_acceleration_policy (
      settings, software ? WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER
                         : WEBKIT_HARDWARE_ACCELERATION_POLICY_ALWAYS);
  webkit_settings_set_enable_2d_canvas_acceleration (settings, !software);
  webkit_settings_set_default_charset (settings, "utf-8");
  return g_steal_pointer (&settings);
}

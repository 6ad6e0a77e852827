/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-page-script.h"

#include <string.h>

#define SCRIPT_WORLD "guichet"
#define HANDLER      "guichetFileField"
#define MAX_ACCEPT   1000
/* From the press to the engine's question; a page that takes longer is asked for nothing of it. */
#define FRESH (2 * G_USEC_PER_SEC)

/* The page cannot call the handler: it exists in our script world only. The text is its own all the
 * same. "1" before it: the field wants a photograph taken. */
static const char FILE_FIELD[] =
    "addEventListener('click', event => {"
    "  const field = event.composedPath()[0];"
    "  if (field instanceof HTMLInputElement && field.type === 'file')"
    "    webkit.messageHandlers." HANDLER ".postMessage("
    "      (field.hasAttribute('capture') ? '1' : '0') + field.accept.slice(0, 1000));"
    "}, true);";

static const char VIEWERS[] =
    "(() => {"
    "  const embeds = document.getElementsByTagName('embed');"
    "  const objects = document.getElementsByTagName('object');"
    "  const is_pdf = (uri, type) => type === 'application/pdf' ||"
    "    (!type && /^[^?#]*\\.pdf([?#]|$)/i.test(uri)) || /^data:application\\/pdf/i.test(uri);"
    "  const swap = (element, uri) => {"
    "    if (!uri || !is_pdf(uri, element.type)) return;"
    "    const frame = document.createElement('iframe');"
    "    for (const name of ['width', 'height', 'class', 'style', 'title', 'id'])"
    "      if (element.hasAttribute(name)) frame.setAttribute(name, element.getAttribute(name));"
    "    frame.src = uri;"
    "    element.replaceWith(frame);"
    "  };"
    "  const look = () => {"
    "    for (const element of [...embeds]) swap(element, element.src);"
    "    for (const element of [...objects]) swap(element, element.data);"
    "  };"
    "  new MutationObserver(() => { if (embeds.length || objects.length) look(); })"
    "    .observe(document, {childList: true, subtree: true});"
    "})();";

static void
on_field (WebKitUserContentManager *manager, JSCValue *value, gpointer user_data)
{
  GuichetFileField *field = user_data;
  g_autofree char *text = jsc_value_is_string (value) ? jsc_value_to_string (value) : NULL;

  if (text == NULL || *text == '\0' || strlen (text) > MAX_ACCEPT * 4)
    return;
  g_free (field->accept);
  field->accept = g_strdup (text + 1);
  field->capture = text[0] == '1';
  field->time = g_get_monotonic_time ();
}

static void
add_script (WebKitUserContentManager *manager, const char *source)
{
  WebKitUserScript *script = webkit_user_script_new_for_world (
      source, WEBKIT_USER_CONTENT_INJECT_ALL_FRAMES, WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START,
      SCRIPT_WORLD, NULL, NULL);

  webkit_user_content_manager_add_script (manager, script);
  webkit_user_script_unref (script);
}

void
guichet_web_page_script_install (WebKitUserContentManager *manager, GuichetFileField *field)
{
  webkit_user_content_manager_register_script_message_handler (manager, HANDLER, SCRIPT_WORLD);
  g_signal_connect (manager, "script-message-received::" HANDLER, G_CALLBACK (on_field), field);
  add_script (manager, FILE_FIELD);
  add_script (manager, VIEWERS);
}

void
guichet_web_page_script_uninstall (WebKitUserContentManager *manager, GuichetFileField *field)
{
  g_signal_handlers_disconnect_by_data (manager, field);
  g_clear_pointer (&field->accept, g_free);
}

gboolean
guichet_web_page_script_take (GuichetFileField *field, char **accept, gboolean *capture)
{
  gboolean is_fresh = field->time != 0 && g_get_monotonic_time () - field->time < FRESH;

  *accept = is_fresh ? g_steal_pointer (&field->accept) : NULL;
  *capture = is_fresh && field->capture;
  field->time = 0;
  return is_fresh;
}

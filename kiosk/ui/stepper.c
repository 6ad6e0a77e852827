/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stepper.h"

struct _GuichetStepper {
  GtkWidget parent_instance;

  /* Template children */
  GtkLabel *label;
  GtkWidget *less_button;
  GtkLabel *number;
  GtkWidget *more_button;
  /* State */
  guint value;
  guint min;
  guint max;
};

enum { PROP_0, PROP_LABEL, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetStepper, guichet_stepper, GTK_TYPE_WIDGET)

void
guichet_stepper_set (GuichetStepper *self, guint value, guint min, guint max)
{
  g_autofree char *text = NULL;

  self->min = min;
  self->max = MAX (min, max);
  self->value = CLAMP (value, self->min, self->max);
  text = g_strdup_printf ("%u", self->value);
  gtk_label_set_label (self->number, text);
  gtk_widget_set_sensitive (self->less_button, self->value > self->min);
  gtk_widget_set_sensitive (self->more_button, self->value < self->max);
}

guint
guichet_stepper_get_value (GuichetStepper *self)
{
  return self->value;
}

static void
on_less_clicked (GuichetStepper *self)
{
  guichet_stepper_set (self, self->value - 1, self->min, self->max);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_more_clicked (GuichetStepper *self)
{
  guichet_stepper_set (self, self->value + 1, self->min, self->max);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
guichet_stepper_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  GuichetStepper *self = GUICHET_STEPPER (object);

  if (id == PROP_LABEL)
    gtk_label_set_label (self->label, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
guichet_stepper_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_STEPPER);
  G_OBJECT_CLASS (guichet_stepper_parent_class)->dispose (object);
}

static void
guichet_stepper_class_init (GuichetStepperClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = guichet_stepper_dispose;
  object_class->set_property = guichet_stepper_set_property;
  properties[PROP_LABEL] =
      g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/stepper.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetStepper, label);
  gtk_widget_class_bind_template_child (widget_class, GuichetStepper, less_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetStepper, number);
  gtk_widget_class_bind_template_child (widget_class, GuichetStepper, more_button);
  gtk_widget_class_bind_template_callback (widget_class, on_less_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked);
}

static void
guichet_stepper_init (GuichetStepper *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  guichet_stepper_set (self, 1, 1, 1);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clock.h"

G_DEFINE_INTERFACE (GuichetClock, guichet_clock, G_TYPE_OBJECT)

struct _GuichetSystemClock {
  GObject parent_instance;
};

struct _GuichetFakeClock {
  GObject parent_instance;

  /* State */
  gint64 now;
};

static void system_clock_iface_init (GuichetClockInterface *iface);
static void fake_clock_iface_init (GuichetClockInterface *iface);

G_DEFINE_TYPE_WITH_CODE (GuichetSystemClock, guichet_system_clock, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (GUICHET_TYPE_CLOCK, system_clock_iface_init))
G_DEFINE_TYPE_WITH_CODE (GuichetFakeClock, guichet_fake_clock, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (GUICHET_TYPE_CLOCK, fake_clock_iface_init))

static void
guichet_clock_default_init (GuichetClockInterface *iface)
{
}

static gint64
system_clock_get_time (GuichetClock *clock)
{
  return g_get_monotonic_time ();
}

static void
system_clock_iface_init (GuichetClockInterface *iface)
{
  iface->get_time = system_clock_get_time;
}

static void
guichet_system_clock_class_init (GuichetSystemClockClass *klass)
{
}

static void
guichet_system_clock_init (GuichetSystemClock *self)
{
}

static gint64
fake_clock_get_time (GuichetClock *clock)
{
  return GUICHET_FAKE_CLOCK (clock)->now;
}

static void
fake_clock_iface_init (GuichetClockInterface *iface)
{
  iface->get_time = fake_clock_get_time;
}

static void
guichet_fake_clock_class_init (GuichetFakeClockClass *klass)
{
}

static void
guichet_fake_clock_init (GuichetFakeClock *self)
{
}

gint64
guichet_clock_get_time (GuichetClock *self)
{
  g_return_val_if_fail (GUICHET_IS_CLOCK (self), 0);
  return GUICHET_CLOCK_GET_IFACE (self)->get_time (self);
}

GuichetClock *
guichet_system_clock_new (void)
{
  return g_object_new (GUICHET_TYPE_SYSTEM_CLOCK, NULL);
}

GuichetFakeClock *
guichet_fake_clock_new (gint64 start)
{
  GuichetFakeClock *self = g_object_new (GUICHET_TYPE_FAKE_CLOCK, NULL);

  self->now = start;
  return self;
}

void
guichet_fake_clock_advance (GuichetFakeClock *self, gint64 microseconds)
{
  g_return_if_fail (GUICHET_IS_FAKE_CLOCK (self));
  g_return_if_fail (microseconds >= 0);
  self->now += microseconds;
}

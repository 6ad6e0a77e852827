/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * FakeInput: a keyboard, a mouse and a touch screen that libinput takes for real ones (umockdev):
 * the kernel's side of /dev/input is in the test's hand. The program must be run with
 * LD_PRELOAD=libumockdev-preload.so.0.
 */
typedef struct _FakeInput FakeInput;

typedef enum { FAKE_KEYBOARD, FAKE_MOUSE, FAKE_TOUCH, FAKE_N_DEVICES } FakeDevice;

FakeInput *fake_input_new (void);
void fake_input_free (FakeInput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeInput, fake_input_free)

/** "/dev/input/event0"... Static. */
const char *fake_input_get_path (FakeDevice device);
/** One event of the kernel (linux/input.h); none of them is seen before the SYN_REPORT. */
void fake_input_send (FakeInput *self, FakeDevice device, guint16 type, guint16 code, gint32 value);
void fake_input_sync (FakeInput *self, FakeDevice device);

void fake_input_press (FakeInput *self, guint16 key, gboolean is_pressed);
void fake_input_move (FakeInput *self);
void fake_input_touch (FakeInput *self);
/** A finger down, and left there, at a place from 0 to 4095. */
void fake_input_rest_finger (FakeInput *self, gint32 x, gint32 y);
void fake_input_lift_finger (FakeInput *self);

/** As udev tells of it. */
void fake_input_unplug (FakeInput *self, FakeDevice device);
void fake_input_plug (FakeInput *self, FakeDevice device);

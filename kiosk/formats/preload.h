/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/** Has libraries load their modules and their fonts' list, which the filter would refuse later. */
void guichet_preload (void);

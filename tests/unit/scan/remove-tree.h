/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Removes @path and all below it; what is not there is no error. */
void remove_tree (const char *path);

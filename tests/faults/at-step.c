/* SPDX-License-Identifier: GPL-3.0-or-later */

/* at-step REPORT COMMAND OFFSET HITS PROGRAM ARGUMENT...
 * at-step REPORT COMMAND OFFSET HITS --pid PROCESS
 *
 * Becomes PROGRAM, the very one that is installed, under the eyes of a tracer that stops it at the
 * HITS-th time it comes to OFFSET (hexadecimal, of a function in its file); or watches PROCESS from
 * now on. "armed" is written to the descriptor REPORT when it is watched, "reached" when it is
 * there, and one byte is waited for on COMMAND: after it, or at its end, the program goes on as if
 * nothing had been. The tracer of PROGRAM is nobody's child, so that the program has none that it
 * did not start. */
#include <linux/elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define BREAK 0xccu
#define MASK  0xffu
#define AFTER 1 /* where the program counter stands after it */
typedef struct user_regs_struct Registers;
#define COUNTER(registers) ((registers).rip)
#elif defined(__aarch64__)
#define BREAK              0xd4200000u
#define MASK               0xffffffffu
#define AFTER              0
typedef struct user_regs_struct Registers;
#define COUNTER(registers) ((registers).pc)
#else
#error "no breakpoint is known for this machine"
#endif

static pid_t target;

static void
fail (const char *what)
{
  fprintf (stderr, "at-step: %s: %s\n", what, strerror (errno));
  if (target > 0)
    kill (target, SIGKILL);
  _exit (EXIT_FAILURE);
}

/* Where the program's file lies in its memory: a position-independent one is put anywhere. */
static uintptr_t
find_base (void)
{
  char path[64], exe[4096], line[4352];
  uintptr_t base = 0;
  ssize_t size;
  FILE *maps;

  snprintf (path, sizeof path, "/proc/%d/exe", (int)target);
  size = readlink (path, exe, sizeof exe - 1);
  exe[size > 0 ? size : 0] = '\0';
  snprintf (path, sizeof path, "/proc/%d/maps", (int)target);
  maps = fopen (path, "r");
  if (size <= 0 || maps == NULL)
    fail ("maps");
  while (base == 0 && fgets (line, sizeof line, maps) != NULL)
    if (strstr (line, exe) != NULL)
      base = strtoull (line, NULL, 16);
  fclose (maps);
  return base;
}

static void
wait_stop (int wanted)
{
  int status;

  for (;;) {
    if (waitpid (target, &status, __WALL) < 0 || WIFEXITED (status) || WIFSIGNALED (status))
      _exit (EXIT_SUCCESS); /* it ended without coming there */
    if (!WIFSTOPPED (status) || WSTOPSIG (status) == wanted)
      return;
    ptrace (PTRACE_CONT, target, NULL, (void *)(intptr_t)WSTOPSIG (status));
  }
}

static long
peek (uintptr_t at)
{
  long word;

  errno = 0;
  word = ptrace (PTRACE_PEEKTEXT, target, (void *)at, NULL);
  if (errno != 0)
    fail ("breakpoint");
  return word;
}

static void
put (uintptr_t at, long word)
{
  if (ptrace (PTRACE_POKETEXT, target, (void *)at, (void *)word) != 0)
    fail ("breakpoint");
}

/* With the counter before the instruction that stood there, and that instruction back. */
static void
step_back (uintptr_t at, long old)
{
  Registers registers;
  struct iovec part = { &registers, sizeof registers };

  if (ptrace (PTRACE_GETREGSET, target, (void *)NT_PRSTATUS, &part) != 0)
    fail ("registers");
  COUNTER (registers) = COUNTER (registers) - AFTER;
  if (ptrace (PTRACE_SETREGSET, target, (void *)NT_PRSTATUS, &part) != 0)
    fail ("registers");
  put (at, old);
}

static void
tell (int report, const char *word)
{
  if (write (report, word, strlen (word)) < 0)
    fail ("report");
}

static void
watch (uintptr_t offset, int hits, int report, int command)
{
  uintptr_t at = find_base () + offset;
  long old = peek (at);
  long broken = (long)(((unsigned long)old & ~(unsigned long)MASK) | BREAK);

  put (at, broken);
  tell (report, "armed\n");
  for (;;) {
    ptrace (PTRACE_CONT, target, NULL, NULL);
    wait_stop (SIGTRAP);
    step_back (at, old);
    if (--hits == 0)
      break;
    ptrace (PTRACE_SINGLESTEP, target, NULL, NULL);
    wait_stop (SIGTRAP);
    put (at, broken);
  }
  tell (report, "reached\n");
  (void)!read (command, &broken, 1);
  ptrace (PTRACE_DETACH, target, NULL, NULL);
}

/* @start: closed when the program may begin; -1: it has. Stopped first: at its first instruction,
 * or wherever it is. */
static void
trace (char **argv, int start)
{
  if (ptrace (PTRACE_SEIZE, target, NULL, (void *)PTRACE_O_TRACEEXEC) != 0)
    fail ("ptrace");
  if (start < 0)
    ptrace (PTRACE_INTERRUPT, target, NULL, NULL);
  else
    close (start);
  wait_stop (SIGTRAP);
  watch (strtoull (argv[3], NULL, 16), atoi (argv[4]), atoi (argv[1]), atoi (argv[2]));
  _exit (EXIT_SUCCESS);
}

int
main (int argc, char **argv)
{
  int start[2];
  char byte;
  pid_t child;

  if (argc < 6 || pipe2 (start, O_CLOEXEC) != 0)
    return EXIT_FAILURE;
  if (argc == 7 && strcmp (argv[5], "--pid") == 0) {
    target = atoi (argv[6]);
    trace (argv, -1);
  }
  target = getpid ();
  /* Where only ancestors may trace (yama), whoever is the same user may. */
  (void)prctl (PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  child = fork ();
  if (child == 0) {
    close (start[0]);
    if (fork () == 0)
      trace (argv, start[1]);
    _exit (EXIT_SUCCESS);
  }
  if (child < 0 || waitpid (child, NULL, 0) != child)
    return EXIT_FAILURE;
  close (start[1]);
  (void)!read (start[0], &byte, 1);
  fcntl (atoi (argv[1]), F_SETFD, FD_CLOEXEC);
  fcntl (atoi (argv[2]), F_SETFD, FD_CLOEXEC);
  execv (argv[5], argv + 5);
  perror (argv[5]);
  return EXIT_FAILURE;
}

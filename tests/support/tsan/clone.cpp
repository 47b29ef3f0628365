// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Linked into test programs that run under the thread sanitizer, and only there. QProcess starts its children by
// clone() with CLONE_VM. The sanitizer of GCC 12 takes that for a fork: in the child, which shares our memory, it notes
// that this is the copy of a program with threads, whereupon the program itself either may start no more threads or is
// no longer watched on that thread and seems to race with everybody. So the call goes past the sanitizer.
#include <sched.h>

#include <cstdarg>

#include <sys/types.h>

extern "C" {

// What glibc calls it, and the sanitizer does not replace.
int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...); // NOLINT

int clone(int (*function)(void *), void *stack, int flags, void *argument, ...) noexcept // NOLINT
{
    va_list rest;
    va_start(rest, argument);
    auto *parent = va_arg(rest, pid_t *);
    auto *storage = va_arg(rest, void *);
    auto *child = va_arg(rest, pid_t *);
    va_end(rest);
    return __clone(function, stack, flags, argument, parent, storage, child);
}
}

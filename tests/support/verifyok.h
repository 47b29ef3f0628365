// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QTest>

// QVERIFY for a result: a failure shows its error. The expression is evaluated once.
#define VERIFY_OK(expression)                                                                                          \
    do {                                                                                                               \
        const auto &verified = (expression);                                                                           \
        QVERIFY2(verified, verified ? "" : qPrintable(describe(verified.error())));                                    \
    } while (false)

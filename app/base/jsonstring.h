// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah {

// Appends valid UTF-8 as a string of JSON (RFC 8259, section 7) with its quotes: what has to be escaped is, nothing
// else. For what is written so often, or so exactly, that QJsonDocument will not do.
void appendJsonString(QByteArray &to, QByteArrayView utf8);

} // namespace howdah

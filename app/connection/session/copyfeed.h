// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <functional>
#include <optional>

namespace howdah::connection {

// A CopySource that may fail, as a disk does. Its error ends the COPY without anything of it being kept, and is what
// the COPY answers. Each CopySource is one that never fails. Runs on the session's thread.
using CopyFeed = std::function<Result<std::optional<QByteArray>>()>;

} // namespace howdah::connection

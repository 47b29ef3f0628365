// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/run/endpoint.h"

#include <optional>

namespace howdah::operations {

struct EndpointChange
{
    QString before; // the name of the one that is changed; empty: a new one
    prompt::Endpoint endpoint;
    std::optional<QString> key; // a new one; empty: it has none any more; nothing: as it was
};

// Writes the file and the keychain; a key stays with its server only: where an address leads to another one, it is
// forgotten. Answers what is configured now. ErrorKind::Conflict where another has the name. Block on both.
[[nodiscard]] Result<prompt::Endpoints>
saveEndpoint(const EndpointChange &change, const QString &file = prompt::endpointsFile());
[[nodiscard]] Result<prompt::Endpoints>
removeEndpoint(const QString &name, const QString &file = prompt::endpointsFile());
// The one that is used where nobody names another.
[[nodiscard]] Result<prompt::Endpoints> useEndpoint(const QString &name, const QString &file = prompt::endpointsFile());

} // namespace howdah::operations

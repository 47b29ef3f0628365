// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/diagnosis.h"
#include "connection/settings/pooling.h"
#include "connection/server/tlsfacts.h"

#include <expected>
#include <stop_token>

namespace howdah::connection {

// What a server said of itself when it let us in.
struct ConnectionReport
{
    QString place; // the host that answered, with its port
    int version = 0;
    QString versionText;
    QString user;
    QString database;
    bool superuser = false;
    bool inRecovery = false;
    bool readOnly = false;   // default_transaction_read_only
    double milliseconds = 0; // until it was ready
    Pooling pooling = Pooling::None;
    std::optional<TlsFacts> tls;
    std::vector<Diagnosis> passedOver; // hosts before it that did not let us in
};

// Connects once, looks around, and hangs up; why it could not, in one sentence. Several hosts are tried one after the
// other as target_session_attrs says. Where a proxy answers it connects once more, to see how that one pools. With
// connect_timeout of the target for each, else 10 seconds. Blocks; `stop` ends it with FailureCause::Unknown.
[[nodiscard]] std::expected<ConnectionReport, Diagnosis>
testConnection(const ConnInfo &target, std::stop_token stop = {});

// The targets of the single hosts, in their order.
[[nodiscard]] std::vector<ConnInfo> singleHosts(const ConnInfo &target);

} // namespace howdah::connection

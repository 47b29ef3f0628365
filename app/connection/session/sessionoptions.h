// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>

namespace howdah::connection {

struct TlsFacts; // tlsfacts.h

// What the server said of itself when the session opened.
struct ServerFacts
{
    int version = 0;     // 150018 is 15.18
    QString versionText; // "15.18 (Debian ...)"
    QString database;
    QString user;
    QString host;                        // host name, or the folder of the unix socket
    std::shared_ptr<const TlsFacts> tls; // nullptr without encryption
    int backendPid = 0;
    int announcedPid = 0; // in the answer to the connection itself; a proxy gives another one
    bool superuser = false;
    bool inRecovery = false;
    bool readOnly = false; // default_transaction_read_only
};

// Where names without a schema are looked up. The owner of a database may answer any unqualified function or operator
// with one of his own, with the rights of whoever asks.
enum class Names {
    OfPostgres, // search_path = pg_catalog, pg_temp from the first message on: for statements of our own
    OfDatabase, // as the database, the role or the profile say: for SQL that the operator wrote, and for nothing else
};

struct SessionOptions
{
    QString name;          // names the thread, and application_name as "howdah: <name>"
    bool readOnly = false; // default_transaction_read_only = on
    int connectTimeoutSeconds = 10;
    qsizetype batchRows = 1000; // rows a streamed batch holds at most
    Names names = Names::OfPostgres;
    qint64 mostBytes = qint64(256) << 20; // of one answer that is not streamed; what is larger ends as an error
};

} // namespace howdah::connection

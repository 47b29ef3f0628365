// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"

#include <chrono>

namespace howdah::catalog {

// Reads what a database holds through a session, in one REPEATABLE READ READ ONLY transaction that is ended at once.
// The rows are taken apart on the session's thread; this object only announces. The session should be one for the
// catalog alone: everything is queued on it at once, and definitions wait for locks that a running ALTER TABLE holds.
class CatalogReader final : public QObject
{
    Q_OBJECT
public:
    // The session must outlive the reader.
    explicit CatalogReader(connection::Session &session, QObject *parent = nullptr);
    ~CatalogReader() override;

    // Announces each stage, then finished or failed. A call while a read is under way replaces it: nothing more is
    // announced of the former. Errors are the session's; a relation that vanishes meanwhile is not one.
    void read();
    [[nodiscard]] bool isReading() const { return m_run != nullptr; }

    // The complete snapshot in one answer, without an event loop. One attempt: an object that vanishes at the wrong
    // moment can fail it (sqlState XX000), and after Session::cancel() it is the caller who sends ROLLBACK. A
    // definition that waits for somebody's lock for longer than `lockTimeout` fails (55P03); zero waits as long as it
    // takes.
    [[nodiscard]] QFuture<Result<Snapshot>> readAll(std::chrono::milliseconds lockTimeout = {});
    // The same, waiting, and with all that read() does about both: for commands, runs and tests, on a thread that may
    // block.
    [[nodiscard]] Result<Snapshot> readNow(std::chrono::milliseconds lockTimeout = {});

Q_SIGNALS:
    void stageReady(std::shared_ptr<const howdah::catalog::Catalog> catalog, howdah::catalog::Stage stage);
    void finished();
    void failed(const howdah::Error &error);

private:
    struct Run;
    void begin();
    void conclude(const std::shared_ptr<Run> &run, const Result<Snapshot> &outcome);

    connection::Session &m_session;
    std::shared_ptr<Run> m_run; // of read(), while it is under way
    int m_attempts = 0;
};

} // namespace howdah::catalog

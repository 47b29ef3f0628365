// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/catalogstate.h"
#include "migration/run/runreport.h"
#include "migration/source/migration.h"

namespace howdah::migration {

// Sees to it that the state of the catalog is stored (catalogstate.h): looks at the database before something is run
// or marked, and behind it. Used while the lock of runs is held. Nothing of it fails a run: without a new state the
// former one is known to be stale by the journal.
class CatalogWatch final
{
public:
    CatalogWatch(connection::Session &session, const Dialect &dialect, const Source &source, const History &history)
        : m_session(session)
        , m_dialect(dialect)
        , m_source(source)
        , m_history(history)
    {
    }

    // Before it: `observer` is told what differs by then. That stays a difference; nobody but accept() takes it for
    // right. Blocks.
    void begin(RunObserver &observer);
    // After it; `words` of what has run. Blocks.
    [[nodiscard]] Result<void> end(const ScriptWords &words);
    // Nothing has run: the whole database is taken as it is. Blocks.
    [[nodiscard]] Result<void> accept();

private:
    [[nodiscard]] bool isKept() const;
    [[nodiscard]] Result<void> readFormer();
    [[nodiscard]] Result<QStringList> touchedSchemas() const;

    connection::Session &m_session;
    const Dialect &m_dialect;
    const Source &m_source;
    const History m_history;
    Result<KeptObjects> m_before;
    std::optional<CatalogState> m_stored; // as it stands there
    std::optional<CatalogState> m_former; // ... with what can be said of the runs since
};

} // namespace howdah::migration

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/catalogwatch.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "migration/plan/scriptplan.h"
#include "sql/classify.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

// Without a journal nobody could say whether the state is that of the last run.
bool CatalogWatch::isKept() const { return m_dialect.keepsJournal(); }

void CatalogWatch::begin()
{
    if (!isKept())
        return;
    Result<std::optional<CatalogState>> former = readCatalogState(m_session, m_history);
    if (former && *former && isUsable(**former, m_history))
        m_former = std::move(*former);
    m_before = former ? readObjects(m_session, m_dialect) : fail(former.error());
}

Result<void> CatalogWatch::end(const ScriptWords &words)
{
    if (!isKept() || !m_session.isOpen())
        return {};
    RETURN_IF_ERROR(m_before);
    ASSIGN_OR_RETURN(const KeptObjects after, readObjects(m_session, m_dialect));
    ASSIGN_OR_RETURN(const QStringList schemas, touchedSchemas());
    const CatalogState *const former = m_former ? &*m_former : nullptr;
    return writeCatalogState(m_session, m_history, former, stateAfter(former, {*m_before, after, words, schemas}));
}

Result<void> CatalogWatch::accept()
{
    if (!isKept())
        return {};
    ASSIGN_OR_RETURN(const KeptObjects now, readObjects(m_session, m_dialect));
    ASSIGN_OR_RETURN(QStringList schemas, touchedSchemas());
    ASSIGN_OR_RETURN(const std::optional<CatalogState> former, readCatalogState(m_session, m_history));
    if (former)
        schemas << former->schemas;
    return writeCatalogState(m_session, m_history, nullptr, stateAfter(nullptr, {now, now, {}, schemas}));
}

// Of a statement that makes or changes something: in which schema, where it says so.
static QString definedIn(const sql::Classification &statement)
{
    using enum sql::StatementKind;
    static constexpr std::array Defining{CreateTable,   CreateTableAs,  CreateIndex, CreateView,
                                         CreateTrigger, CreateSequence, AlterTable};
    const bool defines = std::ranges::find(Defining, statement.kind) != Defining.end();
    return defines && !statement.relations.empty() ? statement.relations.front().schema : QString();
}

// Where names without a schema lead, and, as long as no run has been watched, what the applied files say.
Result<QStringList> CatalogWatch::touchedSchemas() const
{
    QStringList schemas{m_source.pack.schema};
    if (schemas.front().isEmpty()) {
        ASSIGN_OR_RETURN(QStringList found, connection::readDatabasePath(m_session));
        found.removeAll(u"howdah"_s);
        schemas = {found.isEmpty() ? u"public"_s : found.first()};
    }
    if (m_former)
        return schemas;
    for (const Migration &migration : m_source.migrations) {
        const Record *record = m_history.find(migration.version);
        if (!record || !record->isApplied())
            continue;
        Step step;
        step.text = migration.up.text;
        std::vector<Refusal> ignored;
        planScript(step, true, ignored);
        for (const PlannedStatement &statement : step.statements)
            schemas << definedIn(sql::classify(step.sql(statement)));
    }
    schemas.removeDuplicates();
    return schemas;
}

} // namespace howdah::migration

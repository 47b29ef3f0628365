// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/catalogwatch.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "migration/plan/scriptplan.h"
#include "migration/source/tr.h"
#include "sql/classify.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Notice;

// Without a journal nobody could say whether the state is that of the last run.
bool CatalogWatch::isKept() const { return m_dialect.keepsJournal(); }

// The texts of the runs since may be in the source where the history has them no more.
static void addFiles(ScriptWords &words, const Source &source)
{
    for (const Migration &migration : source.migrations) {
        addWords(words, migration.up.text);
        if (migration.down)
            addWords(words, migration.down->text);
    }
}

Result<void> CatalogWatch::readFormer()
{
    ASSIGN_OR_RETURN(std::optional<CatalogState> stored, readCatalogState(m_session, m_history));
    ASSIGN_OR_RETURN(KeptObjects live, readObjects(m_session, m_dialect));
    m_before = std::move(live);
    if (!stored || !isReadable(*stored, m_history))
        return {};
    m_stored = std::move(stored);
    m_former = m_stored;
    if (m_former->isStale) {
        ASSIGN_OR_RETURN(std::optional<ScriptWords> words, wordsSince(m_session, m_dialect, m_history, *m_stored));
        if (!words)
            addFiles(words.emplace(), m_source);
        m_former = settled(*m_stored, *m_before, *words);
    }
    addLaterFacts(*m_former, *m_before);
    return {};
}

constexpr qsizetype MostNamed = 5;

static Notice warningOf(const QStringList &lines)
{
    QStringList named = lines.first(qMin(lines.size(), MostNamed));
    if (lines.size() > MostNamed)
        named << tr("%1 more").arg(lines.size() - MostNamed);
    Notice notice;
    notice.severity = u"WARNING"_s;
    notice.message = tr("Before this run the database differed from what the last one left: %1. That is not taken for "
                        "right: Validate (`howdahctl migrate validate`) shows it, and `howdahctl migrate validate "
                        "--accept` accepts it.")
                         .arg(named.join(u"; "_s));
    return notice;
}

void CatalogWatch::begin(RunObserver &observer)
{
    if (!isKept())
        return;
    if (const Result<void> read = readFormer(); !read) {
        m_before = fail(read.error());
        return;
    }
    if (!m_former)
        return;
    if (const QStringList lines = describe(compareObjects(*m_former, *m_before)); !lines.isEmpty())
        observer.noticed(warningOf(lines));
}

Result<void> CatalogWatch::end(const ScriptWords &words, bool isMark)
{
    if (!isKept() || !m_session.isOpen())
        return {};
    RETURN_IF_ERROR(m_before);
    ASSIGN_OR_RETURN(const KeptObjects after, readObjects(m_session, m_dialect));
    ASSIGN_OR_RETURN(const QStringList schemas, touchedSchemas());
    const CatalogState *const former = m_former ? &*m_former : nullptr;
    CatalogState state = stateAfter(former, {*m_before, after, words, schemas, isMark});
    // What was there before was made by migrations, and nobody knows what else has been done to it.
    if (!former && std::ranges::any_of(m_history.records, &Record::isApplied))
        state.isTaken = true;
    return writeCatalogState(m_session, m_history, m_stored ? &*m_stored : nullptr, state);
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

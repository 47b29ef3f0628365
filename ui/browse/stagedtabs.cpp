// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/stagedtabs.h"

#include "browse/rowspane.h"
#include "browse/tabletab.h"
#include "browse/tabletabs.h"
#include "edit/editsession.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

StagedTabs::StagedTabs(TableTabs *tabs)
    : QObject(tabs)
    , m_tabs(tabs)
{
}

StagedWork StagedTabs::work()
{
    return {
        .lines = [this] { return m_tabs->unsaved(); },
        .save = [this](const Ended &ended) { save(ended); },
        .discard = [this](const Ended &ended) { discard(ended); },
        .forget = [this] { forget(); }};
}

TableTab *StagedTabs::next() const
{
    for (TableTab *table : m_tabs->awake()) {
        if (table->editedRows() > 0)
            return table;
    }
    return nullptr;
}

static QString problemOf(const TableTab *table, const QString &problem)
{
    return table->rows()->shape().schema + u'.' + table->rows()->shape().name + u": "_s + problem;
}

// One table after the other: the first that cannot be saved ends it, and is shown.
void StagedTabs::save(const Ended &ended)
{
    TableTab *table = next();
    if (!table)
        return ended({});
    EditSession *edits = table->rows()->edits();
    if (const QString why = edits->saving().refusal(); !why.isEmpty())
        return ended(problemOf(table, why));
    auto *once = new QObject(this);
    connect(edits, &EditSession::saveFailed, once, [table, once, ended](const data::SaveReport &report) {
        once->disconnect();
        once->deleteLater();
        ended(problemOf(table, report.error ? describe(*report.error) : tr("It could not be saved.")));
    });
    // Once what it wrote with is free again.
    connect(edits, &EditSession::saved, once, [this, once, ended] {
        once->disconnect();
        once->deleteLater();
        QMetaObject::invokeMethod(this, [this, ended] { save(ended); }, Qt::QueuedConnection);
    });
    edits->saving().save();
    if (!edits->saving().isSaving()) {
        delete once;
        ended(problemOf(table, tr("Something else is being done with its rows.")));
    }
}

void StagedTabs::discard(const Ended &ended)
{
    TableTab *table = next();
    if (!table)
        return ended({});
    EditSession *edits = table->rows()->edits();
    if (const auto done = edits->editor().discardAll(); !done)
        return ended(problemOf(table, describe(done.error())));
    if (!edits->history().isStaging())
        return discard(ended);
    auto *once = new QObject(this);
    connect(edits, &EditSession::stagingEnded, once, [this, table, once, ended](const Result<void> &result) {
        once->deleteLater();
        once->disconnect();
        if (result)
            discard(ended);
        else
            ended(problemOf(table, describe(result.error())));
    });
}

// What was discarded, or undone, is not done again on the rows of another.
void StagedTabs::forget()
{
    for (const TableTab *table : m_tabs->awake())
        table->rows()->edits()->history().forget();
}

} // namespace howdah::ui

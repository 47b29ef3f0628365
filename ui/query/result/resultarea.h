// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "query/run/runoptions.h"
#include "query/script/script.h"

#include <QWidget>

namespace howdah::ui {

// What came of the runs of one tab: the list of the statements with their outcomes, in order, and the rows of each.
// What a run has answered stays when the next one is begun: as long as it is pinned, else until that has its first
// rows. UI thread.
class ResultArea final : public QWidget
{
    Q_OBJECT
public:
    explicit ResultArea(const PageServices &services, QWidget *parent = nullptr);

    // ---- as query::ScriptRunner tells it
    void beginRun(const query::Script &script);
    void began(const query::Outcome &outcome) { Q_UNUSED(outcome) }
    void rowsCome(qint64 number, const std::shared_ptr<query::ResultStore> &rows)
    {
        Q_UNUSED(number)
        Q_UNUSED(rows)
    }
    void noticed(qint64 number, const connection::Notice &notice)
    {
        Q_UNUSED(number)
        Q_UNUSED(notice)
    }
    void ended(const query::Outcome &outcome) { Q_UNUSED(outcome) }
    void finished(const query::RunReport &report) { Q_UNUSED(report) }

    // Find, export, copy, pin, compare, chart ... of what is in front.
    [[nodiscard]] QList<QAction *> actions() const { return {}; }
    void focusSearch() {}
    // Rows that were edited and are not saved: a line for each result.
    [[nodiscard]] QStringList unsavedWork() const { return {}; }

Q_SIGNALS:
    // This place of the text is to be shown: of an error (a byte of its file), or of a statement.
    void placeWanted(const howdah::query::ScriptPlace &place, qint64 offset);
    // This text, in another tab.
    void textWanted(const QString &title, const QByteArray &text);
    // A definition of a panel, for the page of dashboards.
    void panelWanted(const QString &yaml);
};

} // namespace howdah::ui

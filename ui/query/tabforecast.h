// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "query/editor/sqleditor.h"
#include "query/run/runbar.h"
#include "query/tabrun.h"

#include <QTimer>

namespace howdah::ui {

class ParameterForm;

// What the next run of a tab would do, found out while one types: by the text, at once and off this thread, then by the
// server where that is worth asking. UI thread.
class TabForecast final : public QObject
{
    Q_OBJECT
public:
    static constexpr int QuietMs = 150;
    // What is longer is not looked through while one types.
    static constexpr qint64 LongestRead = qint64(4) << 20;

    TabForecast(
        SqlEditor *editor, TabRun *run, RunBar *bar, ParameterForm *form, ConnectionController *connection,
        QObject *parent = nullptr);

    // Something that it depends on has changed.
    void schedule();
    // EXPLAIN of what would run, on the session of the tab.
    void askExpectedRows();
    [[nodiscard]] const RunForecast &forecast() const { return m_forecast; }

Q_SIGNALS:
    void changed();

private:
    void read();
    void show();
    void askNames();
    void askTypes();

    SqlEditor *m_editor;
    TabRun *m_run;
    RunBar *m_bar;
    ParameterForm *m_form;
    ConnectionController *m_connection;
    QTimer m_quiet;
    QByteArray m_text; // that is forecast
    RunForecast m_forecast;
    Latest m_reading;
    Latest m_naming;
    Latest m_typing;
    Latest m_explaining;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui

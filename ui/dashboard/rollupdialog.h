// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/sessionjobs.h"
#include "common/dialogframe.h"
#include "metrics/dashboard.h"
#include "metrics/rollupplan.h"
#include "metrics/rolluprefresh.h"
#include "operations/dashboards/rollupchanges.h"

#include <QTimer>

#include <memory>
#include <optional>

class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace howdah::ui {

class ConnectionController;
class SqlView;
class StateStack;

// What a rollup for a panel would be, as far as the panel says: a built-in one, or the table that its rows come from.
[[nodiscard]] metrics::RollupDefinition rollupFor(const metrics::PanelDefinition &panel);

// The assistant for rollups: shows what one would be (SQL, rows, size and time by the width of its cells, remarks) or,
// where it is there already, how far it is, and says what is wanted: its migration written, or the rollup refreshed.
// Asks the server on another thread and changes nothing by itself. UI thread.
class RollupDialog final : public DialogFrame
{
    Q_OBJECT
public:
    RollupDialog(
        ConnectionController *connection, const metrics::RollupDefinition &definition, QWidget *parent = nullptr);

    // Asks the server for what the fields say.
    void ask();
    [[nodiscard]] bool isAsking() const { return m_asking; }
    [[nodiscard]] const std::optional<metrics::RollupPlan> &plan() const { return m_plan; }
    [[nodiscard]] const std::optional<metrics::RollupStatus> &existing() const { return m_existing; }
    // What would be made, with the cells that are chosen.
    [[nodiscard]] std::optional<metrics::RollupDefinition> chosen() const;

    void showProgress(const metrics::RefreshProgress &progress);
    void showRefreshed(const Result<metrics::RefreshReport> &report);
    void showWritten(const QString &folder, const QString &file);
    void showProblem(const Error &error);

    [[nodiscard]] SqlView *sql() const { return m_sql; }
    [[nodiscard]] QListWidget *cells() const { return m_cells; }
    [[nodiscard]] StateStack *state() const { return m_state; }
    [[nodiscard]] QLabel *summary() const { return m_summary; }
    [[nodiscard]] QPushButton *writeButton() const { return m_write; }
    [[nodiscard]] QPushButton *refreshButton() const { return m_refresh; }
    [[nodiscard]] QLineEdit *field(const QString &name) const;

Q_SIGNALS:
    // The migration that makes it, or, where it is there, that drops it.
    void writeWanted(howdah::operations::RollupChange change, const howdah::metrics::RollupDefinition &definition);
    void refreshWanted(const QString &table); // quoted
    void answered();

private:
    struct Answer
    {
        std::optional<metrics::RollupStatus> existing;
        metrics::RollupPlan plan;
    };

    QWidget *buildFields(const metrics::RollupDefinition &definition);
    QWidget *buildAnswer();
    void buildFoot();
    [[nodiscard]] metrics::RollupDefinition typed() const;
    static Result<Answer> look(connection::Session &session, const metrics::RollupDefinition &definition);
    void take(const Answer &answer);
    void showPlan();
    void showExisting();
    void showScript();
    void updateButtons();

    ConnectionController *m_connection;
    metrics::RollupDefinition m_proposed;
    std::optional<metrics::RollupPlan> m_plan;
    std::optional<metrics::RollupStatus> m_existing;
    connection::SessionJobs m_jobs;
    bool m_asking = false;
    QTimer m_pause; // of the typing
    bool m_askAgain = false;

    QFormLayout *m_fields = nullptr;
    StateStack *m_state = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_remarks = nullptr;
    QListWidget *m_cells = nullptr;
    SqlView *m_sql = nullptr;
    QPushButton *m_refresh = nullptr;
    QPushButton *m_write = nullptr;
};

} // namespace howdah::ui

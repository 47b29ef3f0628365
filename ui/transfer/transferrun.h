// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "connection/session/sessionpool.h"
#include "data/transfer/bulkcopy.h"

#include <QElapsedTimer>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <memory>

namespace howdah::ui {

class ConnectionController;

// What an export or an import came to.
struct TransferOutcome
{
    qint64 rows = 0;
    qint64 bytes = 0;
    double milliseconds = 0;
    qint64 formulas = 0;    // of an export: cells that a spreadsheet would run
    bool hidesRows = false; // of an export: policies of row level security hold for us
    QStringList leftOut;    // of an export: sensitive columns
    QStringList unlabelled; // of an export: references without labels, each with the reason
    std::optional<data::ImportReport> import;
    QString file;       // that was written
    QString rejectFile; // "" when nothing was rejected
    bool operator==(const TransferOutcome &) const = default;
};

// Runs one export or import at a time on a thread of its own, with a session of its own, and tells how far it is. Ends
// what runs when it goes. UI thread.
class TransferRun final : public QObject
{
    Q_OBJECT
public:
    using Notify = std::function<void(data::BulkProgress)>; // any thread
    using Work = std::function<Result<TransferOutcome>(connection::Session &, const Notify &, std::stop_token)>;

    TransferRun(ConnectionController *connection, TaskList *tasks, QObject *parent = nullptr);
    ~TransferRun() override;

    // How much there is to do, when it is known.
    struct Whole
    {
        qint64 bytes = 0;
        qint64 rows = 0;
    };
    // `second`: what the work uses besides the session that it is given; kept as long as it runs.
    void start(
        connection::SessionRole role, const QString &title, const Whole &whole, Work work,
        std::shared_ptr<connection::Session> second = {});
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_session != nullptr; }
    [[nodiscard]] bool isCancelling() const { return m_cancelling; }
    // 0 to 1; below 0 when nobody knows.
    [[nodiscard]] double fraction() const;
    [[nodiscard]] QString progressText() const; // "120,000 rows, 4.5 MB, 310,000 rows/s"

Q_SIGNALS:
    void progressed();
    void finished(const howdah::Result<howdah::ui::TransferOutcome> &outcome);

private:
    void ended(const Result<TransferOutcome> &outcome);
    void notify();

    struct Counters
    {
        std::atomic<qint64> rows = 0;
        std::atomic<qint64> bytes = 0;
    };

    ConnectionController *m_connection;
    TaskList *m_tasks;
    std::shared_ptr<connection::Session> m_session; // dropped here, on its own thread
    std::shared_ptr<connection::Session> m_second;  // likewise
    std::shared_ptr<Counters> m_counters;
    std::stop_source m_stop;
    QThreadPool m_pool;
    QTimer m_timer;
    QElapsedTimer m_clock;
    TaskHandle m_task;
    Whole m_whole;
    bool m_cancelling = false;
};

} // namespace howdah::ui

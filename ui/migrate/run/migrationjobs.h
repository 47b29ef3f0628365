// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "connection/session/session.h"
#include "migrate/list/migrationrow.h"
#include "migration/source/create.h"
#include "migration/run/historyoperations.h"
#include "operations/safetycopies.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <memory>
#include <stop_token>

namespace howdah::ui {

// What is done to files and histories besides running plans, each job on another thread; one at a time. Asked from the
// UI thread; answers come as futures (see whenDone).
class MigrationJobs final : public QObject
{
    Q_OBJECT
public:
    // What a dialog has found out before a job begins.
    struct Agreement
    {
        bool production = false;
        QStringList typed; // names
    };

    explicit MigrationJobs(QObject *parent = nullptr);
    ~MigrationJobs() override;

    // Whatever runs ends soon with ErrorKind::Cancelled.
    void cancel();

    [[nodiscard]] QFuture<Result<std::vector<migration::Marked>>> mark(
        std::shared_ptr<connection::Session> session, const connection::ConnInfo &target,
        std::shared_ptr<const Overview> overview, const migration::MarkRequest &request, const Agreement &agreement);
    [[nodiscard]] QFuture<Result<migration::NewMigration>> create(const QString &folder, const QString &title);
    // Each answers the file that was written, atomically.
    [[nodiscard]] QFuture<Result<QString>> write(const QString &file, const QByteArray &bytes);
    [[nodiscard]] QFuture<Result<QString>> dump(const connection::ConnInfo &target, const QString &file);
    // Puts `text` in the place of `before`; ErrorKind::Conflict when the file holds something else by now.
    [[nodiscard]] QFuture<Result<QString>>
    rewrite(const QString &file, const QByteArray &before, const QByteArray &text);
    // Puts the parts in the place of a file, none of which may exist but the file itself.
    [[nodiscard]] QFuture<Result<QString>>
    split(const QString &folder, const QString &file, const std::vector<migration::SplitPart> &parts);
    [[nodiscard]] QFuture<Result<migration::SafetyCopy>> readSafetyCopy(const QString &file);
    [[nodiscard]] QFuture<Result<std::vector<migration::RestoredTable>>>
    restore(const operations::RestoreOrder &order, const QStringList &typed);
    // Of everything in the folder, each direction by itself.
    [[nodiscard]] QFuture<Result<std::vector<migration::Finding>>>
    lint(const QString &folder, const migration::LintContext &context);
    // Reads the folder first.
    [[nodiscard]] QFuture<Result<migration::Rehearsal>> rehearse(
        const QString &folder, std::optional<connection::ConnInfo> target, int sampleRows,
        const std::shared_ptr<connection::SessionContext> &context);

Q_SIGNALS:
    void rehearsing(const QString &text); // what the rehearsal does now

private:
    template <typename T, typename Job>
    QFuture<Result<T>> start(Job job);

    QThreadPool m_pool;
    std::stop_source m_stop;
};

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "migrate/list/preview.h"
#include "migration/history/catalogstate.h"
#include "migration/rehearse/difference.h"
#include "migration/run/historyoperations.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <memory>

namespace howdah::ui {

// A pack that comes with Howdah.
struct PackChoice
{
    QString name; // of its folder, "uaip"
    QString folder;
    QString title;
    bool operator==(const PackChoice &) const = default;
};

// Which packs belong to a database.
struct PackFit
{
    QString folder;    // of the one that its history or its name tells; "" where neither does
    QStringList order; // folders of all of them then, those first whose tables it has
    bool operator==(const PackFit &) const = default;
};

// What is known of one migration beyond its files: read when it is selected.
struct MigrationDetails
{
    migration::Version version;
    migration::TextDifference up; // of the file to what was applied; only for what is applied
    migration::TextDifference down;
    std::vector<migration::Event> events;         // newest first, with their statements
    std::vector<migration::Finding> findings;     // of both directions
    std::optional<migration::Diagnosis> leftover; // of a run that was cut off
};

// Reads folders and histories, and makes plans, on a thread of its own; answers come as futures (see whenDone). Asked
// from the UI thread, one request after the other. Its session is used for nothing else.
class MigrationReader final : public QObject
{
    Q_OBJECT
public:
    explicit MigrationReader(QObject *parent = nullptr);
    ~MigrationReader() override;

    // nullptr: no connection. What runs on the one before is cancelled.
    void setSession(std::shared_ptr<connection::Session> session);
    [[nodiscard]] bool hasSession() const { return m_session != nullptr; }

    [[nodiscard]] QFuture<Result<std::vector<PackChoice>>> packs();
    // The folder of the pack that this database most likely holds: the one whose migrations its history names, else the
    // one that is called like the database; "" when nothing speaks for any.
    [[nodiscard]] QFuture<Result<PackFit>> fit(const QString &database);
    [[nodiscard]] QFuture<Result<std::shared_ptr<const Overview>>> overview(const QString &folder);
    // What a crash of the server has taken back since a run noted it in the audit log, where that is now corrected; no
    // session is needed. `database`: see assess().
    [[nodiscard]] QFuture<Result<QStringList>>
    correctLog(std::shared_ptr<const Overview> overview, const QString &database);
    // Whether the history says something else than it did: somebody ran, marked or rolled back.
    [[nodiscard]] QFuture<Result<bool>> historyChanged(std::shared_ptr<const Overview> overview);
    // `database`: see assess().
    [[nodiscard]] QFuture<Result<std::shared_ptr<const Assessment>>>
    assess(std::shared_ptr<const Overview> overview, const QString &database);
    [[nodiscard]] QFuture<Result<std::shared_ptr<const MigrationDetails>>>
    details(std::shared_ptr<const Overview> overview, const migration::Version &version);
    [[nodiscard]] QFuture<Result<std::shared_ptr<const Preview>>> preview(
        const connection::ConnInfo &target, const QString &folder, const migration::Request &request,
        const QString &database, bool guarded = false);
    // With what hangs on the things that go.
    [[nodiscard]] QFuture<Result<std::vector<migration::Loss>>> countLosses(std::shared_ptr<const Preview> preview);
    // What was changed in the database without a migration.
    [[nodiscard]] QFuture<Result<migration::CatalogDrift>> drift(std::shared_ptr<const Overview> overview);
    // Files, history and database judged together, as Markdown.
    [[nodiscard]] QFuture<Result<QString>> validate(const QString &folder);
    void cancel();

private:
    template <typename T, typename Job>
    QFuture<Result<T>> onSession(Job job);

    std::shared_ptr<connection::Session> m_session;
    QThreadPool m_pool;   // one thread: a session serves one at a time
    QThreadPool m_checks; // what takes long and asks no server; one at a time
};

} // namespace howdah::ui

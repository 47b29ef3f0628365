// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session.h"
#include "migrate/runmodel.h"
#include "migration/losses.h"

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

// A plan as it is shown before it runs.
struct Preview
{
    std::shared_ptr<const Overview> overview; // read for this plan
    migration::Plan plan;
    QString sql;                         // every step in order, each beneath a heading of comments
    std::vector<int> stepLines;          // of the headings in it, from 1
    std::vector<RunLine> lines;          // for the progress of the run
    std::vector<migration::Loss> losses; // not counted yet
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
    [[nodiscard]] QFuture<Result<QString>> likelyPack(const QString &database);
    [[nodiscard]] QFuture<Result<std::shared_ptr<const Overview>>> overview(const QString &folder);
    [[nodiscard]] QFuture<Result<std::shared_ptr<const Preview>>>
    preview(const QString &folder, const migration::Request &request);
    [[nodiscard]] QFuture<Result<std::vector<migration::Loss>>> countLosses(std::shared_ptr<const Preview> preview);
    void cancel();

private:
    template <typename T, typename Job>
    QFuture<Result<T>> onSession(Job job);

    std::shared_ptr<connection::Session> m_session;
    QThreadPool m_pool; // one thread: a session serves one at a time
};

} // namespace howdah::ui

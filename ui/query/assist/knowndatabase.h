// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connection/session/session.h"
#include "connection/session/sessionjobs.h"
#include "query/complete/completionrequest.h"
#include "query/history/historykeeper.h"

#include <QObject>
#include <QSet>

#include <deque>
#include <mutex>

namespace howdah::ui {

class ConnectionController;

// Keys that were seen in columns of JSON. Any thread.
class SeenKeys final
{
public:
    using Place = std::pair<catalog::Oid, qint16>; // relation and column

    // What is known already; what is not is noted as wanted.
    [[nodiscard]] QStringList find(const Place &place);
    [[nodiscard]] std::vector<Place> takeWanted();
    void set(const Place &place, const QStringList &keys);
    void forget();

private:
    std::mutex m_mutex;
    QHash<Place, QStringList> m_keys;
    QSet<Place> m_wanted;
};

// What completion needs of the database that a window is connected to, once for all of its tabs: the index of the last
// snapshot of the catalog, what statements before have gone on with, and the keys seen in columns of JSON. Made on pool
// threads; here are the last answers. UI thread.
class KnownDatabase final : public QObject
{
    Q_OBJECT
public:
    // That of a connection, which owns it.
    [[nodiscard]] static KnownDatabase *of(ConnectionController *connection);

    // nullptr until a catalog with its columns is known.
    [[nodiscard]] const query::complete::SharedIndex &index() const { return m_index; }
    [[nodiscard]] const std::shared_ptr<const query::complete::Habits> &habits() const { return m_habits; }
    [[nodiscard]] const std::shared_ptr<SeenKeys> &keys() const { return m_keys; }
    [[nodiscard]] ConnectionController *connection() const { return m_connection; }
    // Where a session of a tab will look for names, without "$user" and pg_catalog; empty until it is known.
    [[nodiscard]] const QStringList &searchPath() const { return m_searchPath; }
    // What is asked at a cursor of this text, with everything that is known. The text and what is known outlive it.
    struct Question
    {
        QByteArray text;
        qsizetype cursor = 0;
        QStringList searchPath;
        query::complete::SharedIndex index;
        std::shared_ptr<const query::complete::Habits> habits;
        std::shared_ptr<SeenKeys> keys;
        [[nodiscard]] query::complete::CompletionRequest request() const;
    };
    [[nodiscard]] Question question(const QByteArray &text, qsizetype cursor, const QStringList &searchPath) const;

    void learn(const QByteArray &statement);
    // The last statements of the history that were run in this database; asked once.
    void learnHistory(query::HistoryKeeper *history, const QString &database);
    // Asks the server for the keys that completion has missed.
    void askForKeys();

    // As SQL writes them; "" until it is known.
    [[nodiscard]] QString typeName(quint32 oid, qint32 modifier = -1) const { return m_types.value({oid, modifier}); }
    // Those that are not known yet, on a session of its own.
    void askForTypes(const std::vector<quint32> &parameters, const connection::Columns &columns);

Q_SIGNALS:
    void indexChanged();
    void keysArrived();
    void typesArrived();

private:
    explicit KnownDatabase(ConnectionController *connection);
    void readCatalog(const catalog::Snapshot &catalog);
    void readSearchPath();
    void learnWaiting();
    void askNextKeys();
    [[nodiscard]] bool mayBeSampled(const SeenKeys::Place &place) const;

    ConnectionController *m_connection;
    query::complete::SharedIndex m_index;
    std::shared_ptr<const query::complete::Habits> m_habits;
    std::shared_ptr<SeenKeys> m_keys = std::make_shared<SeenKeys>();
    Latest m_building;
    QStringList m_searchPath;
    Latest m_readingPath;
    QSet<QString> m_learntHistories;
    std::deque<QByteArray> m_learnt; // those that the habits hold, the oldest first
    std::vector<QByteArray> m_toLearn;
    bool m_learning = false;
    std::deque<SeenKeys::Place> m_toSample;
    std::shared_ptr<connection::Session> m_sampling;
    Latest m_sampled;
    QHash<std::pair<quint32, qint32>, QString> m_types;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui

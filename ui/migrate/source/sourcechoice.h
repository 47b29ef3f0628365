// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "migrate/source/sourcepicker.h"
#include "common/sourcewatcher.h"

#include <QJsonObject>

namespace howdah::ui {

// Which migrations the page shows: those that were chosen for this connection, or else that its history speaks for.
// Follows the files. UI thread.
class SourceChoice final : public QObject
{
    Q_OBJECT
public:
    // The reader outlives it.
    SourceChoice(MigrationReader &reader, QAction *chooseFolder, QObject *parent = nullptr);

    [[nodiscard]] SourcePicker *picker() const { return m_picker; } // stands in the head of the page
    [[nodiscard]] const QString &source() const { return m_source; }
    [[nodiscard]] QString folder() const; // empty for a pack that is not there
    // A source, or that there is none, is known.
    [[nodiscard]] bool isMade() const { return m_isOpen && m_packsKnown && !isLooking(); }
    [[nodiscard]] bool isLooking() const { return m_look.question().isWanted(); }

    // A folder, or "pack:uaip"; remembered for this connection.
    void choose(const QString &source);
    [[nodiscard]] bool isOtherThan(const QString &connection) const { return connection != m_connection; }
    // A connection stands. made() comes, perhaps later.
    void open(const QString &connection, const QString &database);
    void close();
    // The packs, each an action that chooses it, the one that fits best first. They last until the next call.
    [[nodiscard]] QList<QAction *> offers();
    void showTitle(const QString &title); // as its pack.yaml gives it
    void watch(const Overview &overview);

    void save(QJsonObject &state) const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void made();
    void looking(const QString &what);
    void edited(); // files were added, removed or written

private:
    void findPacks();
    void find();
    void make();

    MigrationReader &m_reader;
    SourcePicker *m_picker;
    SourceWatcher m_watcher;
    QString m_source;
    QString m_wanted; // chosen while there was no connection: for the next one
    QString m_connection;
    QString m_database;
    QJsonObject m_remembered; // by connection
    bool m_isOpen = false;
    bool m_packsKnown = false;
    Latest m_look; // at the history
    QList<QAction *> m_offers;
    QStringList m_order; // folders of packs, those first that fit the database
};

} // namespace howdah::ui
